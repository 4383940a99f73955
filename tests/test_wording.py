"""The quick way to find what repeats gives what the slow way gives; lines are divided as Python divides them."""

import random
from bisect import bisect_right
from collections import defaultdict
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.batch import Batch
from detectors.document import Document
from detectors.quality import c4, redpajama
from detectors.stretches import bounds_of
from detectors.tokens import repeats, table

STREAM = st.lists(st.integers(1, 4), max_size=60)


def slowly(words):
    """Return the repeated runs of every length up to the longest, by their words."""
    found = {}
    for size in range(2, repeats.LONGEST + 1):
        runs = defaultdict(list)
        for start in range(len(words) - size + 1):
            runs[tuple(words[start : start + size])].append(start)
        if repeated := sorted(starts for starts in runs.values() if len(starts) > 1):
            found[size] = repeated
    return found


def starts_of(runs):
    """Return where the runs of each group start."""
    found = defaultdict(list)
    for start, group in zip(runs.starts.tolist(), runs.groups.tolist(), strict=True):
        found[group].append(start)
    return sorted(found.values())


@pytest.mark.parametrize("small", [repeats._SMALL, (np.uint32, 30), (np.uint32, 2)])
@given(streams=st.lists(STREAM, min_size=1, max_size=4))
def test_repeats(small, streams):
    """Streams searched at once give what each has by itself, also where digests of two pairs agree or places are wide."""
    bounds = bounds_of(list(map(len, streams)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeats, "_SMALL", small)
        found = repeats.repeats(np.array(list(chain(*streams)), np.int32), bounds).runs
    expected = defaultdict(list)
    for first, words in zip(bounds.tolist(), streams, strict=False):
        for size, runs in slowly(words).items():
            expected[size] += [[start + first for start in run] for run in runs]
    assert {size: starts_of(runs) for size, runs in found.items()} == {size: sorted(runs) for size, runs in expected.items()}
    for size, runs in found.items():
        texts, firsts, times = repeats.most_frequent(runs, bounds)
        of_text = {
            text: [run for run in expected[size] if bounds[text] <= run[0] < bounds[text + 1]] for text in texts.tolist()
        }
        best = [max(runs, key=lambda run: (len(run), -run[0])) for runs in of_text.values()]
        assert list(zip(firsts.tolist(), times.tolist(), strict=True)) == [(run[0], len(run)) for run in best]
        assert len(best) == len({bisect_right(bounds.tolist(), run[0]) for run in expected[size]})


@pytest.mark.parametrize(
    "text", ["a\r\nB c\r\n", "a\x0bB c\nD", "\n\n A\n\nb", "", "\r", "a\r", "\x85\r\n\r\n...\n x…\u2028"]
)
@pytest.mark.parametrize("beside", ["", "\nb\r", "."])
def test_lines_together(text, beside):
    """Lines are those that Python finds in each text, however lines are divided, and so are their tokens and characters."""
    texts = [beside, text, beside, text]
    batch = Batch(list(map(Document, texts)))
    split = [line for each in texts for line in each.splitlines(keepends=True)]
    raw = [line for each in texts for line in each.split("\n")[: None if each[-1:] not in {"", "\n"} else -1]]
    for lines, expected in ((batch.split_lines, split), (batch.raw_lines, raw)):
        inked = [line.strip() for line in expected if line.strip()]
        assert lines.totals.tolist() == [len(line.split()) for line in expected]
        assert list(map(chr, lines.opening)) == [line[0] for line in inked]
        assert list(map(chr, lines.closing)) == [line[-1] for line in inked]
        assert lines.trailing.tolist() == [line.endswith(("...", "…")) for line in inked]
    assert batch.raw_lines_at(np.arange(len(raw))) == raw
    assert np.diff(batch.split_lines.bounds).tolist() == [len(each.splitlines()) for each in texts]


@given(st.lists(st.text("ab. \n", max_size=30), min_size=1, max_size=4))
def test_texts_with_equal_lines_are_found(texts):
    """Where two lines or two paragraphs of a text are equal, it is among those that are looked at."""
    found = Batch(list(map(Document, texts))).of_like_lines
    for place, text in enumerate(texts):
        lines = text.split("\n")
        lines = [*lines[:1], *filter(None, lines[1:-1]), *lines[-1:]] if "\n\n" in text else lines
        paragraphs = list(filter(None, (part.lstrip("\n") for part in text.strip().split("\n\n"))))
        if text and (len(set(lines)) < len(lines) or len(set(paragraphs)) < len(paragraphs)):
            assert place in found


def test_a_number_does_not_depend_on_what_came_before():
    """Words are numbered as a process meets them, which differs from worker to worker; what is measured of them does not."""
    rng = random.Random(5)
    words = [f"word{number}" for number in range(400)]
    texts = [" ".join(rng.choices(words, weights=range(1, 401), k=300)) for _ in range(20)]
    with pytest.MonkeyPatch.context() as patch:
        measured = []
        for order in (words, words[::-1], sorted(words)):
            patch.setattr(table, "_current", table.Vocabulary())
            table.tokenise(" ".join(order))
            batch = Batch(list(map(Document, texts)))
            measured.append(
                {rule: values.tobytes() for rule, values in (redpajama.measure(batch) | c4.measure(batch)).items()}
            )
    assert measured[0] == measured[1] == measured[2]

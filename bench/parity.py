"""Write what the original implementations measure on the texts of ``tests/parity/recipe.py``.

Run with the Python of an environment of its own:

    uv venv /tmp/parity && uv pip install --python /tmp/parity/bin/python "datatrove[processing]==0.10.1" spacy==3.8.18 nltk==3.8.1 msgspec
    uv pip install --python /tmp/parity/bin/python --no-deps nemo-curator==1.4.0
    /tmp/parity/bin/python bench/parity.py REDPAJAMA

REDPAJAMA is ``app/src`` of a checkout of togethercomputer/RedPajama-Data (main, 855a8e0). The stored values were made where
no checkout could be had, from a transcription of its signal classes. Its rounding to eight places is
switched off, and NLTK is of its time (later ones count a variation selector as a letter). Each value comes from the original's own functions; what a filter keeps to itself is put together from them
as the filter does. The tokeniser of datatrove's filters is spaCy's blank English one.
"""

from __future__ import annotations

import gzip
import importlib
import importlib.metadata
import json
import re
import sys
import types
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), sys.argv[1]]
from tests.parity.recipe import texts  # noqa: E402 - the path is set first

OUT = ROOT / "tests" / "parity"


def datatrove(text: str) -> dict[str, float | None]:
    """Return the values behind datatrove's Gopher, C4 and FineWeb filters."""
    return _gopher_quality(text) | _gopher_repetition(text) | _c4(text) | _fineweb(text)


def _gopher_quality(text: str) -> dict[str, float | None]:
    from datatrove.pipeline.filters.gopher_quality_filter import STOP_WORDS
    from datatrove.utils.text import PUNCTUATION_SET, split_into_words

    pieces = split_into_words(text, "en")
    words = [piece for piece in pieces if any(char not in PUNCTUATION_SET for char in piece)]
    lines = text.splitlines()
    return {
        "gopher_word_count": len(words),
        "gopher_mean_word_length": sum(map(len, words)) / len(words) if words else None,
        "gopher_hash_ratio": text.count("#") / len(pieces),
        "gopher_ellipsis_ratio": (text.count("...") + text.count("…")) / len(pieces),
        "gopher_bullet_line_share": sum(line.lstrip().startswith(("•", "-")) for line in lines) / len(lines),
        "gopher_ellipsis_line_share": sum(line.rstrip().endswith(("...", "…")) for line in lines) / len(lines),
        "gopher_alpha_word_share": sum(any(char.isalpha() for char in piece) for piece in pieces) / len(pieces),
        "gopher_stop_words": len(set(STOP_WORDS).intersection(pieces)),
    }


def _gopher_repetition(text: str) -> dict[str, float | None]:
    from datatrove.pipeline.filters import gopher_repetition_filter as original
    from datatrove.utils.text import split_into_words

    rules = original.GopherRepetitionFilter()
    values: dict[str, float | None] = {}
    for name, blocks in (("para", rules.paragraph_exp.split(text.strip())), ("line", rules._line_splitter.split(text))):
        number, characters = original.find_duplicates(blocks)
        values[f"gopher_dup_{name}_frac"] = number / len(blocks)
        values[f"gopher_dup_{name}_char_frac"] = characters / len(text)
    words = split_into_words(text, "en")
    for size in (2, 3, 4):
        grams = original.get_n_grams(words, size)
        values[f"gopher_top_{size}_gram_char_frac"] = original.find_top_duplicate(grams) / len(text) if grams else None
    for size in range(5, 11):
        values[f"gopher_dup_{size}_gram_char_frac"] = original.find_all_duplicate(words, size) / len(text)
    return values


def _c4(text: str) -> dict[str, float | None]:
    from datatrove.data import Document
    from datatrove.pipeline.filters import c4_filters as original

    counts: Counter[str] = Counter()
    split = original.split_into_sentences

    def counted(line: str, language: str) -> list[str]:
        sentences = split(line, language)
        counts["sentences"] += len(sentences)
        return sentences

    original.split_into_sentences = counted
    rules = original.C4QualityFilter(min_num_sentences=0)
    rules.stat_update = lambda *names: counts.update(names)
    # Line by line, since the filter leaves at the first line that drops the page.
    for line in text.splitlines():
        outcome = rules.filter(Document(line, "1")) if line else counts.update(["line-filter-no_terminal_punc"])
        if isinstance(outcome, tuple):
            counts[outcome[1]] += 1
    original.split_into_sentences = split
    return {
        "c4_long_word_lines": counts["line-filter-too_long_word"],
        "c4_no_terminal_punct_lines": counts["line-filter-no_terminal_punc"],
        "c4_short_lines": counts["line-filter-too_few_words"],
        "c4_javascript_lines": counts["line-filter-javascript"],
        "c4_policy_lines": counts["line-filter-policy"],
        "c4_lorem_ipsum_lines": counts["lorem_ipsum"],
        "c4_curly_bracket_lines": counts["curly_bracket"],
        "c4_sentence_count": counts["sentences"],
    }


def _fineweb(text: str) -> dict[str, float | None]:
    from datatrove.pipeline.filters import fineweb_quality_filter as original

    rules = original.FineWebQualityFilter()
    lines = [line for line in text.split("\n") if line.strip()]
    return {
        "fineweb_line_punct_ratio": sum(line.endswith(rules.stop_chars) for line in lines) / len(lines),
        "fineweb_short_line_ratio": sum(len(line) <= rules.short_line_length for line in lines) / len(lines),
        "fineweb_char_dup_ratio": original.find_duplicates(lines)[1] / len(text.replace("\n", "")),
        "fineweb_list_ratio": text.count("\n") / len(original.split_into_words(text, "en")),
    }


def redpajama(text: str) -> dict[str, float | None]:
    """Return RedPajama-V2's signals; those of lines as their mean."""
    import core.constants

    core.constants.PRECISION = 15
    from core.document import Document

    values: dict[str, float | None] = {}
    for name in ("natural_language", "repetitions", "content", "lines"):
        module = importlib.import_module(f"core.quality_signals.{name}")
        for made in vars(module).values():
            signal = getattr(made, "__name__", "")
            if signal.startswith("RPS_") and signal.lower() not in {
                "rps_doc_ldnoobw_words", "rps_doc_ut1_blacklist", "rps_doc_stop_word_fraction"
            }:  # fmt: skip
                scores = [score for _, _, score in made()(Document(text, None))]
                rule = signal.lower().replace("punctution", "punctuation")
                values[rule] = None if not scores or None in scores else sum(scores) / len(scores)
    return values


def nemo(text: str) -> dict[str, float | None]:
    """Return the scores of NeMo Curator's filters; its packages are opened without what they import."""
    for depth in (
        "",
        ".stages",
        ".stages.text",
        ".stages.text.filters",
        ".stages.text.utils",
        ".stages.text.filters.heuristic",
    ):
        package = types.ModuleType(f"nemo_curator{depth}")
        place = next(path for path in map(Path, sys.path) if (path / "nemo_curator").is_dir())
        package.__path__ = [str(place / f"nemo_curator{depth}".replace(".", "/"))]
        sys.modules.setdefault(package.__name__, package)
    base = types.ModuleType("nemo_curator.stages.text.filters.doc_filter")
    base.DocumentFilter = type("DocumentFilter", (), {"__init__": lambda self: setattr(self, "_sentences", None)})
    sys.modules.setdefault(base.__name__, base)
    strings = importlib.import_module("nemo_curator.stages.text.filters.heuristic.string")
    filters = {
        "non_alpha_numeric": "NonAlphaNumeric", "numbers": "Numbers", "urls": "Urls", "white_space": "WhiteSpace",
        "parentheses": "Parentheses", "boilerplate_string": "BoilerPlateString", "punctuation": "Punctuation",
        "long_word": "LongWord",
    }  # fmt: skip
    return {f"nemo_{name}": getattr(strings, f"{made}Filter")().score_document(text) for name, made in filters.items()}


ORIGINALS = {
    "datatrove": (datatrove, ("datatrove", "spacy")),
    "redpajama": (redpajama, ("nltk", "numpy")),
    "nemo": (nemo, ("nemo-curator", "regex")),
}

if __name__ == "__main__":
    for name, (measure, packages) in ORIGINALS.items():
        rows = [measure(text) for text in texts()]
        stored = {
            "versions": {package: importlib.metadata.version(package) for package in packages},
            "measures": {rule: [row[rule] for row in rows] for rule in rows[0]},
        }
        packed = gzip.compress(re.sub(r"\.0\b(?=[,\]])", "", json.dumps(stored)).encode(), mtime=0)
        (OUT / f"{name}.json.gz").write_bytes(packed)
        print(f"{name}: {len(rows[0])} measures of {len(rows)} texts, {len(packed):,} bytes")

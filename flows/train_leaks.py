"""Train the sentence model of the leak family and write it to ``models/leak_sentences``.

Positives are sampled from our own grammars (``seeds/grammar``) and taken from our own wordings (``seeds/wordings``, and
``tests/leaks`` without the part kept aside); negatives are sentences of human news and of our own passages that resemble leaks. Human sentences that a
first model takes for leaks are trained on again: most of what news says is so far from a leak that it teaches nothing.

Usage: ``python -m flows.train_leaks HUMAN.jsonl.gz [OUT]``, where records have ``text`` and ``label`` (``human`` is taken).
The result is the same for the same input, seed and library versions.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from detectors.document import Document
from detectors.leak.features import features, word_classes
from detectors.leak.gate import SCALE, Gate, gate_words, sentence_scores
from detectors.leak.model import HUMAN, read_model
from detectors.leak.spans import sentences_of
from detectors.tokens.joined import Joined
from detectors.tokens.splitting import Known, keys_of_words
from flows.grammar import read_grammar, sentences

ROOT = Path(__file__).parent.parent
SEED = 0
FROM_GRAMMAR, FIRST, HARD, KEPT = 400, 25_000, 25_000, 40_000
"""Sentences a class, human sentences of the first model, hard ones added for the second, features kept."""

_SPACES = 2
"""A sentence of fewer than three words is a leak only in company, and would teach that it is one by itself."""

BY_FORM = ("field_label",)
"""Classes told by the form of their lines: what stands behind a label is news."""

_STRENGTH, _STEPS, _OWN_WEIGHT = 10.0, 120, 2.0
_STILL = 1e-6
"""The slope at which fitting ends before its steps are done. With 60, 120, 180 and 240 steps, trained without the files ``*.voices.txt``
and asked about them, 67, 72, 75 and 76 in a hundred of their passages were above all but two in a thousand sentences of human news;
with a slope of a thousandth it may end after the first few dozens."""

_HUMAN_TEXTS = 6_000
_GATE_HUMAN, _GATE_TEXTS = 60_000, 2_000
_NEAR_EDGES, _ELSEWHERE = 0.04, 0.012
"""Shares of human sentences that the gate may let pass."""
_FAINT = 0.1
_MARK = re.compile("⟦(.*?)⟧", re.DOTALL)
_GOLDEN = (
    "Here is the shortened version of the article you asked for:",
    "Let me know if you would like a different headline.",
    "The minister said on Tuesday that the bridge would reopen in May.",
)


class Examples(NamedTuple):
    """Folded sentences with their classes and weights."""

    texts: list[str]
    classes: list[str]
    weights: list[float]

    def add(self, texts: Iterable[str], name: str, weight: float) -> None:
        """Add sentences of one class."""
        for text in texts:
            self.texts.append(text)
            self.classes.append(name)
            self.weights.append(weight)


def split(text: str) -> list[str]:
    """Return the folded sentences of a text, as the detectors cut it."""
    doc = Document(text)
    return [each.folded for line in doc.lines for each in sentences_of(doc, line.start, line.end) if len(each.folded) > 1]


def own_examples(without: str = "") -> Examples:
    """Return what we wrote ourselves: grammars, wordings, and passages that resemble leaks.

    ``without`` names wordings to leave out ("breadth" for ``*.breadth.txt``), to be asked about what the model never saw.
    """
    examples = Examples([], [], [])
    for path in sorted((ROOT / "seeds" / "grammar").glob("[a-z]*.txt")):
        made = sentences(read_grammar(path), FROM_GRAMMAR, random.Random(f"{SEED} {path.stem}"))
        examples.add((each for text in made for each in split(text)), path.stem, 1.0)
        wordings = _entries(ROOT / "tests" / "leaks" / "wordings" / f"{path.stem}.toml", "wording")
        spans = (span for entry in wordings for span in _MARK.findall(entry["text"]) or [entry["text"]])
        examples.add((each for span in spans for each in split(span)), path.stem, _OWN_WEIGHT)
    for path in sorted((ROOT / "seeds" / "wordings").glob("*.txt")):
        if f".{without}." in path.name:
            continue
        told = [each for text in read_wordings(path) for each in split(text) if each.count(" ") >= _SPACES]
        name = path.name.partition(".")[0]
        if name.startswith(HUMAN):
            examples.add(told, HUMAN, _OWN_WEIGHT)
        elif name not in BY_FORM:
            examples.add(told, name, _OWN_WEIGHT)
    for path in sorted((ROOT / "tests" / "leaks" / "mentions").glob("*.toml")):
        texts = (entry["text"] for entry in _entries(path, "text"))
        examples.add((each for text in texts for each in split(text)), HUMAN, _OWN_WEIGHT)
    return examples


def read_wordings(path: Path) -> list[str]:
    """Return the passages of a file of wordings: what stands between lines of three dashes, without comments."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("# ")]
    return [passage.strip() for passage in re.split(r"^---$", "\n".join(lines), flags=re.MULTILINE) if passage.strip()]


def _entries(path: Path, kind: str) -> list[dict[str, Any]]:
    """Return the entries of a file of our own set, without those kept aside."""
    return [entry for entry in tomllib.loads(path.read_text("utf-8"))[kind] if not entry["aside"]]


def human_texts(path: Path) -> list[str]:
    """Return human articles with their headlines, the same ones each time."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [record for record in map(json.loads, lines) if record.get("label") == HUMAN]
    texts = ["\n".join(filter(None, (record.get("title"), record["text"]))) for record in records]
    random.Random(SEED).shuffle(texts)
    return texts[:_HUMAN_TEXTS]


def human_sentences(texts: Sequence[str]) -> list[str]:
    """Return the sentences of human articles, the same ones each time."""
    found = [each for text in texts for each in split(text)]
    random.Random(SEED).shuffle(found)
    return found


class Fitted(NamedTuple):
    """A model as scikit-learn fits it, with the features that it knows."""

    vectorizer: CountVectorizer
    classifier: LogisticRegression

    def leak_probability(self, texts: Sequence[str]) -> Any:  # noqa: ANN401 - a vector of numbers
        """Return for each sentence how probable it is that it is no human's."""
        shares = self.classifier.predict_proba(normalize(self.vectorizer.transform(texts)))
        return 1 - shares[:, list(self.classifier.classes_).index(HUMAN)]


def fit(examples: Examples) -> Fitted:
    """Return a model fitted to the examples, over all features that occur twice."""
    vectorizer = CountVectorizer(analyzer=_sorted_features, min_df=2, binary=True, dtype=np.float32)
    classifier = LogisticRegression(C=_STRENGTH, max_iter=_STEPS, tol=_STILL, warm_start=True)
    matrix = normalize(vectorizer.fit_transform(examples.texts))
    classifier.fit(matrix, examples.classes, sample_weight=examples.weights)
    return Fitted(vectorizer, classifier)


def _sorted_features(folded: str) -> list[str]:
    return sorted(features(folded))


def hardened(told: Sequence[str], without: str = "") -> Examples:
    """Return our own examples with human sentences, among them the ones that a first model mistakes for leaks."""
    examples = own_examples(without)
    examples.add(told[:FIRST], HUMAN, 1.0)
    rest = told[FIRST:]
    hardest = np.argsort(-fit(examples).leak_probability(rest), kind="stable")[:HARD]
    examples.add((rest[index] for index in hardest), HUMAN, 1.0)
    return examples


def train(examples: Examples) -> Fitted:
    """Return the model: fitted, pruned to the features that weigh most, and fitted on from where it was."""
    vectorizer, classifier = fit(examples)
    kept = np.sort(np.argsort(-np.abs(classifier.coef_).max(axis=0), kind="stable")[:KEPT])
    names = vectorizer.get_feature_names_out()[kept]
    pruned = CountVectorizer(analyzer=_sorted_features, binary=True, vocabulary=names, dtype=np.float32)
    classifier.coef_ = np.ascontiguousarray(classifier.coef_[:, kept])
    matrix = normalize(pruned.fit_transform(examples.texts))
    classifier.fit(matrix, examples.classes, sample_weight=examples.weights)
    return Fitted(pruned, classifier)


def fit_gate(examples: Examples, human: Sequence[str], texts: Sequence[str]) -> Gate:
    """Return the gate: one weight a word, with the limits that a given share of human sentences passes.

    It is fitted over words, their classes and their first letters; a word's weight is the sum of the three, so that the
    gate has a word for each that the grammars do not use but the word classes know.
    """
    read = [*examples.texts, *human[:_GATE_HUMAN]]
    vectorizer = CountVectorizer(analyzer=_gate_features, min_df=3)
    counts = vectorizer.fit_transform(read).astype(float)
    sizes = np.sqrt(np.array([len(gate_words(text)) for text in read]) + 4.0)
    leaks = [name != HUMAN for name in examples.classes] + [False] * len(human[:_GATE_HUMAN])
    weights = [*examples.weights, *([1.0] * len(human[:_GATE_HUMAN]))]
    classifier = LogisticRegression(C=3.0, max_iter=_STEPS, tol=1e-5)
    classifier.fit(scipy.sparse.diags(1 / sizes) @ counts, leaks, sample_weight=weights)
    by_feature = dict(zip(vectorizer.get_feature_names_out(), classifier.coef_.ravel().tolist(), strict=True))
    words = {word for text in read for word in gate_words(text)} | set(word_classes())
    told = {word: sum(by_feature.get(name, 0.0) for name in _features_of(word)) for word in sorted(words)}
    heard = {word: round(weight * SCALE) for word, weight in told.items() if abs(weight) > _FAINT}
    gate = Gate(list(heard), Known(keys_of_words(heard), list(heard.values())), 0.0, 0.0)
    edge, middle = np.quantile(_gate_scores(gate, texts), [1 - _NEAR_EDGES, 1 - _ELSEWHERE]).tolist()
    return gate._replace(edge=round(edge, 3), middle=round(middle, 3))


def _gate_scores(gate: Gate, texts: Sequence[str]) -> list[float]:
    """Return the scores of all sentences of some articles."""
    scores: list[float] = []
    for doc in map(Document, texts[-_GATE_TEXTS:]):
        if tokens := doc.text.split():
            seen = gate.look(Joined(tokens))
            scores += sentence_scores(seen[:, 0], seen[:, 1], doc.line_firsts)[1].tolist()
    return scores


def _gate_features(folded: str) -> list[str]:
    return [name for word in gate_words(folded) for name in _features_of(word)]


def _features_of(word: str) -> list[str]:
    stem = [f"s {word[:5]}"] if len(word) > 6 else []  # noqa: PLR2004 - as in the features of the sentence model
    return [f"w {word}", *(f"c {name}" for name in word_classes().get(word, ())), *stem]


def save(fitted: Fitted, gate: Gate, human: Path, out: Path) -> None:
    """Write the weights as plain numbers, and what the model is as JSON."""
    out.mkdir(parents=True, exist_ok=True)
    names = "\n".join(fitted.vectorizer.get_feature_names_out()).encode()
    weights = fitted.classifier.coef_.T.astype(np.float16)
    np.savez_compressed(
        out / "model.npz",
        features=np.frombuffer(names, dtype=np.uint8),
        weights=weights,
        bias=fitted.classifier.intercept_.astype(np.float32),
        gate_words=np.frombuffer("\n".join(gate.words).encode(), dtype=np.uint8),
        gate_weights=gate.weights.numbers.astype(np.int32),
        gate_limits=np.array([gate.edge, gate.middle]),
    )
    described = {
        "classes": list(fitted.classifier.classes_),
        "features": len(fitted.vectorizer.vocabulary_),
        "human_sentences_sha256": hashlib.sha256(human.read_bytes()).hexdigest(),
        "libraries": {name: version(name) for name in ("numpy", "scikit-learn")},
        "seed": SEED,
        "weights_sha256": hashlib.sha256(weights.tobytes()).hexdigest(),
    }
    (out / "model.json").write_text(json.dumps(described, indent=2) + "\n", "utf-8")
    described["golden"] = dict(golden(out))
    (out / "model.json").write_text(json.dumps(described, indent=2) + "\n", "utf-8")


def golden(written: Path) -> Iterator[tuple[str, float]]:
    """Yield sentences with the probability that the model written to a folder gives them to be a leak."""
    model = read_model(written)
    for sentence in _GOLDEN:
        yield sentence, round(1 - model.probabilities(sentence.lower())[HUMAN], 6)


if __name__ == "__main__":
    source = Path(sys.argv[1])
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "models" / "leak_sentences"  # noqa: PLR2004
    articles = human_texts(source)
    told = human_sentences(articles)
    examples = hardened(told)
    save(train(examples), fit_gate(examples, told, articles), source, target)

"""What every detector must hold to, whatever it looks for."""

import ast
import math
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detectors import catalog
from detectors.document import Document
from detectors.edits import apply_edits
from detectors.judging.rules import UNITS
from detectors.judging.ruleset import load_ruleset
from detectors.records import Article
from detectors.scoring import measure, score, score_article
from detectors.tokens.folding import fold

ROOT = Path(__file__).parent.parent
RULESET = load_ruleset()
HEADINGS = ("What it measures", "Why it matters", "Known misses", "Source")
FRAGMENTS = st.sampled_from([
    "Share This Article", "Leave a Reply", "By Admin", "11 Min Read", "#image_title", "🟡,", "\n\n\n\n\n", "\u200b", "а",
    "Self-Correction/Review during generation:\n\n1. Word Count Check: I aimed for 500 words.", "Sure! Here is the article:",
    "As an AI language model", "turn0search0", "<|im_end|>", "[insert name]", "**bold**", "&amp;", "Regenerate response",
    "The council met on Tuesday and agreed the budget. ", "\x00", "\r\n", "\u2028", "İstanbul", '"', "’", "© 2024", "«", "( ", "#",
])  # fmt: skip
TEXTS = st.one_of(st.text(max_size=400), st.lists(st.one_of(FRAGMENTS, st.text(max_size=20)), max_size=25).map("".join))


def span_detectors():
    """Return every span detector, named by its rule."""
    stages = (*catalog.CHARACTERS, *catalog.PAGE, *catalog.REST, *catalog.LEAK, *catalog.BODY_SPANS)
    return [pytest.param(each, id=each.rule) for each in stages]


@pytest.mark.parametrize("detector", span_detectors())
@settings(max_examples=60, deadline=None)
@given(text=TEXTS)
@example(text="")
@example(text="\x00" * 50)
@example(text="x" * 50_000)
@example(text="👩‍👩‍👧‍👦" * 40)
def test_spans_are_sound(detector, text):
    """Any text gives findings under the detector's own rule, inside the field, with edits in order inside it."""
    for finding in detector.detect(Document(text, "A headline of some words")):
        assert finding.rule == detector.rule
        assert 0 <= finding.start < finding.end <= len(text)
        assert finding.excerpt
        steps = finding.edit or ()
        assert all(0 <= start <= end <= len(text) for start, end, _ in steps)
        assert all(before[1] <= after[0] for before, after in pairwise(steps))


@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
@example(text="")
@example(text="\n" * 1000)
@example(text="a " * 20_000)
def test_measures_fit_their_unit(text):
    """Any text gives every measure of the catalog, None or a finite number in the range of its unit."""
    measures = measure("Headline", text).measures
    assert set(measures) == set(catalog.MEASURE_RULES)
    for name, value in measures.items():
        if value is not None:
            low, high = UNITS[RULESET.rules[name].unit]
            assert math.isfinite(value), name
            assert low <= value <= high, name


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_alone_or_in_company(texts):
    """An article's scorecard does not depend on what was scored before or beside it."""
    articles = [Article(str(number), "f", None, None, None, None, text) for number, text in enumerate(texts)]
    together = score(articles, RULESET, "s")
    alone = [score_article(article, RULESET, "s") for article in reversed(articles)][::-1]
    assert together == alone


@settings(max_examples=100, deadline=None)
@given(text=TEXTS)
def test_clean_text_is_the_edits_and_nothing_else(text):
    """Clean text is there exactly where a clean verdict changed something, and holds no words of its own."""
    card = score_article(Article("1", "f", None, None, None, None, text), RULESET, "s")
    if card.verdict == "clean":
        acted = {(each.rule, each.start, each.end) for each in card.judgements if each.action != "note"}
        edits = [each.edit for each in card.findings if each.edit and (each.rule, each.start, each.end) in acted]
        cleaned = apply_edits(text, edits).text
        assert card.clean_text == (cleaned if cleaned != text else None)
    else:
        assert card.clean_text is None


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=200))
@example(text="İİ")
@example(text="ﬁ ẞ ß")
def test_folding_keeps_offsets(text):
    """Folded text is as long as the text, so that a span of one is a span of the other."""
    assert len(fold(text)) == len(text)


@given(text=st.text(st.one_of(st.characters(), st.sampled_from("aB’‘“”′«»–—‑‐−\u00a0\u202fΑΣσς.")), max_size=30))
@example(text="ΑΣ′Α ΟΔΟΣ’Α “ΟΔΟΣ”")
def test_folding_is_lower_case_with_plain_marks(text):
    """Marks are made plain as if that came last: a capital sigma, whose small form hangs on what is behind it, does not change."""
    plain = str.maketrans("’‘′“”«»–—‑‐−\u00a0\u202f", "'" * 3 + '"' * 4 + "-" * 5 + " " * 2)
    assert "İ" in text or fold(text) == text.lower().translate(plain)


@settings(max_examples=200, deadline=None)
@given(data=st.data(), text=st.text(alphabet="ab \n", min_size=1, max_size=60))
def test_edits_map_back(data, text):
    """Every character that survives an edit maps to the same character of the original."""
    points = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=8, unique=True)))
    edits = [
        ((start, end, data.draw(st.sampled_from(["", "X", "\n\n"]))),)
        for start, end in zip(points[::2], points[1::2], strict=False)
    ]
    revised = apply_edits(text, edits)
    for position, char in enumerate(revised.text):
        start, end = revised.original(position, position + 1)
        assert 0 <= start <= end <= len(text)
        if char in "ab":
            assert text[start:end] == char


def detector_modules():
    """Return the path of every module with a detector, that is with a function ``detect`` or ``measure``."""
    found = []
    for path in sorted((ROOT / "detectors").glob("*/*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        if names & {"detect", "measure"}:
            found.append(pytest.param(path, id=f"{path.parent.name}.{path.stem}"))
    return found


def cataloged_modules():
    """Return the dotted names of the modules that the catalog lists."""
    stages = [stage for stage in vars(catalog).values() if isinstance(stage, tuple)]
    functions = (getattr(each, "detect", getattr(each, "measure", None)) for stage in stages for each in stage)
    return {function.__module__ for function in functions if function}


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "cases").glob("*/*.toml")), ids=lambda path: path.stem)
def test_step_2_cases_have_a_module(path):
    """For every file of cases there is the module that it tries."""
    module = Path("detectors") / path.parent.name / f"{path.stem}.py"
    assert (ROOT / module).exists(), f"step 2 is missing: the module {module}"


@pytest.mark.parametrize("path", detector_modules())
def test_step_3_modules_are_in_the_catalog(path):
    """What is not listed does not run, so a detector that is not listed is a mistake."""
    module = path.relative_to(ROOT)
    listed = ".".join(module.with_suffix("").parts) in cataloged_modules()
    assert listed, f"step 3 is missing: {module} has no line in detectors/catalog.py"


def test_step_3_tables_are_fed():
    """Every rule of rules.toml has a line in the catalog, and one only."""
    missing = sorted(set(RULESET.rules) - set(catalog.RULES))
    assert not missing, f"step 3 is missing: no line of detectors/catalog.py reports to {', '.join(missing)}"
    assert len(catalog.RULES) == len(set(catalog.RULES))


def test_step_4_the_catalog_has_tables():
    """Every rule of the catalog has a table."""
    missing = sorted(set(catalog.RULES) - set(RULESET.rules))
    assert not missing, f"step 4 is missing: detectors/rules.toml has no table [{'], ['.join(missing)}]"


@pytest.mark.parametrize("rule", catalog.SPAN_RULES)
def test_step_1_span_rules_have_cases(rule):
    """A span rule has a case file with texts to flag and texts to pass."""
    family, name = rule.split(".")
    path = ROOT / "tests" / "cases" / family / f"{name}.toml"
    source = path.read_text("utf-8") if path.exists() else ""
    assert "[[flag]]" in source, f"step 1 is missing: texts to flag in {path.relative_to(ROOT)}"
    assert "[[pass]]" in source, f"step 1 is missing: texts to pass in {path.relative_to(ROOT)}"


@pytest.mark.parametrize("path", [*detector_modules(), ROOT / "detectors" / "language" / "identify.py"])
def test_every_detector_module_explains_itself(path):
    """A module with a detector has the four headings in its docstring."""
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    missing = [heading for heading in HEADINGS if not re.search(rf"^{heading} ", docstring, re.MULTILINE)]
    assert not missing, f"step 2: the docstring of {path.relative_to(ROOT)} lacks the heading {', '.join(missing)}"


def imports_of(path):
    """Return the top-level packages and the dotted modules that a file imports anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_detectors_do_not_know_the_world():
    """Nothing in detectors imports flows, a database, a scheduler, the clock or randomness."""
    forbidden = {"flows", "duckdb", "prefect", "pyarrow", "time", "datetime", "random", "sklearn"}
    for path in (ROOT / "detectors").rglob("*.py"):
        assert not {name.split(".")[0] for name in imports_of(path)} & forbidden, path.name


def test_no_detector_imports_another():
    """A detector module may share a room's small modules, never another detector."""
    modules = cataloged_modules()
    for module in modules:
        path = ROOT / (module.replace(".", "/") + ".py")
        assert not imports_of(path) & modules, module

"""The report is one page that holds everything and trusts nothing."""

import re
from html.parser import HTMLParser

import pytest

from detectors.judging.ruleset import load_ruleset
from flows.charts import _bars
from flows.report import write_report
from flows.request import ScoreRequest
from flows.run import run_score

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}{% raw %}"


class Page(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self, page):
        """Parse the page."""
        super().__init__()
        self.tags, self.attributes, self.text = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        """Keep tag and attributes."""
        self.tags.append(tag)
        self.attributes.extend(attrs)

    def handle_data(self, data):
        """Keep the text."""
        self.text.append(data)


@pytest.fixture
def page(tmp_path, make_articles, write_jsonl):
    """Return the source of a report over plain and hostile articles."""
    articles = make_articles(20)
    articles.append({"id": f"x{HOSTILE}", "source": f"s{HOSTILE}", "text": f"{HOSTILE}\u202e\n\n" + articles[0]["text"]})
    run_score(ScoreRequest((str(write_jsonl(articles)),), tmp_path / "w.duckdb"))
    return write_report(tmp_path / "w.duckdb", tmp_path / "out" / "r.html").read_text("utf-8")


def test_nothing_in_an_article_is_markup(page):
    """No script, no handler, no template expression of an article is alive; direction marks are visible."""
    parsed = Page(page)
    assert not {"script", "img", "iframe", "object", "link"} & set(parsed.tags)
    assert not [name for name, _ in parsed.attributes if name.startswith("on")]
    assert "{{ 7*7 }}" in "".join(parsed.text)
    assert "\u202e" not in page


def test_nothing_is_fetched(page):
    """The page names no address outside itself, and its policy forbids fetching."""
    parsed = Page(page)
    assert not [value for name, value in parsed.attributes if name in {"src", "href"} and not value.startswith("#")]
    assert "default-src 'none'" in page
    assert "url(" not in page
    assert "@import" not in page


def test_it_holds_what_it_promises(page):
    """Verdicts, rules, outlets, distributions with limits, evidence, and rules that never fired."""
    text = "".join(Page(page).text)
    for words in (
        "Verdicts",
        "Findings by rule",
        "outlet-1.example",
        "residue.share_prompt",
        "rules that never fired",
        "leak.self_review",
    ):
        assert words in text
    assert "Share This Article" in text
    assert page.count('class="limit"') > 0


def test_rules_stand_in_the_order_of_their_action(page):
    """What drops articles comes before what is only noted; the examples stand in the same order."""
    actions = re.findall(r'<td class="(drop|review|clean|note)">', page)
    assert actions == sorted(actions, key=["drop", "review", "clean", "note"].index)
    assert re.findall(r'<a href="#([^"]+)">', page) == re.findall(r'<p id="([^"]+)">', page)


def test_only_measures_that_say_something_are_drawn(page):
    """Those of rules that fired, in the order of the table, a dozen at most; each with a limit and what lies outside it."""
    figures = {re.search(r"<strong>(.+?)<", figure)[1]: figure for figure in page.split("<figure>")[1:]}
    fired = re.findall(r'<a href="#([^"]+)">', page)
    measures = [name for name in fired if name in {rule.name for rule in load_ruleset().measure_rules}]
    assert list(figures) == measures[:12]
    assert figures
    assert [name for name, figure in figures.items() if 'class="limit"' not in figure or 'class="out"' not in figure] == []
    assert f"Of {len(load_ruleset().measure_rules)} measures the {len(figures)} whose" in page


def test_rules_that_found_nothing_are_folded_away(page):
    """A hundred names stand behind one line that says how many they are."""
    silent = re.search(r"<summary>(\d+) rules that never fired</summary><p>([^<]+)</p></details>", page)
    names = silent[2].split(", ")
    assert len(names) == int(silent[1])
    assert "leak.self_review" in names
    assert "residue.share_prompt" not in names


def test_what_lies_outside_is_red():
    """Of a bar with values on both sides of a limit the part outside is drawn over it in red."""
    bars = _bars([(0, 4, 1), (3, 2, 0)])
    assert [(bar["x"], bar["out"]) for bar in bars] == [(0.0, False), (0.0, True), (24.0, False)]
    assert bars[1]["height"] < bars[0]["height"]


def test_quotes_have_no_blank_lines(page):
    """Runs of line ends inside an example are one sign."""
    quotes = re.findall(r"<blockquote>(.*?)</blockquote>", page, re.DOTALL)
    assert quotes
    assert not [quote for quote in quotes if "\n" in quote]
    assert "⏎" in "".join(quotes)


def test_table_cells_keep_words_whole(page):
    """On a phone a wide table scrolls; it does not break names into letters."""
    styles = page[: page.index("</style>")]
    assert not re.search(r"t[dh][^{}]*\{[^}]*anywhere", styles)
    assert "overflow-x: auto" in styles
    assert "h2, thead { break-after: avoid; }" in styles


def test_an_empty_database_has_a_report(tmp_path):
    """A run that read one unusable record leaves a database without articles; the page says so."""
    (tmp_path / "bad.jsonl").write_text("{broken\n")
    run_score(ScoreRequest((str(tmp_path / "bad.jsonl"),), tmp_path / "w.duckdb"))
    assert "No rule found anything" in write_report(tmp_path / "w.duckdb", tmp_path / "r.html").read_text("utf-8")

"""Articles and scorecards for tests of the store; the detectors are not asked, so that nothing depends on them."""

from datetime import UTC, datetime

import duckdb

from detectors import catalog
from detectors.judging.ruleset import Ruleset, load_ruleset
from detectors.judging.verdicts import clean_text, judge
from detectors.records import Article, Finding, Language, Scorecard
from detectors.scoring import replace_surrogates, text_digest
from flows.store.places import working_file
from flows.store.rows import part_of
from flows.store.runs import RunCounts, RunEnd, RunStart
from flows.store.writing import open_store

NEWS = load_ruleset()
SHARE = "residue.share_prompt"
WORDS = "quality.word_count"
GRAIN = {
    "article_versions": "article_id, text_sha256",
    "scorecards": "article_id, text_sha256, scorer, ruleset",
    "findings": "article_id, text_sha256, scorer, rule, field, start_char, end_char",
    "measures": "article_id, text_sha256, scorer",
    "judgements": "article_id, text_sha256, scorer, ruleset, rule, field, start_char, end_char",
    "rulesets": "ruleset",
    "scorers": "scorer, detectors",
    "settings": "name",
    "runs": "run_id",
    "outlet_lines": "source, line_digest",
    "duplicates": "article_id",
    "source_alerts": "source, week, measure",
}
"""What no two rows of a table have in common."""

UNDONE = {
    2: "DROP TABLE outlet_lines; ALTER TABLE findings DROP COLUMN detail",
    3: "DROP TABLE duplicates",
    4: "ALTER TABLE article_versions DROP COLUMN declared_language",
    5: "DROP TABLE source_alerts; ALTER TABLE runs DROP COLUMN n_skipped",
    6: "COMMENT ON COLUMN settings.name IS '`schema_version` or `active_ruleset`'",
    8: "DROP TABLE scorers",
    9: "ALTER TABLE runs DROP COLUMN silent_rules",
}
"""What each migration after the first one made, taken back."""


def edition(action="review", name="news"):
    """Return the news rules with another action for share prompts."""
    return Ruleset(name, NEWS._tables | {SHARE: NEWS._tables[SHARE] | {"cases": [{"action": action}]}})


def article(number, text="Share! The council met on Monday.", **changes):
    """Return an article whose first word is a share prompt."""
    source = f"outlet-{number % 3}.example"
    made = Article(
        f"a{number}", f"in.jsonl:{number}", f"https://{source}/{number}", source, "2026-03-04T05:06:07Z", "Council", text
    )
    return made._replace(**changes)


def card(made, ruleset=NEWS, scorer="scorer-1"):
    """Return the scorecard of an article, with one finding in the text, one in the title, and every measure."""
    text, _ = replace_surrogates(made.text)
    findings = (
        Finding(SHARE, "text", 0, 6, "strong", "head", text[:6], ((0, 7, ""),)),
        Finding("leak.markup_leak", "title", 0, 3, "weak", "title", "Cou", None),
    )
    measures = {rule: in_range(ruleset.rules[rule]) for rule in catalog.MEASURE_RULES} | {WORDS: float(len(text.split()))}
    judged = judge(measures, findings, ruleset)
    cleaned = clean_text(text, findings, judged.judgements) if judged.verdict == "clean" else None
    return Scorecard(
        made.id, text_digest(text), scorer, ruleset.digest, judged.verdict, judged.reasons, measures, findings,
        Language("en", 0.9, "gate"), judged.judgements, cleaned,
    )  # fmt: skip


def in_range(rule):
    """Return a number that the rule has nothing to say about."""
    return rule.min if rule.min is not None else rule.max


def run(db, articles, ruleset=NEWS, scorer="scorer-1", run_id="run"):
    """Take articles through a whole run in batches of two; return how many were scored and how many judged again."""
    scored = 0
    with open_store(db) as store:
        now = datetime.now(UTC)
        store.begin_run(RunStart(run_id, now, scorer, ruleset, ("in.jsonl",)))
        for first in range(0, len(articles), 2):
            pending = store.pending(articles[first : first + 2], scorer, ruleset.digest, now)
            store.add_rejects(run_id, pending.rejects)
            store.save(part_of([card(each, ruleset, scorer) for each in pending.new], pending.new, run_id, pending.seen_at))
            scored += len(pending.new)
        judged = store.judge_missing(ruleset)
        store.finish_run(run_id, RunEnd("done", RunCounts(len(articles), scored, len(articles) - scored, 0, 1.0)))
        store.publish()
    return scored, judged


def ask(db, sql):
    """Return all rows that a query gives on a file, opened as a stranger would."""
    with duckdb.connect(str(db), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def doubles(db, grain=GRAIN):
    """Return the tables in which some row stands twice."""
    return [name for name, keys in grain.items() if ask(db, f"SELECT 1 FROM {name} GROUP BY {keys} HAVING count(*) > 1")]


def take_back(db, version):
    """Make the working file of a database what an older Winnow left, whose schema had this number."""
    with duckdb.connect(str(working_file(db))) as connection:
        for step in sorted(UNDONE, reverse=True):
            if step > version:
                connection.execute(UNDONE[step])
        connection.execute("UPDATE settings SET value = ? WHERE name = 'schema_version'", [str(version)])

"""``winnow check``: score the articles of one file now, show the evidence, store nothing."""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Iterator, Mapping

from rich.console import Console

from detectors.digest import scorer_digest
from detectors.judging.ruleset import load_ruleset
from detectors.records import Article, Scorecard
from detectors.scoring import replace_surrogates, score_article
from flows.errors import InputError
from flows.records import Reject
from flows.show import Shown, show
from flows.terminal import json_line, one_line, say


def check_file(file: str, rules: str, fields: Mapping[str, str], *, as_json: bool) -> None:
    """Print every article of ``file`` (or the text on standard input) with its evidence, or its scorecard as JSON."""
    ruleset = load_ruleset(rules)
    scorer = scorer_digest()
    console = Console(highlight=False, markup=False, emoji=False)
    checked = 0
    for article in _articles(file, fields):
        card = score_article(article, ruleset, scorer)
        if as_json:
            sys.stdout.write(card_json(article, card) + "\n")
        else:
            if checked:
                console.print()
            show(console, shown(article, card))
        checked += 1
    if not checked:
        message = f"{'standard input' if file == '-' else file}: no article in it"
        raise InputError(message)


def _articles(file: str, fields: Mapping[str, str]) -> Iterator[Article]:
    """Yield what can be read; say on standard error what cannot."""
    records = _standard_input(sys.stdin.buffer.read(), fields) if file == "-" else _from_files(file, fields)
    for record in records:
        if isinstance(record, Reject):
            say(one_line(f"{record.location}: {record.reason}"))
        else:
            yield record


def _from_files(file: str, fields: Mapping[str, str]) -> Iterator[Article | Reject]:
    """Yield what stands in a file, or in those of a folder, a pattern or an address."""
    from flows.sources import ReadOptions, ReadSession, discover, read

    with ReadSession() as session:
        for source in discover([file]):
            yield from read(source, ReadOptions(fields), session=session)


def _standard_input(content: bytes, fields: Mapping[str, str]) -> Iterator[Article | Reject]:
    """Yield the records on standard input where it is JSON, else the one article that it is."""
    if _holds_records(content):
        from flows.sources.articles import maker
        from flows.sources.fields import FieldNames
        from flows.sources.json_document import read_document

        names = FieldNames(fields)
        yield from read_document(io.BufferedReader(io.BytesIO(content), len(content)), "-", maker(names, "global"), names)
        return
    from flows.sources.plain_text import decoded

    text = decoded(content)
    if text is None:
        message = "standard input holds binary data, or text in no encoding that can be told"
        raise InputError(message)
    if text.strip():
        text, replaced = replace_surrogates(text)
        yield Article("-", "standard input", None, None, None, None, text, replaced)


def _holds_records(content: bytes) -> bool:
    """Say whether bytes are JSON objects: one, a list of them, or one a line; a text may begin with a bracket, too."""
    begun = content.removeprefix(codecs.BOM_UTF8).lstrip()
    if not begun.startswith((b"{", b"[")):
        return False
    from flows.sources.json_lines import parsed

    for candidate in (begun, begun.partition(b"\n")[0]):
        try:
            value = parsed(candidate)
        except (ValueError, RecursionError):
            continue
        return isinstance(value, dict) or (bool(value) and all(isinstance(each, dict) for each in value))
    return False


def shown(article: Article, card: Scorecard) -> Shown:
    """Return what there is to show of a fresh scorecard."""
    return Shown(
        title=article.title,
        text=article.text,
        verdict=card.verdict,
        reasons=card.reasons,
        findings=card.findings,
        judgements=card.judgements,
        language=card.language,
        clean_text=card.clean_text,
        location=article.location,
    )


def card_json(article: Article, card: Scorecard) -> str:
    """Return a scorecard as one line of JSON, each finding with what its rule says of it."""
    judged = {(each.rule, each.field, each.start, each.end): each for each in card.judgements}
    findings = []
    for finding in card.findings:
        judgement = judged.get((finding.rule, finding.field, finding.start, finding.end))
        said = (
            {"action": judgement.action, "severity": judgement.severity, "evidence": judgement.evidence} if judgement else {}
        )
        findings.append(finding._asdict() | said)
    crossed = [each._asdict() for each in card.judgements if each.start is None]
    record = card._asdict() | {
        "location": article.location,
        "measures": dict(card.measures),
        "language": card.language._asdict(),
        "findings": findings,
        "judgements": crossed,
    }
    return json_line(record)

"""Rules are data; what cannot work is refused with the file, the rule and the cause."""

import pytest

from detectors.judging.rules import RulesetError
from detectors.judging.ruleset import from_toml, load_ruleset
from detectors.judging.verdicts import clean_text, judge
from detectors.records import Article, Finding
from detectors.scoring import score_article

MEASURE = 'kind = "measure"\nunit = "share"\nmax = 0.2\naction = "review"\nseverity = "low"\nevidence = "{value:.2f}"\nsource = "us"\n'
SPAN = 'kind = "span"\nseverity = "high"\nevidence = "found {placement}"\nsource = "us"\ncases = [{ certainty = "weak", action = "note" }, { placement = "tail", action = "clean" }, { action = "drop" }]\n'


def rules(**tables):
    """Return a ruleset of the given tables, ``family__name`` each."""
    return from_toml("test.toml", "\n".join(f"[{name.replace('__', '.')}]\n{table}" for name, table in tables.items()))


def finding(rule="leak.x", certainty="certain", placement="middle", span=(0, 3), edit=None):
    """Return a finding."""
    return Finding(rule, "text", *span, certainty, placement, "abc", edit)


@pytest.mark.parametrize(
    ("table", "cause"),
    [
        (MEASURE + "limit = 3\n", "unknown key 'limit'"),
        (MEASURE.replace("max = 0.2\n", ""), "can never fire"),
        (MEASURE.replace("max = 0.2", "max = 1.0"), "max 1 of a share: no value can cross it"),
        (MEASURE.replace("max = 0.2", "min = 0.0"), "min 0 of a share: no value can cross it"),
        (MEASURE.replace("max = 0.2", "max = 20"), "max 20 of a share: no value can cross it"),
        (MEASURE.replace("max = 0.2", "max = 0.2\nmin = -1"), "min -1 of a share: no value can cross it"),
        (MEASURE.replace("max = 0.2", "min = 30"), "min 30 of a share: every value crosses it"),
        (MEASURE.replace("max = 0.2", "max = -0.1"), "max -0.1 of a share: every value crosses it"),
        (MEASURE.replace("max = 0.2", "min = 0").replace("share", "count"), "min 0 of a count: no value can cross it"),
        (MEASURE.replace("max = 0.2", "max = -1").replace("share", "count"), "max -1 of a count: every value crosses it"),
        (MEASURE.replace("max = 0.2", "max = 0.2\nmin = 0.5"), "min 0.5 is above max 0.2"),
        (MEASURE.replace("max = 0.2", "max = true"), "max must be a number"),
        (MEASURE.replace("max = 0.2", "max = nan"), "max must be a number"),
        (MEASURE.replace("max = 0.2", "max = inf"), "max must be a number"),
        (MEASURE.replace("max = 0.2", "min = -inf").replace("share", "index"), "min must be a number"),
        (MEASURE.replace("max = 0.2", f"max = 1{'0' * 400}"), "max must be a number"),
        (MEASURE.replace('"share"', '"percent"'), "unit must be one of"),
        (MEASURE.replace('"review"', '"delete"'), "action must be one of"),
        (MEASURE.replace("{value:.2f}", "{text}"), "cannot show {text}"),
        (MEASURE.replace("{value:.2f}", "{value.real}"), "cannot show {value.real}"),
        (MEASURE.replace("{value:.2f}", "{value"), "expected '}'"),
        (MEASURE.replace("{value:.2f}", "{value:>2000000000}"), "cannot be formatted as"),
        (MEASURE.replace("{value:.2f}", "{value:{max}}"), "cannot be formatted as"),
        (MEASURE.replace("{value:.2f}", "{min:.2f}"), "cannot show {min}"),
        (SPAN.replace("weak", "shaky"), "certainty must be one of"),
        (SPAN.replace('{ certainty = "weak", action = "note" }', '{ action = "note" }'), "can never be reached"),
        (SPAN + 'action = "drop"\n', "either action or cases"),
        (SPAN[: SPAN.index("cases")] + "cases = [1]\n", "cases must be a list of tables"),
        (SPAN.replace('"span"', '"spam"'), "kind must be one of"),
        (SPAN.replace('source = "us"', 'source = " "'), "source must say something"),
    ],
)
def test_refused(table, cause):
    """Each of these would be silently ignored elsewhere; here the message names rule and cause."""
    with pytest.raises(RulesetError) as error:
        rules(leak__x=table)
    assert "test.toml: rule leak.x: " in str(error.value)
    assert cause in str(error.value)


@pytest.mark.parametrize("limit", ["min = 1", "max = 0", "min = 0.2\nmax = 0.2"])
def test_the_ends_of_a_share_are_limits(limit):
    """A limit that some value crosses and some value keeps is allowed, up to the ends of the range."""
    assert rules(quality__x=MEASURE.replace("max = 0.2", limit)).rules["quality.x"].unit == "share"


def test_zero_is_a_limit():
    """A limit of zero fires on everything above zero."""
    ruleset = rules(quality__x=MEASURE.replace("max = 0.2", "max = 0"))
    assert judge({"quality.x": 0.001}, [], ruleset).verdict == "review"
    assert judge({"quality.x": 0.0}, [], ruleset).verdict == "keep"


def test_first_matching_case_decides():
    """Cases are tried in order over certainty and placement."""
    ruleset = rules(leak__x=SPAN)
    verdicts = {
        (certainty, placement): judge(
            {}, [finding(certainty=certainty, placement=placement, edit=((0, 3, ""),))], ruleset
        ).verdict
        for certainty in ("certain", "weak")
        for placement in ("tail", "middle")
    }
    assert verdicts == {
        ("certain", "tail"): "clean",
        ("certain", "middle"): "drop",
        ("weak", "tail"): "keep",
        ("weak", "middle"): "keep",
    }


def test_clean_without_an_edit_is_review():
    """Where nothing can be cut, or in a title, calling the article clean would leave the finding in it."""
    ruleset = rules(leak__x=SPAN)
    assert judge({}, [finding(placement="tail")], ruleset).verdict == "review"
    title = finding(placement="tail", edit=((0, 3, ""),))._replace(field="title")
    assert judge({}, [title], ruleset).verdict == "review"


def test_strongest_action_wins_and_names_its_rules():
    """Findings are not added up; the reasons are the rules that reached the strongest action."""
    ruleset = rules(leak__x=SPAN, quality__x=MEASURE)
    judged = judge(
        {"quality.x": 0.3},
        [finding(placement="tail", edit=((0, 3, ""),)), finding(placement="tail", span=(5, 8), edit=((5, 8, ""),))],
        ruleset,
    )
    assert judged.verdict == "review"
    assert judged.reasons == ("quality.x",)
    assert [(each.rule, each.start, each.action) for each in judged.judgements] == [
        ("leak.x", 0, "clean"),
        ("leak.x", 5, "clean"),
        ("quality.x", None, "review"),
    ]
    assert judged.judgements[2].evidence == "0.30"


def test_abstaining_is_not_crossing():
    """A measure without a value has no judgement."""
    assert judge({"quality.x": None}, [], rules(quality__x=MEASURE)).judgements == ()


def test_trial_rules_only_note():
    """A trial rule is judged and stored, and never acts."""
    ruleset = rules(leak__x=SPAN + 'status = "trial"\n', quality__x=MEASURE + 'status = "trial"\n')
    judged = judge({"quality.x": 0.9}, [finding()], ruleset)
    assert judged.verdict == "keep"
    assert {each.action for each in judged.judgements} == {"note"}


def test_retired_rules_are_silent():
    """A retired rule keeps its name and says nothing."""
    assert judge({}, [finding()], rules(leak__x=SPAN + 'status = "retired"\n')).judgements == ()


def test_clean_text_applies_what_is_acted_on():
    """Edits of notes stay out; those of every action are applied."""
    ruleset = rules(leak__x=SPAN)
    text = "One line.\nCut me\nKeep me\nLast line."
    cut = finding(placement="tail", span=(10, 16), edit=((10, 16, ""),))
    note = finding(certainty="weak", span=(17, 24), edit=((17, 24, ""),))
    judged = judge({}, [cut, note], ruleset)
    assert clean_text(text, [cut, note], judged.judgements) == "One line.\nKeep me\nLast line."


def test_round_trip_keeps_the_digest():
    """A ruleset written as TOML and read back is the same ruleset."""
    default = load_ruleset()
    assert from_toml("again", default.toml).digest == default.digest


def test_a_file_changes_single_keys(tmp_path):
    """A user's file replaces keys of the default; everything else stays."""
    path = tmp_path / "mine.toml"
    path.write_text("[quality.gopher_word_count]\nmin = 30\n")
    mine, default = load_ruleset(str(path)), load_ruleset()
    assert mine.rules["quality.gopher_word_count"].min == 30
    assert mine.rules["quality.gopher_word_count"].max == default.rules["quality.gopher_word_count"].max
    assert mine.digest != default.digest
    assert {name for name in default.rules if default.rules[name] != mine.rules[name]} == {"quality.gopher_word_count"}


def test_an_action_replaces_cases(tmp_path):
    """A file may give one action where the default has cases."""
    path = tmp_path / "mine.toml"
    path.write_text('[leak.self_review]\naction = "review"\n')
    assert load_ruleset(str(path)).rules["leak.self_review"].action("certain") == "review"


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("[leak.no_such]\nmax = 1\n", "rule leak.no_such does not exist"),
        ("[leak\n", "mine.toml"),
        ("[leak.self_reviw]\nseverity = 'low'\n", "did you mean leak.self_review?"),
        ("min = 30\n", "min stands outside of any rule"),
        ("[quality]\nmin = 30\n", "min stands in [quality], which is no rule"),
        ("[boilerplte]\n", "[boilerplte] holds no rule"),
        ('["leak.self_review"]\nseverity = "low"\n', "write [leak.self_review] without them"),
    ],
)
def test_bad_files_are_named(tmp_path, source, cause):
    """A file that cannot be used is named with its cause."""
    path = tmp_path / "mine.toml"
    path.write_text(source)
    with pytest.raises(RulesetError, match=r"mine\.toml") as error:
        load_ruleset(str(path))
    assert cause in str(error.value)


def test_a_missing_file_is_named():
    """Neither preset nor file: the message lists the presets."""
    with pytest.raises(RulesetError, match=r"no preset \(news, .*: No such file or directory$"):
        load_ruleset("nowhere.toml")


PUBLISHED = {
    "gopher": ("The council met on Monday.", {"quality.gopher_word_count"}),
    "c4": ("The council met on Monday.", {"quality.c4_sentence_count"}),
    "fineweb": ("Bread\nMilk\nEggs", {"quality.fineweb_short_line_ratio"}),
}


@pytest.mark.parametrize("preset", PUBLISHED)
def test_a_preset_asks_its_own_rules_only(preset):
    """A published filter drops what it drops, names its rules, and says nothing in the name of any other."""
    ruleset = load_ruleset(preset)
    text, reasons = PUBLISHED[preset]
    text += "\n\nShare This Article\nAs an AI language model, I cannot write this."
    card = score_article(Article("1", "f", None, None, None, None, text), ruleset, "s")
    assert card.verdict == "drop"
    assert set(card.reasons) >= reasons
    assert {each.rule.split("_")[0] for each in card.judgements} == {f"quality.{preset}"}
    assert {name.split("_")[0] for name, rule in ruleset.rules.items() if rule.status != "retired"} == {f"quality.{preset}"}


def test_an_empty_text_is_dropped_by_every_published_filter():
    """Datatrove calls it short, too few sentences, or empty."""
    for preset in PUBLISHED:
        card = score_article(Article("1", "f", None, None, None, None, " \n"), load_ruleset(preset), "s")
        assert card.verdict == "drop", preset


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ('only = ["leak.slef_review"]', "there is no such rule; did you mean leak.self_review?"),
        ('only = ["quality.nothing_*"]', "only names quality.nothing_*"),
        ("only = []", "only must be a list of rules"),
        ('only = "quality.*"', "only must be a list of rules"),
        ("only = [3]", "only must be a list of rules"),
        ('only = ["leak.*"]\n[quality.word_count]\nmin = 3', "quality.word_count is changed, but only leaves it out"),
    ],
)
def test_only_is_checked(tmp_path, source, cause):
    """A name that no rule has, and a change to a rule that is left out, are errors: both would do nothing."""
    path = tmp_path / "mine.toml"
    path.write_text(source)
    with pytest.raises(RulesetError, match=r"mine\.toml") as error:
        load_ruleset(str(path))
    assert cause in str(error.value)


def test_only_retires_the_others(tmp_path):
    """Rules that ``only`` names stay as they are; the others are retired, and the set reads back the same."""
    path = tmp_path / "mine.toml"
    path.write_text('only = ["leak.*", "quality.word_count"]')
    mine, default = load_ruleset(str(path)), load_ruleset()
    for name, rule in mine.rules.items():
        kept = name.startswith("leak.") or name == "quality.word_count"
        assert rule == (default.rules[name] if kept else default.rules[name]._replace(status="retired"))
    assert from_toml("again", mine.toml).digest == mine.digest

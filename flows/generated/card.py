"""The card of the style model: what it is in words of ours, and every figure in tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.generated.figures import rates, table

_ABOUT = """# Style model of the family `generated`

**What it says.** How probable it is that a machine wrote or rewrote an English news article, from its style alone, in a world where half
of the texts are a machine's; and how many of 1,000 human articles of that length score as high. It is **a reason to look, not
proof**: no rule drops an article for it, and nobody should be accused on its word.

**What it is.** Logistic regression (scikit-learn) over words, word pairs and runs of three word classes (function words and marks stand
for themselves, other words for their endings), openings (the word, two and three behind a stop, and behind a comma) and rhythm (how long a
sentence is, in fourteen steps, and how long the next; how long a clause is up to its stop or comma, in six, and which it is, and two and three of
them), each counted once and hashed into one table; only n-grams that at least six
sources share. Each block is divided by the square root of its distinct n-grams, so that length does not decide. It is fitted to texts and to
pairs: what a machine made of an article less that article, in which the topic is gone. A second stage turns the sum into a probability for
that length; it is learnt on sources left out. The log odds rise by a half as a text grows by a factor of e: that is chosen, and brings the
rates of false positives at all lengths nearer to each other. Shipped as whole numbers (`model.npz`,
`allow_pickle=False`) with a description (`model.json`: limit, human rates by length, digests, library versions, golden scores). Scoring
needs NumPy alone.

**What it reads.** The body: leaks, page furniture, hidden and look-alike characters are gone before it. Case, line breaks, spacing, dashes, the form
of quotation marks, markdown, glued sentences leave no trace in what it reads, and all numbers are one word; a test says so.

**Trained on** human news from 1996 to 2022 and machine texts by GPT-3.5 to GPT-4o, Claude, Llama and Vicuna, written from headlines,
continued, rewritten, paraphrased: a labelled development set that is not part of this project; only weights are shipped. What base models (GPT-2,
OPT, BLOOM and the like) continued from a human opening is left out of the first stage: it goes on in its author's manner, and a model that has to
call it a machine's tells all others worse. The second stage and the figures have it. Light polish (two fifths or
more of its four-unit runs stand in the original) is left out. Texts are cut at random, sources weigh nearly alike, world English
three times as much.

    winnow train generated FILE… --out models/generated --seed 0

gives the same files for the same texts, seed and library versions; `winnow evaluate generated FILE…` prints such tables for any labelled texts.

**Where it fails.** Light polish and texts reworked by a person; short texts (under {fewest} words it abstains) and web paragraphs; models
unlike those it was trained on, base models that continue human text above all (the tables below have what is left of them); translations; languages other than English. Writers of
formulaic prose (press releases, advice, obituaries of institutions), and non-native writers, who are flagged more often than the table of our sources can
show. Words divided by spaces hide a text from it.
A first model that had seen no world English at all flagged 15 of 318 such articles (4.7 %), nearly all official prose from the Gulf; where other countries
are seen, the tables below hold. An outlet of a kind never seen may fare like the former. The source that fares worst, `l2r_news`, is mostly no news:
abstracts of papers, company reports, blogs.
"""
_TRIED = """
## What was tried and left out

By leave-one-source-out on a third of the texts (mean AUROC / worst / TPR at 1 % FPR): words and characters with counts .953/.83/.66; words and pairs with
counts .962/.86/.72; with runs of classes .967/.88/.75; each n-gram counted once .973/.89/.80, without runs of two classes .974/.89/.82;
two cuts of each text and more of them .977/.92/.84. Character n-grams of three to five letters, runs of four classes, word triples and other word classes add nothing.
Thirteen numbers (sentence length: mean, variation, share of short ones, step to the next; variety of words, pairs and runs; density of commas,
quotations, numerals, other marks, function words) reach .902 alone and take .001 to .002 from the model when added one by one or together, in
a logistic regression or in small trees, so they are not in it; the length of sentences is, as n-grams of steps, which add where the numbers took.
The length alone, given a learnt weight, lowers the mean, too.

On a third of the texts, two pieces of each (mean AUROC / worst / TPR at 1 % FPR / flagged at the limit): no pairs .9725/.899/.816/.719; pairs that
weigh 1, 3, 6, 8 and 16 times what the texts do .9736/.902/.825/.730, .9738/.900/.828/.731, .9739/.900/.833/.732, .9740/.900/.835/.735,
.9741/.900/.832; pairs of texts of one source, whatever their topic, .9731/.901/.816/.730. With pairs of weight 6, log odds that rise with
the length by .2, .4, .6, .8: .744, .754, .758, .755 flagged, at the same bounds, and the calibration error falls. Nothing was gained by: less
and more regularisation, alone or averaged (a strength of .1 to 16: more helps prose that is no news, less helps paraphrases); only n-grams of 4, 9 or 11
sources; other weights of sources, of world English or of blocks; no weight for rarity; n-grams scaled by how alike their log ratios are
in all sources (.974/.900/.836/.765 at best, world English twice as often flagged); half of the n-grams dropped at random in two copies of each text
(.9715); runs of three of 256 classes learnt from neighbouring words instead of endings (.9725/.893/.806), beside them
(.9747/.905/.830, a third more work); runs of four of 64 such classes (.9712); a word and its neighbour's class (.9732).

On the same texts, with 820 human web pages of outlets of 2005 to 2026 as one more source (mean AUROC / worst / TPR at 1 % FPR / flagged at the
limit): a model that has not seen them .9741/.901/.830/.762, one that has .9743/.901/.834/.760, and either flags one of 780 of them, so that the
model shipped is fitted without; it flags 2 of 669 cut to 150 words, 2 of 472 cut to 300 and 3 of 780 whole ones (the one before: 2, 4 and 3). With these pages there, blocks that may say less than words do (their room, one being that of words): openings behind stops,
room .35, .9751/.908/.840/.767; behind commas .9751/.903/.833/.765; lengths of sentences, room .15, .9751/.903/.833/.770; all three
.9766/.912/.840/.784; openings of both as one block of room .8, lengths .2 .9774/.916/.834/.784, calibration error .015 from .021,
no source ranked worse. With the room of words, openings behind stops or lengths: .9742/.913/.812/.753 and .9728/.896/.775/.735.
Little or nothing was gained from .9743/.901/.834/.760, these blocks not there, by: n-grams that occur twice (room 1: words .9696, pairs .9724, runs .9715; words with room .15
.9742); word triples (.9746 with room .35), runs of three or four function words and marks with the words between them left out (.9744, .9736), what
stands before a stop (.9738); a penalty on how far the mean scores of human outlets lie apart (strength .03 to 1: .9742 to .9732, TPR .825 to .812),
of human sources (.9739 to .9734), of generators (.9696, .9674); machine texts levelled between generators and ways of writing
(.9725/.888, .9726/.892, .9736/.892), human ones between outlets (.9740/.905/.822/.733); human texts that a model of other sources takes for a
machine's counted three times (.9738), machine texts that it takes for human ones twice (.9737) or half (.9747/.900/.836/.773); the mean of eight models, two
sources kept from each (.9735/.895); one model for invented and one for rewritten texts, joined by sum, maximum or logarithm of the sum of odds
(.9739/.891, .9725/.895, .9735/.894); longer texts counted more (.9745/.902/.839/.759, with the blocks .9776/.917/.836/.778).

On the same texts, from the blocks that were shipped before (.9774/.916/.834/.784): lengths of clauses, room .15, .9778/.919/.839/.784. With them, what base
models continued weighing a third .9787/.922/.846/.787, a tenth .9790/.923/.852/.787, left out of the first stage with its pairs .9795/.924/.853/.792,
of the second stage too .9797/.925/.851/.757, the limit being set by short texts then; without the lengths of clauses .9791/.921/.848/.789. What the model
says of such texts hardly hangs on it: AUROC .704 before and .697 after, from 100 words on. These texts out, twice, four and ten times the strength that
the fit had (all texts are four to five times as many) .9803/.929/.856/.793, .9806/.933/.866/.792, .9808/.936/.863/.784, half of it .9779/.915/.842/.785
without the lengths of clauses; at four times, more room for the new blocks (1, .25, .2) .9809/.936/.866/.787. On all texts
twice the strength was worse: .9832/.944/.868/.834, human articles flagged nearly twice as often at 150 words.
Nothing was gained from .9774/.916/.834/.784 by a second stage that hears more, learnt on sources left out: the sum of each block
(.9762/.918/.808/.785), the mean weights of sentences by their spread (.9778/.920/.834/.783), outer deciles (.9776/.919/.831/.791), median
(.9772/.916/.833/.787), share above nought (.9770/.913/.821/.781), all of these (.9766/.914/.816/.779), a sum that is bent (.9770/.915/.834/.763); from
.9778/.919/.839/.784 by more weight for sources and kinds of text that models of other sources rank worst (.9770/.917/.831/.776); less weight for them
(.9783/.919/.842/.788) gained by the texts of base models alone. For these, a family left out is told worse than before (`bloom` .703 from .777,
`falcon` .678 from .795, `meta-opt` .630 from .722, `phi` .727 from .808).
"""


def card(figures: Mapping[str, Any], fewest: int, limit: float) -> str:
    """Return the card in Markdown."""
    return "\n".join((_ABOUT.format(fewest=fewest), *tables(figures, limit), _controls(figures), _attacks(figures), _TRIED))


def tables(figures: Mapping[str, Any], limit: float) -> list[str]:
    """Return the figures of one set of scores in Markdown."""
    parts = [
        "## Figures\n\nTexts of 150 words and more, each source scored by a model that has not seen it where this is a card.\n"
    ]
    if figures["by_source"]:
        rows = [
            (name, each["auroc"], each["tpr_at_1"], each["tpr_at_01"], each["flagged"], each["human"], each["machine"])
            for name, each in figures["by_source"].items()
        ]
        mean = figures["mean"]
        rows.append(("**mean**", mean["auroc"], mean["tpr_at_1"], mean["tpr_at_01"], mean["flagged"], "", ""))
        rows.append(("**worst**", figures["worst_auroc"], "", "", "", "", ""))
        head = ("source", "AUROC", "TPR at 1 % FPR", "at 0.1 %", f"flagged at {limit:g}", "human", "machine")
        parts.append(table(head, rows) + "\n")
    parts.append(f"Expected calibration error {figures['calibration']['ece']:.3f}; the plot is `reliability.svg`.\n")
    titles = {
        "human_flagged": "human texts, by region and cut",
        "human_by_length": "human texts, by words",
        "human_by_source": "human texts, by source",
        "machine_by_length": "machine texts, by words",
        "machine_by_generator": "machine texts, by generator",
    }
    parts += [rates(figures[key], title) + "\n" for key, title in titles.items()]
    return parts


def _controls(figures: Mapping[str, Any]) -> str:
    controls = figures["controls"]
    names = list(next(iter(controls.values())))
    rows = [(name, *(each[key] for key in names)) for name, each in controls.items()]
    families = [(name, each["auroc"], each["machine"]) for name, each in figures["families_left_out"].items()]
    return (
        "## Controls (AUROC)\n\nForm and length of the raw texts alone, by small trees. What they tell is not in what the model reads.\n\n"
        + table(("control", *names), rows)
        + "\n\nA family of models left out, on groups of texts not seen:\n\n"
        + table(("family", "AUROC", "machine"), families)
        + "\n"
    )


def _attacks(figures: Mapping[str, Any]) -> str:
    rows = [(name, each["auroc"], each["cost"]) for name, each in figures["attacks"].items()]
    return "## Attacks (mean AUROC over sources left out)\n\n" + table(("attack", "AUROC", "cost"), rows) + "\n"

"""``winnow train generated`` and ``winnow evaluate generated``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from detectors.generated.model import StyleModel, style_model
from flows.errors import InputError, WinnowError
from flows.generated import attacks, card, controls, figures, files, training
from flows.generated.corpus import Text, read_texts
from flows.generated.figures import Scored
from flows.generated.labelled import digest, read_labelled
from flows.generated.training import Trained, views
from flows.terminal import say, visible


class TrainRequest(NamedTuple):
    """What to train on, and where to."""

    paths: tuple[Path, ...]
    out: Path
    seed: int
    force: bool
    db: Path | None = None


class WorseModelError(WinnowError):
    """The model that is there is better than the new one."""


def train_generated(request: TrainRequest, told: Callable[[str], None]) -> dict[str, Any]:
    """Train, measure on sources left out, and write model, card, figures and plot; return the figures.

    Raises:
        InputError: the texts cannot be read, or are too few.
        WorseModelError: the folder holds a model with a higher mean AUROC on sources left out, and ``force`` is not set.

    """
    labelled = read_labelled(request.paths, request.db)
    told(f"{len(labelled):,} labelled texts read; taking away what is not their body")
    texts = read_texts(labelled)
    trained = training.train(texts, request.seed, told)
    found = all_figures(trained, texts, request.seed, told)
    if not request.force:
        refuse_worse(found, request.out)
    about = {"seed": request.seed, "texts": len(texts), "texts_sha256": digest(labelled)}
    files.write_model(trained.model, about, request.out)
    text = card.card(found, trained.model.fewest_words, trained.model.limit)
    (request.out / "README.md").write_text(text, "utf-8")
    (request.out / "figures.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    (request.out / "reliability.svg").write_text(figures.reliability(found["calibration"]["bins"]), "utf-8")
    return found


def all_figures(trained: Trained, texts: Sequence[Text], seed: int, told: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures on sources left out, with controls, families left out and attacks."""
    model = trained.model
    told("measuring")
    found = figures.figures(Scored(trained.left_out.views, trained.left_out.odds), model.limit, model.fewest_words)
    found["controls"] = {
        "form alone": controls.control(texts, controls.form),
        "length alone": controls.control(texts, controls.length),
    }
    told("leaving out families of models")
    found["families_left_out"] = controls.families_left_out(texts, seed)
    told("attacking")
    found["attacks"] = attacks.attacked(texts, trained.left_out, seed)
    return found


def refuse_worse(found: dict[str, Any], out: Path) -> None:
    """Raise where the folder holds a model that ranks better on sources left out."""
    try:
        before = json.loads((out / "figures.json").read_text("utf-8"))["mean"]["auroc"]
    except (OSError, ValueError, KeyError):
        return
    after = found["mean"].get("auroc", 0.0)
    if before > after:
        message = f"{out} holds a model with a mean AUROC of {before}, the new one reaches {after}; --force replaces it"
        raise WorseModelError(message)


def evaluate_generated(paths: Sequence[Path], folder: Path | None, db: Path | None) -> tuple[dict[str, Any], StyleModel]:
    """Return the figures of a model on labelled texts, and the model: that of a folder, else the one that scoring uses."""
    model = style_model() if folder is None else _model_in(folder)
    tried = views(read_texts(read_labelled(paths, db)))
    odds = np.array([model.odds_of(view.found, view.words) for view in tried])
    return figures.figures(Scored(tried, odds), model.limit, model.fewest_words), model


def _model_in(folder: Path) -> StyleModel:
    try:
        model, _ = files.read_folder(folder)
    except (OSError, ValueError, KeyError) as error:
        message = f"{folder}: holds no style model that can be read: {error}"
        raise InputError(message) from None
    return model


def print_training(request: TrainRequest) -> None:
    """Train and print what was reached."""
    found = train_generated(request, say)
    sys.stdout.write(json.dumps({key: found[key] for key in ("mean", "worst_auroc", "human_flagged")}, indent=1) + "\n")
    sys.stdout.write(visible(f"written to {request.out}") + "\n")


def print_evaluation(paths: Sequence[Path], folder: Path | None, db: Path | None, out: Path | None) -> None:
    """Print the figures as tables; with ``out``, write them and the reliability plot there, too."""
    found, model = evaluate_generated(paths, folder, db)
    page = "\n".join(card.tables(found, model.limit))
    sys.stdout.write(page)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "figures.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
        (out / "figures.md").write_text(page, "utf-8")
        (out / "reliability.svg").write_text(figures.reliability(found["calibration"]["bins"]), "utf-8")

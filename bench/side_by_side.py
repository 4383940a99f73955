"""Print how many articles a CPU second Winnow scores, and how many the filters that others run.

    python bench/side_by_side.py FILE.jsonl[.gz] CACHE [PEER ...]

Peers: datatrove (Gopher repetition and quality, C4, FineWeb), dolma (gopher_v2, c4_v2), nemo (NeMo Curator's English
heuristic filters). Each is installed into a virtual environment of its own below CACHE, by uv and with the versions
below; one that cannot be installed is reported with the reason. A peer's filters are called in a loop over texts that are in
memory: no executor, no file written. What is counted is CPU time, user and system, children included, of a run over all
articles minus one over the first two: start and models drop out. Winnow's run is the whole command, DuckDB file written.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from articles import lines_of


class Peer(NamedTuple):
    """A program to compare with."""

    packages: tuple[str, ...]
    code: str
    """Defines ``filter_text``."""


_LOOP = """
import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    filter_text(json.loads(line)["text"])
"""
_DATATROVE = """
from datatrove.data import Document
from datatrove.pipeline import filters
made = [filters.GopherRepetitionFilter(), filters.GopherQualityFilter(), filters.C4QualityFilter(), filters.FineWebQualityFilter()]
def filter_text(text):
    for each in made:
        each.filter(Document(text, "1"))
"""
_DOLMA = """
from dolma.core.data_types import Document
from dolma.core.registry import TaggerRegistry
made = [TaggerRegistry.get(name)() for name in ("gopher_v2", "c4_v2")]
def filter_text(text):
    for each in made:
        each.predict(Document(source="news", id="1", text=text))
"""
_NEMO = """
from nemo_curator.stages.text.filters.heuristic import repetition, string
made = [
    *(getattr(string, f"{name}Filter")() for name in (
        "NonAlphaNumeric", "SymbolsToWords", "Numbers", "Urls", "WhiteSpace", "Parentheses", "BoilerPlateString", "WordCount",
        "Punctuation", "WordsWithoutAlphabets", "CommonEnglishWords", "MeanWordLength", "LongWord", "Ellipsis", "Bullets",
    )),
    *(getattr(repetition, f"{name}Filter")() for name in (
        "RepeatedLines", "RepeatedParagraphs", "RepeatedLinesByChar", "RepeatedParagraphsByChar",
    )),
    *(repetition.RepeatingTopNGramsFilter(n=size) for size in (2, 3, 4)),
    *(repetition.RepeatingDuplicateNGramsFilter(n=size) for size in range(5, 11)),
]
def filter_text(text):
    for each in made:
        each.keep_document(each.score_document(text))
"""
PEERS = {
    "datatrove": Peer(("datatrove[processing]==0.10.1", "spacy==3.8.18"), _DATATROVE),
    "dolma": Peer(("dolma==1.2.1",), _DOLMA),
    "nemo": Peer(("nemo-curator[text_cpu]==1.4.0",), _NEMO),
}
WINNOW = Path(sys.executable).with_name("winnow")
_PYTHON = "3.11"
_FEW = 2


def installed(name: str, peer: Peer, cache: Path) -> Path | str:
    """Return the Python of a peer's environment, which is made where there is none; or why that failed."""
    folder = cache / name
    python, done = folder / "bin" / "python", folder / "installed"
    if done.exists() and done.read_text("utf-8") == repr(peer.packages):
        return python
    for command in (
        ("uv", "venv", "-q", "--allow-existing", "--python", _PYTHON, str(folder)),
        ("uv", "pip", "install", "-q", "--python", str(python), *peer.packages),
    ):
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            return _last_line(run.stderr)
    done.write_text(repr(peer.packages), "utf-8")
    return python


def _last_line(output: str) -> str:
    return next((line.strip() for line in reversed(output.splitlines()) if line.strip()), "no message")


def cpu_seconds(command: list[str | Path]) -> float:
    """Return the CPU seconds of a command; where it fails, raise ``RuntimeError`` with the last line of its errors."""
    # numpy and torch would start threads that only wait for one another.
    environment = os.environ | {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    with tempfile.TemporaryFile("w+") as errors:
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors, env=environment) as run:
            _, status, usage = os.wait4(run.pid, 0)
            run.returncode = os.waitstatus_to_exitcode(status)
        if run.returncode:
            errors.seek(0)
            raise RuntimeError(_last_line(errors.read()))
    return usage.ru_utime + usage.ru_stime


def winnow(source: Path) -> list[str | Path]:
    """Return the command that scores a file into a database beside it."""
    return [WINNOW, "score", source, "--workers", "1", "--no-prefect", "--db", source.with_suffix(".duckdb")]


def rate(command: Callable[[Path], list[str | Path]], few: Path, every: Path, count: int) -> float:
    """Return the articles that a command gets through in a CPU second, its start left out."""
    return (count - _FEW) / (cpu_seconds(command(every)) - cpu_seconds(command(few)))


def compared(name: str, cache: Path, few: Path, every: Path, count: int) -> float | str:
    """Return the articles that a peer gets through in a CPU second, or why it does not."""
    peer = PEERS[name]
    python = installed(name, peer, cache)
    if isinstance(python, str):
        return f"not installed: {python}"
    try:
        return rate(lambda source: [python, "-c", peer.code + _LOOP, source], few, every, count)
    except RuntimeError as error:
        return f"does not run: {error}"


def main(source: Path, cache: Path, names: list[str]) -> None:
    """Print the rates of Winnow and of each peer, and their ratio."""
    lines = lines_of(source)
    with tempfile.TemporaryDirectory() as folder:
        few, every = Path(folder, "few.jsonl"), Path(folder, "every.jsonl")
        few.write_bytes(b"\n".join(lines[:_FEW]))
        every.write_bytes(b"\n".join(lines))
        ours = rate(winnow, few, every, len(lines))
        print(f"{len(lines):,} articles; winnow, everything on, database written: {ours:,.0f} per CPU second", flush=True)
        for name in names:
            theirs = compared(name, cache, few, every, len(lines))
            said = (
                theirs if isinstance(theirs, str) else f"{theirs:,.0f} per CPU second; winnow {ours / theirs:.2f} times that"
            )
            print(f"{name} ({', '.join(PEERS[name].packages)}): {said}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:] or list(PEERS))

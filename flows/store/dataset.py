"""A Parquet dataset in place of tables: parts stay as they are, and the database holds views over them.

What no one DuckDB file should hold stays in the files that the workers wrote, one folder a table. The published file then
has the runs, the rejects and the rulesets, and in place of the five large tables views of the same names and columns, so
that every other view works as before. A dataset is of one edition: one scorer and one ruleset. What another edition says
of the same articles would be other columns, or rows that no view could choose between without reading them all.
"""

from __future__ import annotations

import glob
from collections import Counter
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from flows.errors import InputError
from flows.sources import for_people
from flows.sources.remote import is_address
from flows.store.parts import Staging, folders, make_folder, part_names, reach, read_keys, read_part, write_part
from flows.store.rows import Part, part_of
from flows.store.sightings import MEASURED_KEY

SETTING = "dataset"
_COLUMNS = "columns"
"""The name of a part without rows: it tells the columns where there are no articles yet."""


def begin_dataset(place: str, scorer: str, ruleset: str) -> str:
    """Return the folder of this edition's dataset, made where it is not there yet.

    Raises:
        InputError: the place holds a dataset of another edition.

    """
    edition = f"{scorer}-{ruleset}"
    others = [name for name in folders(f"{place}/{SETTING}") if name != edition]
    if others:
        message = (
            f"{for_people(place)} holds what another edition of Winnow or of its rules measured ({others[0]}), this one is"
            f" {edition}, and a Parquet dataset is of one edition: score into another --db or --parts"
        )
        raise InputError(message)
    folder = f"{place}/{SETTING}/{edition}"
    make_folder(folder)
    write_part(Staging(folder, lasting=True), _COLUMNS, part_of([], [], "", datetime.now(UTC)))
    return folder


def note_known(connection: duckdb.DuckDBPyConnection, folder: str) -> None:
    """Add the keys of all that a dataset holds to what the store knows: 16 bytes an article."""
    open_place(connection, folder)
    connection.execute(f"INSERT INTO known SELECT {MEASURED_KEY} FROM {_files(folder, 'scorecards')}")  # noqa: S608


def show_dataset(connection: duckdb.DuckDBPyConnection, folder: str, catalog: str) -> None:
    """Put views over the dataset where the tables of an attached database are; those hold nothing."""
    open_place(connection, folder)
    for table in Part._fields:
        connection.execute(f"DROP TABLE {catalog}.{table}; CREATE VIEW {catalog}.{table} AS FROM {_files(folder, table)}")


def look_through(connection: duckdb.DuckDBPyConnection, folder: str) -> None:
    """Have queries of this connection see the dataset, where the tables of the working file hold nothing."""
    open_place(connection, folder)
    for table in Part._fields:
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {table} AS FROM {_files(folder, table)}")


def look_away(connection: duckdb.DuckDBPyConnection) -> None:
    """Undo it."""
    for table in Part._fields:
        connection.execute(f"DROP VIEW IF EXISTS temp.{table}")


def forget_in_dataset(folder: str, ids: AbstractSet[str]) -> list[Counter[str]]:
    """Write each part that has rows of the articles anew without them; return how many rows of each table went, part by part.

    A part keeps its name, and its scorecards, by which it is found, are written last: who is killed in between asks again.
    """
    # Half as much to import as all else of Arrow, and no run asks for it.
    import pyarrow.compute as pc

    gone, value_set = [], pa.array(sorted(ids), pa.string())
    for name in part_names(folder):
        if not pc.any(pc.is_in(read_keys(folder, name)["article_id"], value_set)).as_py():
            continue
        part = read_part(folder, name)
        kept = Part(*(rows.filter(pc.invert(pc.is_in(rows["article_id"], value_set))) for rows in part))
        write_part(Staging(folder, lasting=True), name, kept)
        gone.append(Counter({table: len(getattr(part, table)) - len(getattr(kept, table)) for table in Part._fields}))
    return gone


def open_place(connection: duckdb.DuckDBPyConnection, folder: str) -> None:
    """Let a connection reach the files of an object store."""
    if is_address(folder):
        files, _ = reach(folder)
        protocol = files.protocol if isinstance(files.protocol, str) else files.protocol[0]
        if not connection.filesystem_is_registered(protocol):
            connection.register_filesystem(files)


def _files(folder: str, table: str) -> str:
    """Return all files of a table as SQL; a view takes no parameter."""
    pattern = f"{glob.escape(folder)}/{table}/*.parquet".replace("'", "''")
    return f"read_parquet('{pattern}')"


def whole_place(given: str) -> str:
    """Return a place as every process sees it: an address as it is, a folder by its absolute path."""
    return given.rstrip("/") if is_address(given) else str(Path(given.removeprefix("file://")).absolute())

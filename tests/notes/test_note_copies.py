"""A copy is whole or not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from briefing_app.notes.copies import copy_beside, copy_to
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.safe import Safe


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "notes.sqlite", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE note (text)")
        connection.execute("INSERT INTO note VALUES ('words')")
        yield connection


def test_copies_get_names_of_their_own(connection: sqlite3.Connection, tmp_path: Path) -> None:
    names = [copy_beside(connection, Safe(tmp_path / "notes.sqlite"), "kept").name for _ in range(3)]
    assert names == ["notes.sqlite.kept", "notes.sqlite.kept-2", "notes.sqlite.kept-3"]
    with closing(sqlite3.connect(tmp_path / names[2])) as copy:
        assert copy.execute("SELECT text FROM note").fetchall() == [("words",)]


def test_a_file_in_use_is_not_waited_for_without_end(connection: sqlite3.Connection, tmp_path: Path) -> None:
    connection.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        copy_to(connection, Safe(tmp_path / "notes.sqlite"), tmp_path / "copy")
    assert not [place.name for place in tmp_path.iterdir() if "copy" in place.name]

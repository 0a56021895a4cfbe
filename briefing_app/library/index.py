"""The index: what the card files hold, in SQLite. A cache: damaged, foreign or old means made anew in silence."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from briefing_app import __version__
from briefing_app.paths import make_private_folder

SEPARATOR = "\x1f"

_SCHEMA = """
create table file (
    path blob primary key,
    folder blob not null,
    size integer not null,
    mtime_ns integer not null,
    id text not null collate nocase,
    version integer not null,
    title text not null,
    date text,
    begin text not null,
    place text,
    language text not null,
    marking text,
    topics text not null,
    countries text not null,
    actors text not null,
    bottom_line text,
    broken integer not null,
    folded_title text not null,
    folded_actors text not null,
    folded_text text not null,
    text text not null
) without rowid;
create index file_by_id on file (id);
create table page (key text primary key, html text not null, contents text not null, direction text not null);
create table meta (app_version text not null);
"""

_SHOWN = """
with shown as (
    select file.*, row_number() over (
        partition by file.id order by broken, version desc, active.rank desc, path) as place_among_equals
    from file join active using (folder)
)
select {columns} from shown where place_among_equals = 1 {condition} order by begin desc, title, id
"""

_ENTRY = "id, version, title, date, place, language, marking, topics, countries, actors, bottom_line, path, broken"


class Entry(NamedTuple):
    """What the list shows of a card. `broken`: the file has errors, and the rest is what could be read of it."""

    id: str
    version: int
    title: str
    date: str | None
    place: str | None
    language: str
    marking: str | None
    topics: tuple[str, ...]
    countries: tuple[str, ...]
    actors: tuple[str, ...]
    bottom_line: str | None
    path: Path
    broken: bool


class Stamp(NamedTuple):
    """How a file is told to be unchanged."""

    size: int
    mtime_ns: int


class Row(NamedTuple):
    """An entry with what only the index needs: where it belongs, its sorting and its searched text."""

    entry: Entry
    folder: Path
    stamp: Stamp
    begin: str
    folded_title: str
    folded_actors: str
    folded_text: str
    text: str


class Index:
    """The cache of all card files, for the folders of one session; those of other sessions rest in it untouched.

    May be used from several threads: each call has the connection to itself.
    """

    def __init__(self, file: Path | None, folders: Sequence[Path]) -> None:
        """Open or make the index in `file`; None, or a place that cannot be written, keeps it in memory.

        `folders` are ranked: of two files with one id and one version, that of the later folder is shown.
        """
        self._lock = threading.RLock()
        self._connection = _open(file)
        self._connection.execute("create temp table active (folder blob primary key, rank integer not null)")
        ranked = [(os.fsencode(folder), rank) for rank, folder in enumerate(folders)]
        self._connection.executemany("insert or replace into active values (?, ?)", ranked)
        self._connection.commit()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def entries(self) -> list[Entry]:
        """One entry an id, newest first; those without a readable date last."""
        return [_entry(row) for row in self._all(_SHOWN.format(columns=_ENTRY, condition=""))]

    def entry(self, card_id: str) -> Entry | None:
        """The entry that is shown for an id, whatever its case."""
        statement = _SHOWN.format(columns=_ENTRY, condition="and id = ?")
        rows = self._all(statement, (card_id,))
        return _entry(rows[0]) if rows else None

    def stamps(self, folder: Path) -> dict[Path, Stamp]:
        """Path -> stamp of every file known in `folder`."""
        rows = self._all("select path, size, mtime_ns from file where folder = ?", (os.fsencode(folder),))
        return {Path(os.fsdecode(path)): Stamp(size, mtime_ns) for path, size, mtime_ns in rows}

    def update(self, rows: Iterable[Row], gone: Iterable[Path]) -> None:
        """Store the rows of new and changed files and forget those that are gone, in one transaction."""
        with self._lock, self._connection:
            self._connection.executemany("delete from file where path = ?", [(os.fsencode(path),) for path in gone])
            marks = ", ".join("?" * 21)
            self._connection.executemany(f"insert or replace into file values ({marks})", map(_columns, rows))

    def search(self, folded_words: Sequence[str]) -> Iterator[tuple[Entry, str]]:
        """(entry, text) of the cards that hold every word somewhere: those with more of them in the title first, then
        among the actors, then newest."""
        anywhere = "and not broken" + "".join(
            " and (instr(folded_title, ?) or instr(folded_actors, ?) or instr(folded_text, ?))"
            for _word in folded_words
        )
        statement = _SHOWN.format(columns=_ENTRY + ", text, folded_title, folded_actors", condition=anywhere)
        found = self._all(statement, [word for word in folded_words for _column in range(3)])

        def rank(row: tuple[Any, ...]) -> tuple[int, int]:
            title, actors = row[-2], row[-1]
            return -sum(word in title for word in folded_words), -sum(word in actors for word in folded_words)

        return ((_entry(row[:-3]), row[-3]) for row in sorted(found, key=rank))

    def page(self, key: str) -> tuple[str, str, str] | None:
        """(html, contents, direction) of the page kept under `key`."""
        rows = self._all("select html, contents, direction from page where key = ?", (key,))
        return rows[0] if rows else None

    def keep_page(self, key: str, html: str, contents: str, direction: str) -> None:
        """Keep the page that was shown last, instead of the one before; a full disk is no reason to complain."""
        with contextlib.suppress(sqlite3.Error), self._lock, self._connection:
            self._connection.execute("delete from page")
            self._connection.execute("insert into page values (?, ?, ?, ?)", (key, html, contents, direction))

    def _all(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()


def _open(file: Path | None) -> sqlite3.Connection:
    if file is not None:
        for _attempt in range(2):
            with contextlib.suppress(OSError, sqlite3.Error):
                make_private_folder(file.parent)
                return _connect(file)
            for leftover in (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")):
                with contextlib.suppress(OSError):
                    leftover.unlink()
    return _connect(":memory:")


def _connect(file: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=5, check_same_thread=False)
    try:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = off")  # it can be made again; a power cut costs time, not data
        with connection:
            connection.execute("begin immediate")
            if not _is_ours(connection):
                _make(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _is_ours(connection: sqlite3.Connection) -> bool:
    try:
        stored = connection.execute("select app_version from meta").fetchone()
        return stored is not None and stored[0] == __version__
    except sqlite3.OperationalError:
        return False


def _make(connection: sqlite3.Connection) -> None:
    for (name,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall():
        connection.execute(f'drop table "{name}"')
    for statement in _SCHEMA.split(";"):
        connection.execute(statement)
    connection.execute("insert into meta values (?)", (__version__,))


def _columns(row: Row) -> tuple[object, ...]:
    entry = row.entry
    return (
        os.fsencode(entry.path),
        os.fsencode(row.folder),
        *row.stamp,
        entry.id,
        entry.version,
        entry.title,
        entry.date,
        row.begin,
        entry.place,
        entry.language,
        entry.marking,
        SEPARATOR.join(entry.topics),
        SEPARATOR.join(entry.countries),
        SEPARATOR.join(entry.actors),
        entry.bottom_line,
        entry.broken,
        row.folded_title,
        row.folded_actors,
        row.folded_text,
        row.text,
    )


def _entry(columns: Sequence[Any]) -> Entry:
    entry = Entry(*columns)
    return entry._replace(
        topics=_list(columns[7]),
        countries=_list(columns[8]),
        actors=_list(columns[9]),
        path=Path(os.fsdecode(columns[11])),
        broken=bool(columns[12]),
    )


def _list(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(SEPARATOR)) if joined else ()

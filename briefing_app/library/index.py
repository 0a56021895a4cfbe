"""The index: what the card files hold, in SQLite. A cache: damaged, foreign or old means made anew in silence."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from briefing_app import __version__
from briefing_app.paths import make_private_folder

if TYPE_CHECKING:
    from briefing_app.cards.problems import Problem
    from briefing_app.library.record import Facet, Fields

FORMAT = 4  # raised whenever another version of the app would keep other words, columns or keys
SEPARATOR = "\x1f"
UNUSED_DAYS = 30
BUSY_SECONDS = 10  # for which another process that writes is waited for
MERGED_PAGES = 2000  # in one step of `tidy`, which others wait for: a tenth of a second
SERIAL_BITS = 17  # of a key, below its day: as many cards may bear one date

_SCHEMA = """
create table root (id integer primary key, path blob not null unique, rank integer not null,
    available integer not null);
create table folder (id integer primary key, root integer not null, path blob not null, unique (root, path));
create table file (
    id integer primary key,
    folder integer not null,
    name blob not null,
    size integer not null,
    mtime_ns integer not null,
    digest text not null,
    card_id text not null collate nocase,
    version integer not null,
    broken integer not null,
    unique (folder, name)
);
create index file_by_card on file (card_id);
create table problem (file integer not null, line integer not null, level text not null, code text not null,
    message text not null);
create index problem_by_file on problem (file);
create table card (
    key integer primary key,
    id text not null unique collate nocase,
    version integer not null,
    title text not null,
    date text,
    place text,
    language text not null,
    marking text,
    topics text not null,
    countries text not null,
    actors text not null,
    bottom_line text,
    broken integer not null,
    as_at text,
    digest text not null,
    file integer not null,
    day integer not null,
    sorting text not null
);
create index card_by_day on card (day desc, sorting, id);
create index card_by_as_at on card (as_at) where as_at is not null;
create table record (key integer primary key, fields blob not null, raw blob);
create table facet (id integer primary key, kind text not null, value text not null, label text not null,
    unique (kind, value));
create table card_facet (card integer not null, facet integer not null, primary key (card, facet)) without rowid;
create index card_facet_by_facet on card_facet (facet);
create table name_pair (one text not null, other text not null, card integer not null,
    primary key (one, other, card)) without rowid;
create virtual table words using fts5 (
    title, actors, bottom_line, quotes, text, place, topics, facts,
    content = '', columnsize = 0, tokenize = 'ascii', prefix = '1 2 3'
);
create table page (key text primary key, html text not null, contents text not null, direction text not null);
create table meta (format text not null);
"""

_ENTRY = (
    "card.key, card.id, card.version, card.title, card.date, card.place, card.language, card.marking, card.topics, "
    "card.countries, card.actors, card.bottom_line, card.broken, card.as_at, card.digest, "
    "root.path, folder.path, file.name, root.available"
)
_PLACES = "join file on file.id = card.file join folder on folder.id = file.folder join root on root.id = folder.root"
NEWEST_FIRST = "day desc, sorting, card.id"

# Of several files with one id: a sound one, the highest version, the folder named last, the first path.
_BEST_FILE = """
select file.id, file.digest from file join folder on folder.id = file.folder join root on root.id = folder.root
where file.card_id = ? order by file.broken, file.version desc, root.rank desc, folder.path, file.name limit 1
"""


class Entry(NamedTuple):
    """What the list shows of a card. `broken`: the file has errors, and the rest is what could be read of it.

    `key` is the card's number in the index, the higher the newer; `digest` tells one content from another;
    `available`: the folder of its file is there.
    """

    key: int
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
    broken: bool
    as_at: str | None
    digest: str
    path: Path
    available: bool


class Stamp(NamedTuple):
    """How a file is told to be unchanged."""

    size: int
    mtime_ns: int


class Content(NamedTuple):
    """What the index keeps of one card, broken or not."""

    card_id: str
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
    broken: bool
    as_at: str | None
    day: int
    sorting: str
    fields: Fields
    facets: tuple[Facet, ...]
    raw: bytes | None
    problems: tuple[Problem, ...]


class Found(NamedTuple):
    """A file that is new or changed. `content` is None where its bytes are those that the index knows."""

    folder: int
    name: bytes
    stamp: Stamp
    digest: str
    content: Content | None


class Known(NamedTuple):
    """What the index knows of a file."""

    file: int
    stamp: Stamp
    digest: str


ReadFile = Callable[[Path, Path], "Content | None"]


def day_number(date: tuple[int, int, int]) -> int:
    """A date as a number that sorts as dates do; a year alone comes before its months, a month before its days."""
    year, month, day = date
    return (year * 13 + month) * 32 + day


def is_damage(error: Exception) -> bool:
    """Whether an exception says that an index is damaged or is none: it is to be made anew."""
    return type(error) is sqlite3.DatabaseError or (
        isinstance(error, sqlite3.OperationalError) and str(error).startswith("no such ")
    )


def is_interruption(error: Exception) -> bool:
    """Whether an exception says that a search was interrupted."""
    return isinstance(error, sqlite3.OperationalError) and str(error) == "interrupted"


class Index:
    """The cache of all card files in the folders of one reader.

    May be used from several threads: one connection reads, one writes, and each call has its own to itself, so that
    whoever reads does not wait for whoever writes. Searches have connections of their own.
    """

    def __init__(self, file: Path | None, folders: Sequence[Path]) -> None:
        """Open or make the index in `file`; None, or a place that cannot be written, keeps it in memory.

        `folders` are ranked: of two files with one id and one version, that of the later folder is shown. What the
        index held of other folders is forgotten at the next `forget_other_folders`.
        """
        self._lock, self._read_lock = threading.RLock(), threading.Lock()
        self._address, self._connection = _open(file)
        self._reader = _connection(self._address)
        self._folders = tuple(folders)
        self._untidy = True  # since the last `update`

    def close(self) -> None:
        """Let go of the file."""
        with self._lock, self._read_lock:
            self._reader.close()
            self._connection.close()

    def connect(self) -> sqlite3.Connection:
        """Another connection to the same index, for one other thread that reads."""
        connection = _connection(self._address)
        connection.execute("create virtual table temp.term using fts5vocab (main, words, row)")
        connection.execute("pragma query_only = on")
        return connection

    # --- the list ------------------------------------------------------------------------------------------------

    def count(self) -> int:
        """How many cards there are."""
        return int(self._all("select count(*) from card")[0][0])

    def keys(self, limit: int = -1) -> list[int]:
        """The cards, newest first; those without a date last."""
        return [key for (key,) in self._all(f"select key from card order by {NEWEST_FIRST} limit ?", (limit,))]

    def entries(self, keys: Sequence[int] | None = None) -> list[Entry]:
        """The entries of `keys` in that order, without those that are gone; of all cards, newest first, for None."""
        if keys is None:
            return [_entry(row) for row in self._all(f"select {_ENTRY} from card {_PLACES} order by {NEWEST_FIRST}")]
        marks = ", ".join("?" * len(keys))
        rows = self._all(f"select {_ENTRY} from card {_PLACES} where key in ({marks})", keys)
        found = {row[0]: _entry(row) for row in rows}
        return [found[key] for key in keys if key in found]

    def entry(self, card_id: str) -> Entry | None:
        """The entry that is shown for an id, whatever its case."""
        rows = self._all(f"select {_ENTRY} from card {_PLACES} where card.id = ?", (card_id,))
        return _entry(rows[0]) if rows else None

    def raw(self, key: int) -> bytes | None:
        """The bytes of a card's file as they were read last, where the index keeps them."""
        rows = self._all("select raw from record where key = ?", (key,))
        return rows[0][0] if rows else None

    def problems(self) -> list[tuple[Path, int, str, str, str]]:
        """(path, line, level, code, message) of every problem of every file."""
        rows = self._all(
            "select folder.path, file.name, line, level, code, message "
            "from problem join file on file.id = problem.file "
            "join folder on folder.id = file.folder order by folder.path, file.name, line"
        )
        return [(_path(folder, name), *rest) for folder, name, *rest in rows]

    def rivals(self) -> list[tuple[str, int, tuple[Path, ...]]]:
        """(id, version, paths) of sound files that have both in common."""
        rows = self._all(
            "select card_id, version, folder.path, file.name from file join folder on folder.id = file.folder "
            "where not broken and card_id in (select card_id from file where not broken group by card_id, version "
            "having count(*) > 1) order by card_id, version desc, folder.path, file.name"
        )
        found: dict[tuple[str, int], list[Path]] = {}
        for card_id, version, folder, name in rows:
            found.setdefault((card_id.lower(), version), []).append(_path(folder, name))
        return [(card_id, version, tuple(paths)) for (card_id, version), paths in found.items() if len(paths) > 1]

    def knows(self, folder: Path) -> bool:
        """Whether a library's folder was read before."""
        return bool(self._all("select 1 from root where path = ?", (os.fsencode(folder),)))

    # --- folders and files ---------------------------------------------------------------------------------------

    def forget_other_folders(self) -> bool:
        """Rank this reader's folders and forget the files of all others; whether anything changed."""
        with self._lock:
            ranked = [(os.fsencode(folder), rank) for rank, folder in enumerate(self._folders)]
            known = dict(self._all("select path, rank from root"))
            if known == dict(ranked):
                return False
            with self._writing() as connection:
                connection.executemany(
                    "insert into root (path, rank, available) values (?, ?, 1) "
                    "on conflict (path) do update set rank = excluded.rank",
                    ranked,
                )
                lost = [path for path in known if path not in dict(ranked)]
                for path in lost:
                    self._forget_root(connection, path)
            return bool(known)

    def set_available(self, folder: Path, *, available: bool) -> bool:
        """Remember whether a library's folder is there; whether that is news."""
        with self._lock, self._writing() as connection:
            changed = connection.execute(
                "update root set available = ? where path = ? and available != ?",
                (available, os.fsencode(folder), available),
            )
            return changed.rowcount > 0

    def folder_id(self, root: Path, path: Path) -> int:
        """The number of a folder below a library's folder."""
        with self._lock:
            values = (os.fsencode(root), os.fsencode(path))
            statement = (
                "select folder.id from folder join root on root.id = root where root.path = ? and folder.path = ?"
            )
            rows = self._all(statement, values)
            if rows:
                return int(rows[0][0])
            with self._writing() as connection:
                made = connection.execute(
                    "insert into folder (root, path) select id, ? from root where path = ?", values[::-1]
                )
                return int(made.lastrowid or 0)

    def folders(self, root: Path) -> dict[int, Path]:
        """The folders that have files in a library's folder."""
        statement = (
            "select folder.id, folder.path from folder join root on root.id = root where root.path = ? "
            "and exists (select 1 from file where file.folder = folder.id)"
        )
        return {number: Path(os.fsdecode(path)) for number, path in self._all(statement, (os.fsencode(root),))}

    def files(self, folder: int) -> dict[bytes, Known]:
        """What is known of the files in one folder, by name."""
        rows = self._all("select name, id, size, mtime_ns, digest from file where folder = ?", (folder,))
        return {name: Known(file, Stamp(size, mtime), digest) for name, file, size, mtime, digest in rows}

    def update(self, found: Iterable[Found], gone: Iterable[int], read: ReadFile) -> None:
        """Store new and changed files and forget those that are gone, in one transaction.

        Args:
            gone: numbers of files.
            read: reads a file again that comes into sight since a better one of the same id has gone.

        Raises:
            sqlite3.Error: the disk is full or the index damaged; nothing has changed.
        """
        with self._lock, self._writing() as connection:
            self._untidy = True
            changed: set[str] = set()
            contents: dict[int, Content] = {}
            for one in found:
                number, ids = _store_file(connection, one)
                changed |= ids
                if one.content is not None:
                    contents[number] = one.content
            for number in gone:
                changed |= _drop_file(connection, number)
            self._show_best(connection, changed, contents, read)

    # --- the page shown last -------------------------------------------------------------------------------------

    def page(self, key: str) -> tuple[str, str, str] | None:
        """(html, contents, direction) of the page kept under `key`."""
        rows = self._all("select html, contents, direction from page where key = ?", (key,))
        return rows[0] if rows else None

    def keep_page(self, key: str, html: str, contents: str, direction: str) -> None:
        """Keep the page that was shown last, instead of the one before.

        Not while cards are being written, nor where the disk is full: the next start would only be quicker by it.
        """
        if not self._lock.acquire(blocking=False):
            return
        try:
            self._connection.execute("pragma busy_timeout = 0")
            with contextlib.suppress(sqlite3.Error), self._writing() as connection:
                connection.execute("delete from page")
                connection.execute("insert into page values (?, ?, ?, ?)", (key, html, contents, direction))
            self._connection.execute(f"pragma busy_timeout = {BUSY_SECONDS * 1000}")
        finally:
            self._lock.release()

    def tidy(self) -> bool:
        """Do a step of what makes searches quicker after many cards came; whether there may be more to do."""
        with self._lock, self._writing() as connection:
            before = connection.total_changes
            step = -MERGED_PAGES if self._untidy else MERGED_PAGES
            self._untidy = False
            connection.execute("insert into words (words, rank) values ('merge', ?)", (step,))
            return connection.total_changes - before > 1

    # --- inside --------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self._connection.execute("begin immediate")
        try:
            yield self._connection
            self._connection.execute("commit")
        except BaseException:
            if self._connection.in_transaction:  # SQLite itself rolls back when the disk is full
                self._connection.execute("rollback")
            raise

    def _forget_root(self, connection: sqlite3.Connection, path: bytes) -> None:
        rows = connection.execute(
            "select file.id from file join folder on folder.id = folder join root on root.id = root "
            "where root.path = ?",
            (path,),
        ).fetchall()
        changed = set().union(*(_drop_file(connection, number) for (number,) in rows))
        connection.execute("delete from folder where root = (select id from root where path = ?)", (path,))
        connection.execute("delete from root where path = ?", (path,))
        self._show_best(connection, changed, {}, lambda _path, _root: None)

    def _show_best(
        self, connection: sqlite3.Connection, ids: Iterable[str], contents: dict[int, Content], read: ReadFile
    ) -> None:
        """For each id let the card be that of its best file."""
        new: list[tuple[int, Content, str]] = []
        for card_id in ids:
            best = connection.execute(_BEST_FILE, (card_id,)).fetchone()
            shown = connection.execute("select key, file, digest from card where id = ?", (card_id,)).fetchone()
            if best and shown and (shown[1], shown[2]) == best:
                continue
            if shown:
                _remove_card(connection, shown[0])
            content = (contents.get(best[0]) or _read_again(connection, best[0], read)) if best else None
            if content is not None:
                new.append((best[0], content, best[1]))
        _insert_cards(connection, new)

    def _all(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        with self._read_lock:
            return self._reader.execute(statement, values).fetchall()


def _store_file(connection: sqlite3.Connection, one: Found) -> tuple[int, set[str]]:
    """Put a file's row in place; its number and the ids of cards that it was or is one of."""
    values = (one.folder, one.name)
    old = connection.execute("select id, card_id from file where folder = ? and name = ?", values).fetchone()
    if one.content is None:
        change = "update file set size = ?, mtime_ns = ? where folder = ? and name = ?"
        connection.execute(change, (*one.stamp, *values))
        return (old[0] if old else 0), set()
    content = one.content
    facts = (*one.stamp, one.digest, content.card_id, content.version, content.broken)
    if old:
        connection.execute(
            "update file set size = ?, mtime_ns = ?, digest = ?, card_id = ?, version = ?, broken = ? where id = ?",
            (*facts, old[0]),
        )
        number = int(old[0])
        connection.execute("delete from problem where file = ?", (number,))
    else:
        made = connection.execute("insert into file values (null, ?, ?, ?, ?, ?, ?, ?, ?)", (*values, *facts))
        number = int(made.lastrowid or 0)
    connection.executemany(
        "insert into problem values (?, ?, ?, ?, ?)", [(number, *problem[1:]) for problem in content.problems]
    )
    return number, {content.card_id.lower(), *([old[1].lower()] if old else [])}


def _drop_file(connection: sqlite3.Connection, number: int) -> set[str]:
    row = connection.execute("delete from file where id = ? returning card_id", (number,)).fetchone()
    connection.execute("delete from problem where file = ?", (number,))
    return {row[0].lower()} if row else set()


def _read_again(connection: sqlite3.Connection, number: int, read: ReadFile) -> Content | None:
    root, folder, name = connection.execute(
        "select root.path, folder.path, file.name from file join folder on folder.id = file.folder "
        "join root on root.id = folder.root where file.id = ?",
        (number,),
    ).fetchone()
    return read(_path(folder, name), Path(os.fsdecode(root)))


def _remove_card(connection: sqlite3.Connection, key: int) -> None:
    from briefing_app.library.record import column_words, unpack

    fields = unpack(connection.execute("select fields from record where key = ?", (key,)).fetchone()[0])
    marks = ", ".join("?" * len(column_words(fields)))
    connection.execute(
        f"insert into words (words, rowid, {_COLUMNS}) values ('delete', ?, {marks})", (key, *column_words(fields))
    )
    connection.execute("delete from card_facet where card = ?", (key,))
    connection.executemany(
        "delete from name_pair where one = ? and other = ? and card = ?", [(*pair, key) for pair in fields.pairs]
    )
    connection.execute("delete from record where key = ?", (key,))
    connection.execute("delete from card where key = ?", (key,))


_COLUMNS = "title, actors, bottom_line, quotes, text, place, topics, facts"


def _insert_cards(connection: sqlite3.Connection, new: list[tuple[int, Content, str]]) -> None:
    """Add cards in the order of their keys: full-text search would else write a piece of its index for each."""
    from briefing_app.library.record import column_words, pack

    new.sort(key=lambda one: one[1].sorting, reverse=True)
    new.sort(key=lambda one: one[1].day)
    numbers = _Keys(connection)
    for file, content, digest in new:
        key = numbers.next(content.day)
        lists = (SEPARATOR.join(values) for values in (content.topics, content.countries, content.actors))
        connection.execute(
            f"insert into card values ({', '.join('?' * 18)})",
            (
                key,
                *content[:7],
                *lists,
                content.bottom_line,
                content.broken,
                content.as_at,
                digest,
                file,
                content.day,
                content.sorting,
            ),
        )
        connection.execute("insert into record values (?, ?, ?)", (key, pack(content.fields), content.raw))
        connection.execute(
            f"insert into words (rowid, {_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (key, *column_words(content.fields)),
        )
        connection.executemany(
            "insert into name_pair values (?, ?, ?)", [(*pair, key) for pair in content.fields.pairs]
        )
        for facet in content.facets:
            connection.execute("insert or ignore into card_facet values (?, ?)", (key, _facet_id(connection, facet)))


class _Keys:
    """Hands out the next free key of each day."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._last: dict[int, int] = {}

    def next(self, day: int) -> int:
        if day not in self._last:
            first = day << SERIAL_BITS
            statement = "select coalesce(max(key), ? - 1) from card where key >= ? and key < ?"
            self._last[day] = self._connection.execute(
                statement, (first, first, first + (1 << SERIAL_BITS))
            ).fetchone()[0]
        self._last[day] += 1
        if self._last[day] == (day + 1) << SERIAL_BITS:  # the day is full: on in the first gap after it
            statement = (
                "select min(key) + 1 from card as one "
                "where key >= ? - 1 and not exists (select 1 from card where key = one.key + 1)"
            )
            self._last[day] = self._connection.execute(statement, (self._last[day],)).fetchone()[0]
        return self._last[day]


def _facet_id(connection: sqlite3.Connection, facet: Facet) -> int:
    found = connection.execute("select id from facet where kind = ? and value = ?", facet[:2]).fetchone()
    if found:
        return int(found[0])
    return int(connection.execute("insert into facet values (null, ?, ?, ?)", facet).lastrowid or 0)


def _open(file: Path | None) -> tuple[str, sqlite3.Connection]:
    if file is not None:
        for _attempt in range(2):
            with contextlib.suppress(OSError, sqlite3.Error):
                make_private_folder(file.parent)
                return str(file), _connect(str(file))
            remove(file)
    address = f"file:index-{os.getpid()}-{id(object())}?mode=memory&cache=shared"
    return address, _connect(address)


def remove(file: Path) -> None:
    """Delete an index; nothing is lost but time."""
    for leftover in (file, file.with_name(file.name + "-wal"), file.with_name(file.name + "-shm")):
        with contextlib.suppress(OSError):
            leftover.unlink()


def remove_unused(files: Iterable[Path], used: Path) -> None:
    """Delete the indexes of folders that were named for one session, once nothing was written to them for long."""
    for file in files:
        with contextlib.suppress(OSError):
            if file != used and time.time() - file.stat().st_mtime > UNUSED_DAYS * 86_400:
                remove(file)


def _connection(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        address, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None, uri=address.startswith("file:")
    )
    connection.execute("pragma read_uncommitted = on")  # tells in memory alone, where a reader would be turned away
    connection.execute("pragma synchronous = off")  # it can be made again; a power cut costs time, not data
    return connection


def _connect(address: str) -> sqlite3.Connection:
    connection = _connection(address)
    try:
        connection.execute("pragma journal_mode = wal")
        if not _is_ours(connection):
            connection.execute("begin immediate")
            if not _is_ours(connection):  # no other process came first
                _make(connection)
            connection.execute("commit")
    except BaseException:
        connection.close()
        raise
    return connection


def _format() -> str:
    return f"{FORMAT} {__version__} {unicodedata.unidata_version}"


def _is_ours(connection: sqlite3.Connection) -> bool:
    try:
        stored = connection.execute("select format from meta").fetchone()
        return stored is not None and stored[0] == _format()
    except sqlite3.OperationalError:
        return False


def _make(connection: sqlite3.Connection) -> None:
    tables = connection.execute(
        "select name from sqlite_master where type = 'table' and sql like 'create virtual%' "
        "union all select name from sqlite_master where type = 'table' and sql not like 'create virtual%'"
    ).fetchall()
    for (name,) in tables:
        with contextlib.suppress(sqlite3.OperationalError):  # a part of a virtual table, gone with it
            connection.execute(f'drop table if exists "{name}"')
    for statement in _SCHEMA.split(";"):
        connection.execute(statement)
    connection.execute("insert into meta values (?)", (_format(),))


def _path(folder: bytes, name: bytes) -> Path:
    return Path(os.fsdecode(folder), os.fsdecode(name))


def _entry(columns: Sequence[Any]) -> Entry:
    *facts, _root, folder, name, available = columns
    key, card_id, version, title, date, place, language, marking, topics, countries, actors, bottom_line, *rest = facts
    broken, as_at, digest = rest
    return Entry(
        key,
        card_id,
        version,
        title,
        date,
        place,
        language,
        marking,
        _list(topics),
        _list(countries),
        _list(actors),
        bottom_line,
        bool(broken),
        as_at,
        digest,
        _path(folder, name),
        bool(available),
    )


def _list(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(SEPARATOR)) if joined else ()

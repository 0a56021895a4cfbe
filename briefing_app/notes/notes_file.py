"""The one file that holds the notes: opened privately, watched for removal, written in whole transactions."""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from briefing_app.errors import MachineError
from briefing_app.notes import failures
from briefing_app.notes.copies import copy_beside, copy_to, keep_copies
from briefing_app.notes.engine import sqlite3
from briefing_app.notes.journal import Journal, Line
from briefing_app.notes.migrations import MIGRATIONS, Migration, is_newer, migrate, refuse_damaged, schema
from briefing_app.notes.places import (
    Identity,
    create_private,
    identity_of,
    log_of,
    make_private,
    reading_mode_of,
    shared_memory_of,
    size_of,
)
from briefing_app.notes.recovery import fill_up, is_missing, refuse_faulty, restore, shorten_journal
from briefing_app.notes.safe import Safe, safe_of

PRIVATE = "temp_store = MEMORY"  # SQLite's own lists of card ids would lie in the machine's folder for such files
IOERR_READ = sqlite3.SQLITE_IOERR | 1 << 8  # https://www.sqlite.org/rescode.html#ioerr_read
Failure = Callable[[sqlite3.Error | OSError, Path], MachineError]


class NotesFile:
    """An SQLite file in WAL mode, opened when first needed and created by the first writing.

    Every method raises what SQLite and the disk raise; inside `told_as` it becomes a sentence.
    """

    def __init__(
        self, place: Path | Safe, migrations: Sequence[Migration] = MIGRATIONS, busy_seconds: float = 1.0
    ) -> None:
        """Touch nothing yet.

        Args:
            place: the file, or the safe that has the key to it.
            busy_seconds: how long to wait for another process that is writing. The window waits with us.
        """
        self._safe = safe_of(place)
        self.path = self._safe.path
        self.replaced = False  # another file was found in place of the open one; whoever acts on it clears this
        self.newer = False  # a later version of the app wrote the file: it is read, and never written
        self._migrations = migrations
        self._busy_seconds = busy_seconds
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[Identity, Identity] = (None, None)
        self._read_only = False
        self._sound = self._suspect = False  # all of it was looked over; something of it could not be read
        self._journal = Journal(self._safe)
        self._lines: list[Line] = []
        self._data_version = -1
        self._news = False  # the file appeared or was replaced since `changed_elsewhere` was last asked

    def reading(self) -> sqlite3.Connection | None:
        """The connection, or None while there is no file.

        Raises:
            NotesUnreadableError: the file is damaged, another program's, or from a later version that keeps its notes
                otherwise.
        """
        if self._connection is None and identity_of(self.path) is None and not is_missing(self.path):
            self._news = True
            return None
        return self._open()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, on disk when the block has ended, undone if it raises.

        Raises:
            LaterVersionError: the file is from a later version.
            NotesUnreadableError: the file is damaged, or another program's.
        """
        if self._read_only:  # perhaps no longer: a stick's switch, a permission given back
            self.close()
        connection = self._open()
        self._refuse_newer(connection)
        if self._read_only:
            raise PermissionError(errno.EACCES, "may not be written", str(self.path))
        if not self._sound:
            connection = self._looked_over(connection)
        self._lines.clear()
        connection.execute("BEGIN IMMEDIATE")  # a transaction that reads first could not become a writing one
        try:
            self._refuse_newer(connection)  # also one that was renewed since it was opened
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # SQLite itself rolls back when the disk is full
                connection.execute("ROLLBACK")
            raise
        self._journal.append(self._lines)
        with contextlib.suppress(OSError, sqlite3.Error):  # the next writing tries again
            keep_copies(connection, self._safe, datetime.now(UTC), refuse_faulty)
            if self._journal.is_long():
                shorten_journal(connection, self._journal)

    def _looked_over(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        """The open file once all of it is sound: nothing is written into a damaged one."""
        try:
            refuse_damaged(connection)
        except sqlite3.DatabaseError as error:
            if not failures.is_damage(error):
                raise
            self._let_go(connection)
            restore(self._safe, self._migrations)
            connection = self._open()
        self._sound = True
        return connection

    def record(self, line: Line) -> None:
        """Put a line into the journal with the transaction that is open."""
        self._lines.append(line)

    def changed_elsewhere(self) -> bool:
        """Whether another connection has written, or the file was replaced, since this was last asked. Cheap."""
        connection = self.reading()
        if connection is None:
            return False
        version = _pragma(connection, "data_version")
        changed = version != self._data_version or self._news
        self._data_version, self._news = version, False
        return changed

    def close(self) -> None:
        """Empty the log into the file and let go of it. A later call opens it again."""
        if self._connection is None:
            return
        with contextlib.suppress(sqlite3.Error):  # all is on disk already; the log is emptied at the next start
            _empty_log(self._connection)
        self._let_go(self._connection)

    @contextlib.contextmanager
    def told_as(self, failure: Failure) -> Iterator[None]:
        """Tell the disk's and SQLite's errors in sentences; an error in our own SQL stays what it is: a bug."""
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            if isinstance(error, sqlite3.Error) and not hasattr(error, "sqlite_errorcode"):
                raise
            if isinstance(error, sqlite3.Error) and failures.is_damage(error) and self._connection is not None:
                self._suspect = True  # the next opening looks all of it over, and restores it
                self._let_go(self._connection)
            self._let_go_if_dead(error)
            raise failure(error, self.path) from error

    def _let_go_if_dead(self, error: Exception) -> None:
        """After `error`, keep no handle that a disk taken out and put back leaves dead.

        But keep one that may be the last hold on a file without a name.
        """
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)
        failed = code & failures.PRIMARY_CODE == sqlite3.SQLITE_IOERR
        if self._connection and failed and (code == IOERR_READ or self._identity == self._places()):
            self._let_go(self._connection)

    def _open(self) -> sqlite3.Connection:
        if self._connection is not None and self._safe.is_locked:
            self._let_go(self._connection)
        if self._connection is not None and self._identity != self._places():
            self._follow(self._connection)
        if self._connection is not None and not self.newer and self._is_later(self._connection):
            self._let_go(self._connection)  # a later version has renewed it meanwhile: it is read alone from now on
        if self._connection is None:
            self._connection = self._connect_in_time()
            self._identity = self._places()
            self._data_version = _pragma(self._connection, "data_version")
        return self._connection

    def _connect_in_time(self) -> sqlite3.Connection:
        """Connect. SQLite itself does not wait for a process that is about to create the file, or to remove its log."""
        end = time.monotonic() + self._busy_seconds
        while True:
            try:
                return self._connect()
            except sqlite3.OperationalError as error:
                if not failures.is_held(error) or time.monotonic() > end:
                    raise
                time.sleep(0.01)

    def _connect(self) -> sqlite3.Connection:
        """Open the file; one that is damaged, or gone while its journal is not, is restored first."""
        if is_missing(self.path):
            self._refuse_where_nothing_may_be_written()
            restore(self._safe, self._migrations)
        if identity_of(self.path) is None:
            create_private(self.path)
            self._news = False
        self._read_only = not self._may_write() or self._is_newer()
        if self._read_only:
            return self._connect_for_reading(reading_mode_of(self.path))
        make_private(self.path)
        try:
            connection = self._connect_for_writing()
        except sqlite3.DatabaseError as error:
            if failures.is_full(error, self.path) and not size_of(log_of(self.path)):
                self._read_only = True  # without a log the file alone is the whole of it
                return self._connect_for_reading("immutable=1")
            if not failures.is_damage(error):
                raise
            restore(self._safe, self._migrations)
            connection = self._connect_for_writing()
        with contextlib.suppress(OSError, sqlite3.OperationalError):  # on a full disk the file says what it can
            fill_up(connection, self._safe)
        return connection

    def _is_newer(self) -> bool:
        """Whether a later version wrote the file; asked in a way that leaves no log beside it."""
        with contextlib.suppress(sqlite3.DatabaseError):  # damaged, or held: what comes next sees it as well
            self._connect_for_reading(reading_mode_of(self.path)).close()
        return self.newer

    def _is_later(self, connection: sqlite3.Connection) -> bool:
        return schema(connection) > len(self._migrations)

    def _refuse_newer(self, connection: sqlite3.Connection) -> None:
        if self._is_later(connection):
            raise failures.LaterVersionError(errno.EACCES, "written by a later version", str(self.path))

    def _may_write(self) -> bool:
        return os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK)

    def _refuse_where_nothing_may_be_written(self) -> None:
        if not os.access(self.path.parent, os.W_OK):
            raise failures.damaged(self.path, "missing or empty, but its log or its journal is not")

    def _connect_for_writing(self) -> sqlite3.Connection:
        self._connect_for_reading("mode=ro").close()  # a refused file is left as it is, its log, too
        connection = self._safe.connect(self.path, timeout=self._busy_seconds)
        try:
            for setting in (
                "journal_mode = WAL",
                "synchronous = FULL",
                "fullfsync = ON",  # macOS: else a sync ends in the drive's own cache
                "secure_delete = ON",
                PRIVATE,
                "foreign_keys = ON",
            ):
                connection.execute(f"PRAGMA {setting}")
            migrate(connection, self._safe, self._migrations)
            refuse_faulty(connection)
            if self._suspect:
                refuse_damaged(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect_for_reading(self, mode: str) -> sqlite3.Connection:
        connection = self._safe.connect(self.path, mode, timeout=self._busy_seconds)
        try:
            connection.execute(f"PRAGMA {PRIVATE}")
            self.newer = is_newer(connection, self.path, self._migrations)
        except BaseException:
            connection.close()
            raise
        return connection

    def _places(self) -> tuple[Identity, Identity]:
        return identity_of(self.path), identity_of(log_of(self.path))

    def _follow(self, connection: sqlite3.Connection) -> None:
        """Save what the open file holds after it, or its log, was removed or replaced under our hands.

        Writing on would succeed, into a file without a name that vanishes with the process. So the open file is
        copied: to its old place if that is empty, else beside what lies there now.
        """
        (here, log), (ours, our_log) = self._places(), self._identity
        if not self.path.parent.is_dir():
            raise failures.folder_gone(self.path)
        if here != ours:
            if here is None:
                copy_to(connection, self._safe, self.path)
            else:
                copy_beside(connection, self._safe, "replaced")
                self.replaced = self._news = True
            if log == our_log:  # SQLite would replay it over the file that lies there now
                log_of(self.path).unlink(missing_ok=True)
                shared_memory_of(self.path).unlink(missing_ok=True)
        elif self._read_only:
            self._news = True  # a log came or went: someone writes
        else:
            _empty_log(connection)
        self._let_go(connection)

    def _let_go(self, connection: sqlite3.Connection) -> None:
        connection.close()
        self._connection, self._read_only, self._sound, self.newer = None, False, False, False


def _empty_log(connection: sqlite3.Connection) -> None:
    """Carry all that the log holds over into the file.

    Raises:
        sqlite3.Error: it could not be done, or not whole since another process is reading.
    """
    if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        raise failures.busy()


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def storable(text: str) -> str:
    """`text` as any file can hold it: surrogate pairs joined, lone ones replaced by U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

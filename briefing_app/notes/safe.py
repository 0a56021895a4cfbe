"""A file of notes with the key to it: opens that file and every copy of it, and seals what is written beside it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

from briefing_app.notes.engine import sqlite3
from briefing_app.notes.keys import SEALED, NotesLockedError, derived, is_encrypted, seal, unseal
from briefing_app.notes.places import uri_of

PLAIN = b"SQLite format 3\0"  # how every file begins that is not encrypted


class Safe:
    """The file at `path`, plain or encrypted; closed, where it is encrypted, until it is given the key."""

    def __init__(self, path: Path, ask: Callable[[Safe], None] | None = None) -> None:
        """Touch nothing yet.

        Args:
            ask: called where the key is needed and not there; may open the safe.
        """
        self.path = path.expanduser().absolute()
        self._ask = ask
        self._key: bytes | None = None
        self._database_key = self._line_key = b""

    @property
    def is_encrypted(self) -> bool:
        """Whether there is a key to the notes."""
        return self._key is not None or is_encrypted(self.path)

    @property
    def is_locked(self) -> bool:
        """Whether there is a key, and we have it not."""
        return self._key is None and is_encrypted(self.path)

    def open(self, key: bytes) -> None:
        """Have the key from now on."""
        self._key = key
        self._database_key, self._line_key = derived(key, "database"), derived(key, "journal")

    def close(self) -> None:
        """Forget the key."""
        self._key, self._database_key, self._line_key = None, b"", b""

    def key(self) -> bytes | None:
        """The key, None where the notes are plain.

        Raises:
            NotesLockedError: there is one, and nobody gives it to us.
        """
        if self.is_locked and self._ask is not None:
            self._ask(self)
        if self.is_locked:
            raise NotesLockedError
        return self._key

    def connect(self, place: Path, mode: str = "", *, timeout: float = 5.0) -> sqlite3.Connection:
        """Open a database with our key; a plain one, which conversion has still to reach, without.

        Args:
            mode: as in SQLite's URIs, say "mode=ro".

        Raises:
            NotesLockedError: see `key`.
            sqlite3.Error: it cannot be opened. That it is another's, or damaged, shows at the first reading.
        """
        key = self.key()
        target = uri_of(place.absolute(), mode) if mode else str(place)
        connection = sqlite3.connect(target, uri=bool(mode), timeout=timeout, isolation_level=None)
        if key is not None and not is_plain(place):
            connection.execute("PRAGMA cipher_log_level = NONE")  # it would tell stderr of what we tell the reader
            connection.execute(f"PRAGMA key = {self.database_key()}")
        return connection

    def database_key(self) -> str:
        """The key as SQLCipher takes it for a file: raw, so that it is not stretched a second time; '' for none.

        https://www.zetetic.net/sqlcipher/sqlcipher-api/#key
        """
        return f"\"x'{self._database_key.hex()}'\"" if self._database_key else "''"

    def sealed(self, data: bytes) -> bytes:
        """A line of the journal as it is written."""
        if not self._line_key:
            return data
        return SEALED + base64.b64encode(seal(self._line_key, data)) + b'"}'

    def unsealed(self, data: bytes) -> bytes | None:
        """A line as it was; None where it cannot be read. A plain one is what it is."""
        if not data.startswith(SEALED):
            return data
        try:
            box = base64.b64decode(data.rstrip()[len(SEALED) : -2], validate=True)
        except ValueError:
            return None
        return unseal(self._line_key, box) if self._line_key else None


def safe_of(place: Path | Safe) -> Safe:
    """A path is a safe to which nobody has the key."""
    return place if isinstance(place, Safe) else Safe(place)


def is_plain(place: Path) -> bool:
    """Whether a file is a database that anybody can read."""
    try:
        with place.open("rb") as file:
            return file.read(len(PLAIN)) == PLAIN
    except OSError:
        return False

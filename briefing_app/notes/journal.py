"""A line for every edit, appended to a file beside the notes: a second place where they are, readable without the app.

SQLite says nothing where its log is missing or cut, and does not see a letter that changed in a text; this does.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from typing import IO, Any, NamedTuple

from briefing_app.files import write_whole
from briefing_app.notes.places import create_private, journal_file_of, size_of
from briefing_app.notes.safe import Safe

LARGEST = 8_000_000  # bytes, above which all but the newest line of each item is let go of
TAIL = 65_536  # bytes at the end in which the highest revision is looked for
CHECKSUM = "sha256"


class Line(NamedTuple):
    """An edit: of which item ("note:CARD"), the revision of the file that it made, when, and what the item says now."""

    item: str
    revision: int
    time: str
    text: str
    facts: dict[str, Any] = {}  # noqa: RUF012 - never changed


class Journal:
    """The file; each line of it is a JSON object with a checksum of its own."""

    def __init__(self, safe: Safe) -> None:
        """Touch nothing yet; the journal is that of the notes in `safe`."""
        self.path = journal_file_of(safe.path)
        self._safe = safe
        self._missed: list[Line] = []

    def append(self, lines: Iterable[Line]) -> None:
        """Put lines at the end; on disk when this returns. What the disk refuses comes with the next lines.

        One writing for all of them, so that those of two processes never mix.
        """
        self._missed += lines
        if not self._missed:
            return
        with contextlib.suppress(OSError):
            create_private(self.path)
            with self.path.open("ab+", buffering=0) as file:
                start = b"\n" if _is_cut(file) else b""  # what was cut stands alone
                file.write(start + b"".join(map(self._written, self._missed)))
                os.fsync(file.fileno())
            self._missed = []

    def is_long(self) -> bool:
        """Whether it is time for `keep`."""
        return size_of(self.path) > LARGEST

    def lines(self) -> Iterator[Line]:
        """Every line that is sound, the oldest first."""
        try:
            with self.path.open("rb") as file:
                for data in file:
                    line = self._read(data)
                    if line is not None:
                        yield line
        except OSError:
            return

    def unreadable(self) -> int:
        """How many lines are not sound."""
        try:
            with self.path.open("rb") as file:
                return sum(self._read(data) is None for data in file)
        except OSError:
            return 0

    def newest(self) -> dict[str, Line]:
        """The newest sound line of each item; of two of one revision the later one."""
        found: dict[str, Line] = {}
        for line in self.lines():
            if line.item not in found or line.revision >= found[line.item].revision:
                found[line.item] = line
        return found

    def last_revision(self) -> int:
        """The highest revision near the end, 0 where there is none; cheap however long the file is."""
        try:
            with self.path.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - TAIL))
                found = [line.revision for line in map(self._read, file) if line is not None]
        except OSError:
            return 0
        if not found and size > TAIL:  # one line that is longer than that
            found = [line.revision for line in self.lines()]
        return max(found, default=0)

    def keep(self, lines: Iterable[Line]) -> None:
        """Write the file anew with these lines alone.

        Raises:
            OSError: the file is as it was.
        """
        part = self.path.with_name(f".{self.path.name}.part")
        part.unlink(missing_ok=True)
        create_private(part)
        with part.open("r+b") as file:
            file.write(b"".join(map(self._written, sorted(lines, key=lambda line: line.revision))))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path)

    def convert(self, *, to_plain: bool) -> None:
        """Write every line anew, plain or sealed; one that cannot be read is kept as it is.

        Raises:
            OSError: the file is as it was.
        """
        with contextlib.suppress(FileNotFoundError):
            lines = (self._safe.unsealed(line) or line for line in self.path.read_bytes().splitlines())
            written = lines if to_plain else map(self._safe.sealed, lines)
            write_whole(self.path, b"".join(line + b"\n" for line in written))

    def _written(self, line: Line) -> bytes:
        return self._safe.sealed(_as_json(line)) + b"\n"

    def _read(self, data: bytes) -> Line | None:
        plain = self._safe.unsealed(data)
        return _from_json(plain) if plain is not None else None


def note_checksum(card_id: str, text: str | bytes) -> str:
    """What tells a note from one in which a letter, or whose card's id, was changed by the disk."""
    said = text if isinstance(text, bytes) else text.encode()
    return hashlib.sha256(card_id.encode() + b"\n" + said).hexdigest()


def _as_json(line: Line) -> bytes:
    fields = {"item": line.item, "revision": line.revision, "time": line.time, "text": line.text, **line.facts}
    return json.dumps(fields | {CHECKSUM: _checksum(fields)}, ensure_ascii=False).encode()


def _from_json(data: bytes) -> Line | None:
    try:
        fields = json.loads(data)
        if fields.pop(CHECKSUM) != _checksum(fields):
            return None
        return Line(fields.pop("item"), fields.pop("revision"), fields.pop("time"), fields.pop("text"), fields)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _checksum(fields: dict[str, Any]) -> str:
    """SHA-256 of the object without its checksum: UTF-8, the keys in order, no blanks."""
    canonical = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _is_cut(file: IO[bytes]) -> bool:
    """Whether the file ends within a line."""
    if not file.seek(0, os.SEEK_END):
        return False
    file.seek(-1, os.SEEK_END)
    return file.read(1) != b"\n"

"""Folders of card files: what lies in them, what of it is new, and what a file holds."""

from __future__ import annotations

import hashlib
import logging
import os
import stat
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple

from briefing_app.library.index import Content, Found, Known, Stamp, day_number

if TYPE_CHECKING:
    from briefing_app.cards.card_file import CardFile

SUFFIX = ".md"
NOT_CARDS = frozenset({"readme.md", "contributing.md", "changelog.md", "license.md"})
# A file written so shortly before it was read may be written again within the same tick of the disk's clock.
UNSETTLED_NS = 2_000_000_000


class Root(NamedTuple):
    """A folder of the library.

    `own`: one of the app's own folders, always there; of another one, say on a stick, the index keeps the files' bytes.
    `shelf` is what the shelves below it begin with: its name, or nothing for the app's own.
    """

    path: Path
    own: bool = True
    shelf: PurePath = PurePath()

    def shelf_of(self, folder: Path) -> PurePath:
        """The shelf that a folder of this root is."""
        return self.shelf / folder.relative_to(self.path)


class Listing(NamedTuple):
    """The card files in one folder, by name."""

    folder: Path
    files: dict[bytes, Stamp]


class Unread(NamedTuple):
    """A file to read: new, or changed by its stamp. `known` is what the index has of it."""

    root: Root
    folder: Path
    folder_id: int
    name: bytes
    known: Known | None

    @property
    def path(self) -> Path:
        """Where it lies."""
        return Path(self.folder, os.fsdecode(self.name))


def roots(paths: Sequence[Path], own: Collection[Path]) -> list[Root]:
    """The folders of a library; `own` are the app's. Two of one name bear that of the folder above, too."""
    names = Counter(path.name for path in paths if path not in own)

    def shelf(path: Path) -> PurePath:
        return PurePath(path.name if names[path.name] < 2 else f"{path.name} ({path.parent.name})")

    return [Root(path) if path in own else Root(path, own=False, shelf=shelf(path)) for path in paths]


def walk(folder: Path, skip: Sequence[Path] = (), closed: dict[Path, OSError] | None = None) -> Iterator[Listing]:
    """The card files below a folder; hidden folders, links to folders and those of `skip` are not entered.

    Args:
        closed: takes the folders below that cannot be read, and why; without it they are left out in silence.

    Raises:
        OSError: `folder` itself cannot be read.
    """
    pending = [folder]
    while pending:
        place = pending.pop()
        try:
            files, below = _list(place)
        except OSError as error:
            if place == folder:
                raise
            if closed is not None and not isinstance(error, FileNotFoundError):  # gone meanwhile: the next look sees it
                closed[place] = error  # one closed shelf does not hide the others
            continue
        yield Listing(place, files)
        pending += [path for path in below if path not in skip]


def card_files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files among `paths`, and the card files in the folders among them."""
    for path in paths:
        if path.is_dir():
            with suppress(OSError):
                yield from sorted(
                    Path(listing.folder, os.fsdecode(name)) for listing in walk(path) for name in listing.files
                )
        else:
            yield path


def read_file(unread: Unread) -> Found | None:
    """What a file holds now; None where it has gone meanwhile."""
    try:
        data, stamp = _read(unread.path)
    except FileNotFoundError:
        return None
    except OSError:
        return _unreadable(unread)
    return _found(unread, data, stamp)


def read_content(path: Path, root: Root, data: bytes) -> Content:
    """What the index keeps of a card's file, broken or not."""
    from briefing_app.cards.card_file import parse_card

    return _content(parse_card(data, path), root, data)


def content_digest(data: bytes) -> str:
    """What tells one content of a file from another."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _list(folder: Path) -> tuple[dict[bytes, Stamp], list[Path]]:
    files: dict[bytes, Stamp] = {}
    below: list[Path] = []
    with os.scandir(os.fsencode(folder)) as items:
        for item in items:
            name = item.name
            if name.startswith(b"."):
                continue
            if item.is_dir(follow_symlinks=False):
                below.append(Path(os.fsdecode(item.path)))
            elif name[-3:].lower() == b".md" and os.fsdecode(name).lower() not in NOT_CARDS:
                with suppress(OSError):  # gone since the folder was read, or a link that leads nowhere
                    found = item.stat()
                    if stat.S_ISREG(found.st_mode):
                        files[name] = Stamp(found.st_size, found.st_mtime_ns)
    return files, sorted(below)


def _read(path: Path) -> tuple[bytes, Stamp]:
    """The bytes of a file and the stamp that holds for them: none at all for a file that may change unnoticed."""
    from briefing_app.cards.card_file import MAX_FILE_BYTES

    with path.open("rb") as file:
        before = os.fstat(file.fileno())
        data = file.read(MAX_FILE_BYTES + 1)
        after = os.fstat(file.fileno())
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    settled = same and time.time_ns() - after.st_mtime_ns > UNSETTLED_NS
    return data, Stamp(after.st_size, after.st_mtime_ns if settled else 0)


def _found(unread: Unread, data: bytes, stamp: Stamp) -> Found:
    digest = content_digest(data)
    if unread.known is not None and unread.known.digest == digest:
        return Found(unread.folder_id, unread.name, stamp, digest, None)
    return Found(unread.folder_id, unread.name, stamp, digest, read_content(unread.path, unread.root, data))


def _unreadable(unread: Unread) -> Found:
    """A file that the system does not let us read: tried again at every scan, told once."""
    from briefing_app.cards.card_file import read_card

    stamp, digest = Stamp(-1, 0), "unreadable"
    if unread.known is not None and unread.known.digest == digest:
        return Found(unread.folder_id, unread.name, stamp, digest, None)
    return Found(unread.folder_id, unread.name, stamp, digest, _content(read_card(unread.path), unread.root, b""))


def _content(file: CardFile, root: Root, data: bytes) -> Content:
    try:
        return _content_of(file, root, data)
    except Exception:  # the guard of the scan: one card that trips us never hides the rest
        logging.getLogger(__name__).exception("a card could not be indexed: %s", file.id)
        return _content_of(file._replace(card=None), root, data)


def _content_of(file: CardFile, root: Root, data: bytes) -> Content:
    from briefing_app.library.folding import fold
    from briefing_app.library.record import broken_fields, facets, read_fields

    told = tuple(problem._replace(message=_storable(problem.message)) for problem in file.problems)
    file = file._replace(id=_storable(file.id), title=_storable(file.title), problems=told)
    card, raw = file.card, None if root.own else _compressed(data)
    sorting = fold(file.title)
    day = day_number(_begin(file.date))
    shelf = PurePath(_storable(str(root.shelf_of(file.path.parent))))
    if card is None:
        fields = broken_fields(file.id, file.title, shelf)
        head = (file.id, 1, file.title, file.date, None, "en", None, (), (), (), None, True, None, day, sorting)
        return Content(*head, fields, (), raw, file.problems)
    return Content(
        card_id=card.id,
        version=card.version,
        title=card.title,
        date=card.date,
        place=card.place,
        language=card.language,
        marking=card.marking,
        topics=card.topics,
        countries=card.countries,
        actors=tuple(actor.name for actor in card.actors),
        bottom_line=card.bottom_line,
        broken=False,
        as_at=card.as_at,
        day=day,
        sorting=sorting,
        fields=read_fields(card, shelf),
        facets=tuple(facets(card, shelf)),
        raw=raw,
        problems=file.problems,
    )


def _storable(text: str) -> str:
    """`text` as a database can hold it: what a file's name has beyond Unicode becomes U+FFFD."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _compressed(data: bytes) -> bytes:
    import zlib

    return zlib.compress(data, 1)


def _begin(date: str | None) -> tuple[int, int, int]:
    """The first day of a date, for sorting; zeros where there is none that can be read."""
    from briefing_app.edtf import EdtfError, begin_of

    try:
        begin = begin_of(date) if date else (0, 0, 0)
    except EdtfError:
        return 0, 0, 0
    return begin if 0 <= begin[0] <= 9999 else (0, 0, 0)

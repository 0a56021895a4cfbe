"""The one door to cards: folders of files, read in place; what they hold; what is imported into them."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from briefing_app.errors import BriefingError, MachineError, NotFoundError
from briefing_app.files import write_whole
from briefing_app.i18n import _
from briefing_app.library.folding import find_folded, fold
from briefing_app.library.index import Entry, Index, Row, Stamp
from briefing_app.paths import make_private_folder

if TYPE_CHECKING:
    from briefing_app.cards.card_file import CardFile
    from briefing_app.cards.problems import Problem

SUFFIX = ".md"
SNIPPET_CHARACTERS = 160
NOT_CARDS = frozenset({"readme.md", "contributing.md", "changelog.md", "license.md"})


class Hit(NamedTuple):
    """A card that a search found; `snippet` is the passage around the first word found."""

    id: str
    title: str
    date: str | None
    snippet: str


class Refusal(NamedTuple):
    """A file that was not imported, and why."""

    path: Path
    problems: tuple[Problem, ...]


class ImportResult(NamedTuple):
    """What an import did: ids, and the files that it refused."""

    new: tuple[str, ...]
    replaced: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: tuple[Refusal, ...]


class Library:
    """Cards from several folders. Later folders go before earlier ones where id and version are equal.

    Only `imports`, the folder of imported cards, is ever written.
    """

    def __init__(self, folders: Sequence[Path], imports: Path, index: Index) -> None:
        self._folders = tuple(folders)
        self._imports = imports
        self._index = index
        self._folder_problems: dict[Path, BriefingError] = {}

    def entries(self) -> list[Entry]:
        """What the index knows, newest first. Cheap; `refresh` brings it up to date."""
        return self._index.entries()

    def entry(self, card_id: str) -> Entry:
        """The entry of a card.

        Raises:
            NotFoundError: no card has this id.
        """
        entry = self._index.entry(card_id)
        if entry is None:
            raise NotFoundError(_("There is no card “{id}”.").format(id=card_id))
        return entry

    def get(self, card_id: str) -> CardFile:
        """Read a card from its file, as it is now.

        Raises:
            NotFoundError: no card has this id.
        """
        from briefing_app.cards.card_file import read_card

        return read_card(self.entry(card_id).path)

    def refresh(self) -> bool:
        """Bring the index up to date with the folders; whether anything changed."""
        self._folder_problems.clear()
        changed = False
        for folder in self._folders:
            known = self._index.stamps(folder)
            found = dict(self._scan(folder))
            gone = [] if folder in self._folder_problems else [path for path in known if path not in found]
            rows = [_row(folder, path, stamp) for path, stamp in found.items() if known.get(path) != stamp]
            if rows or gone:
                self._index.update(rows, gone)
                changed = True
        return changed

    def folder_problems(self) -> list[BriefingError]:
        """What kept folders from being read at the last refresh."""
        return list(self._folder_problems.values())

    def search(self, words: str) -> list[Hit]:
        """The cards that hold all of `words`, in any case, with or without accents; best first."""
        folded = [fold(word) for word in words.split()]
        folded = [word for word in folded if word]
        if not folded:
            return []
        found = self._index.search(folded)
        return [Hit(entry.id, entry.title, entry.date, _snippet(entry, text, folded)) for entry, text in found]

    def import_files(self, paths: Sequence[Path]) -> ImportResult:
        """Copy card files, and those in folders, into the library; each whole or not at all.

        Raises:
            MachineError: the library's folder cannot be written.
        """
        self.refresh()
        done: dict[str, list[str]] = {"new": [], "replaced": [], "unchanged": []}
        refused: list[Refusal] = []
        for path in _card_files(paths):
            outcome = self._import_file(path)
            if isinstance(outcome, Refusal):
                refused.append(outcome)
            else:
                done[outcome[0]].append(outcome[1])
        self.refresh()
        return ImportResult(tuple(done["new"]), tuple(done["replaced"]), tuple(done["unchanged"]), tuple(refused))

    def _import_file(self, path: Path) -> tuple[str, str] | Refusal:
        from briefing_app.cards.card_file import MAX_FILE_BYTES, parse_card, read_card
        from briefing_app.cards.problems import Problem

        try:
            with path.open("rb") as file:
                data = file.read(MAX_FILE_BYTES + 1)
        except OSError:
            return Refusal(path, read_card(path).problems)
        card_file = parse_card(data, path)
        card = card_file.card
        if card is None:
            return Refusal(path, tuple(problem for problem in card_file.problems if problem.level == "error"))
        standing = self._index.entry(card.id)
        if standing is not None and not standing.broken:
            if card.version < standing.version:
                message = _("This is version {old}; the library holds version {new}, which is newer.")
                message = message.format(old=card.version, new=standing.version)
                return Refusal(path, (Problem(path, 1, "error", "older-version", message),))
            if _holds(standing.path, data):
                return "unchanged", standing.id
        self._store(card.id, data)
        return ("new" if standing is None else "replaced"), card.id

    def _store(self, card_id: str, data: bytes) -> None:
        """Write an imported card, in place of an earlier import of the same id whatever its case."""
        try:
            make_private_folder(self._imports)
            named = (path for path in self._imports.iterdir() if path.name.lower() == (card_id + SUFFIX).lower())
            target = next(named, self._imports / (card_id + SUFFIX))
            write_whole(target, data)
            stat = target.stat()
            self._index.update([_row(self._imports, target, Stamp(stat.st_size, stat.st_mtime_ns))], ())
        except OSError as error:
            sentence = _("The card “{id}” could not be put into the library: {reason}.")
            sentence = sentence.format(id=card_id, reason=error.strerror)
            raise MachineError(
                sentence, _("Free some space or check the folder's permissions."), str(self._imports)
            ) from error

    def _scan(self, folder: Path) -> Iterator[tuple[Path, Stamp]]:
        try:
            yield from _walk(folder)
        except FileNotFoundError:
            if folder != self._imports:  # made at the first import
                sentence = _("The folder “{folder}” is not there.").format(folder=folder)
                hint = _("Its cards are shown as they were read last. Connect the drive or choose another folder.")
                self._folder_problems[folder] = NotFoundError(sentence, hint)
        except OSError as error:
            sentence = _("The folder “{folder}” cannot be read: {reason}.").format(folder=folder, reason=error.strerror)
            self._folder_problems[folder] = MachineError(
                sentence, _("Ask for permission to read it, or choose another.")
            )


def read_files(paths: Sequence[Path]) -> list[CardFile]:
    """Read card files, and those in folders, without taking them in; each with its problems."""
    from briefing_app.cards.card_file import read_card

    return [read_card(path) for path in _card_files(paths)]


def _walk(folder: Path) -> Iterator[tuple[Path, Stamp]]:
    """The card files below a folder with their stamps; hidden folders and links to folders are not entered."""
    with os.scandir(folder) as items:
        for item in items:
            if item.name.startswith("."):
                continue
            if item.is_dir(follow_symlinks=False):
                with suppress(PermissionError):  # one closed shelf does not hide the others
                    yield from _walk(Path(item.path))
            elif item.name.lower().endswith(SUFFIX) and item.name.lower() not in NOT_CARDS:
                with suppress(FileNotFoundError):  # gone since the folder was read, or a link that leads nowhere
                    stat = item.stat()
                    if item.is_file():
                        yield Path(item.path), Stamp(stat.st_size, stat.st_mtime_ns)


def _card_files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            with suppress(OSError):
                yield from sorted(found for found, _stamp in _walk(path))
        else:
            yield path


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def _row(folder: Path, path: Path, stamp: Stamp) -> Row:
    from briefing_app.cards.card_file import read_card

    file = read_card(path)
    try:
        return index_row(folder, stamp, file)
    except Exception:  # the guard of the scan: one card that trips us never hides the rest
        logging.getLogger(__name__).exception("a card could not be indexed: %s", file.id)
        return index_row(folder, stamp, file._replace(card=None))


def index_row(folder: Path, stamp: Stamp, file: CardFile) -> Row:
    """What the index keeps of a card's file, broken or not."""
    from briefing_app.prose.plain import card_fields

    card = file.card
    if card is None:
        entry = Entry(file.id, 1, file.title, file.date, None, "en", None, (), (), (), None, file.path, broken=True)
        return Row(entry, folder, stamp, _begin(file.date), "", "", "", "")
    names = tuple(actor.name for actor in card.actors)
    entry = Entry(
        id=card.id,
        version=card.version,
        title=card.title,
        date=card.date,
        place=card.place,
        language=card.language,
        marking=card.marking,
        topics=card.topics,
        countries=card.countries,
        actors=names,
        bottom_line=card.bottom_line,
        path=file.path,
        broken=False,
    )
    spellings = (name for actor in card.actors for name in (actor.name, actor.native_name, *actor.aliases) if name)
    text = "\n".join(field.text for field in card_fields(card))
    return Row(
        entry=entry,
        folder=folder,
        stamp=stamp,
        begin=_begin(card.date),
        folded_title=fold(card.title),
        folded_actors=fold("\n".join(spellings)),
        folded_text=fold(text),
        text=text,
    )


def _begin(date: str | None) -> str:
    """A key that sorts dates as text; "" for none."""
    from briefing_app.edtf import EdtfError, begin_of

    try:
        year, month, day = begin_of(date) if date else (0, 0, 0)
    except EdtfError:
        return ""
    return f"{year:05d}-{month:02d}-{day:02d}" if date else ""


def _snippet(entry: Entry, text: str, folded_words: Sequence[str]) -> str:
    """The passage around the first word found below the title; where the title alone has them, the bottom line."""
    _title, *lines = text.split("\n")
    for word in folded_words:
        for line in lines:
            found = find_folded(line, word)
            if found is not None:
                return _cut(line, *found)
    return _cut(" ".join((entry.bottom_line or text).split()), 0, 0)


def _cut(line: str, start: int, end: int) -> str:
    """`line` around a match, cut at words, with an ellipsis where something was left out."""
    room = max(0, SNIPPET_CHARACTERS - (end - start)) // 2
    first, last = max(0, start - room), min(len(line), end + room)
    if first > 0:
        first = line.find(" ", first, start) + 1 or first
    if last < len(line):
        last = line.rfind(" ", end, last) if line.rfind(" ", end, last) > 0 else last
    return ("…" if first > 0 else "") + line[first:last].strip() + ("…" if last < len(line) else "")

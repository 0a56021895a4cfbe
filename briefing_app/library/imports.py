"""Cards that the reader took in: copied into a folder of the app's own, put back as it was, or into the trash."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from briefing_app.errors import BriefingError, MachineError
from briefing_app.files import write_whole
from briefing_app.i18n import _
from briefing_app.library.folders import SUFFIX, card_files
from briefing_app.paths import make_private_folder

if TYPE_CHECKING:
    from briefing_app.cards.card import Card
    from briefing_app.cards.problems import Problem
    from briefing_app.library.library import Library


class Refusal(NamedTuple):
    """A file that was not imported, and why."""

    path: Path
    problems: tuple[Problem, ...]


class Change(NamedTuple):
    """One file of the folder that was written or removed. To undo it is to bring `kept` back; None: to remove it."""

    target: Path
    kept: Path | None


class ImportResult(NamedTuple):
    """What an import did: ids, the files that it refused, and what `undo` needs."""

    new: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    changes: tuple[Change, ...] = ()


class Imports:
    """The folder of imported cards; the only one that the app writes cards into."""

    def __init__(self, folder: Path, trash: Path, library: Library) -> None:
        """`trash` takes what is replaced or removed."""
        self._folder, self._trash, self._library = folder, trash, library
        self._names: dict[str, Path] = {}

    def take_in(self, paths: Sequence[Path]) -> ImportResult:
        """Copy card files, and those in folders, into the library; each whole or not at all.

        What the library holds already is taken from the index as it stands, but for the folder of imported cards.

        Raises:
            MachineError: the library's folder cannot be written.
        """
        self._refresh()
        done: dict[str, list[str]] = {"new": [], "replaced": [], "unchanged": []}
        refused: list[Refusal] = []
        changes: list[Change] = []
        versions: dict[str, int] = {}
        self._names = {path.name.lower(): path for path in self._folder.glob("*")}
        try:
            for path in card_files(paths):
                outcome = self._take_in_one(path, changes, versions)
                if isinstance(outcome, Refusal):
                    refused.append(outcome)
                else:
                    done[outcome[0]].append(outcome[1])
        finally:
            self._refresh()
        lists = {name: tuple(ids) for name, ids in done.items()}
        return ImportResult(**lists, refused=tuple(refused), changes=tuple(changes))

    def remove(self, card_id: str) -> Change:
        """Put an imported card's file into the trash.

        Raises:
            NotFoundError: no card has this id.
            BriefingError: the card was not imported: its file is not the app's to remove.
            MachineError: the file cannot be moved.
        """
        entry = self._library.entry(card_id)
        if entry.path.parent != self._folder:
            sentence = _("The card “{id}” was not imported; it is read where it lies.").format(id=entry.id)
            raise BriefingError(
                sentence, _("Remove its file from its folder, or the folder from the library."), str(entry.path)
            )
        try:
            change = Change(entry.path, self._put_away(entry.path))
        except OSError as error:
            raise self._failure(entry.id, error) from error
        self._refresh()
        return change

    def undo(self, changes: Sequence[Change]) -> None:
        """Bring the folder back to what it was before these changes; what they had written goes into the trash.

        Raises:
            MachineError: a file cannot be moved.
        """
        try:
            for change in reversed(changes):
                if change.target.exists():
                    self._put_away(change.target)
                if change.kept is not None:
                    os.replace(change.kept, change.target)
        except OSError as error:
            raise self._failure(change.target.stem, error) from error
        finally:
            self._refresh()

    def _take_in_one(self, path: Path, changes: list[Change], versions: dict[str, int]) -> tuple[str, str] | Refusal:
        from briefing_app.cards.card_file import MAX_FILE_BYTES, parse_card, read_card

        try:
            with path.open("rb") as file:
                data = file.read(MAX_FILE_BYTES + 1)
        except OSError:
            return Refusal(path, read_card(path).problems)
        read = parse_card(data, path)
        if read.card is None:
            return Refusal(path, tuple(problem for problem in read.problems if problem.level == "error"))
        return self._store(path, read.card, data, changes, versions)

    def _store(
        self, path: Path, card: Card, data: bytes, changes: list[Change], versions: dict[str, int]
    ) -> tuple[str, str] | Refusal:
        standing = self._library.index.entry(card.id)
        known = versions.get(card.id.lower(), standing.version if standing and not standing.broken else 0)
        if card.version < known:
            return _older(path, card.version, known)
        if standing is not None and not standing.broken and _holds(standing.path, data):
            return "unchanged", standing.id
        target = self._target(card.id)
        if _holds(target, data):  # the same file twice in one import
            return "unchanged", card.id
        try:
            make_private_folder(self._folder)
            kept = self._put_away(target, copy=True) if target.exists() else None
            write_whole(target, data)
        except OSError as error:
            raise self._failure(card.id, error) from error
        changes.append(Change(target, kept))
        versions[card.id.lower()] = card.version
        return ("new" if not known and standing is None else "replaced"), card.id

    def _refresh(self) -> None:
        self._library.refresh(only=[self._folder])

    def _target(self, card_id: str) -> Path:
        """Where a card goes: in place of an earlier import of the same id, whatever its case."""
        name = card_id + SUFFIX
        return self._names.setdefault(name.lower(), self._folder / name)

    def _put_away(self, path: Path, *, copy: bool = False) -> Path:
        """Move a file into the trash, or a copy of it; its place there."""
        make_private_folder(self._trash)
        place = next(place for place in _places(self._trash, path.name) if not place.exists())
        if copy:
            write_whole(place, path.read_bytes())
        else:
            os.replace(path, place)
        return place

    def _failure(self, card_id: str, error: OSError) -> MachineError:
        sentence = _("The card “{id}” could not be put into the library: {reason}.")
        sentence = sentence.format(id=card_id, reason=error.strerror)
        return MachineError(sentence, _("Free some space or check the folder's permissions."), str(self._folder))


def _places(trash: Path, name: str) -> Iterator[Path]:
    """Names in the trash that tell when something came there."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    yield trash / f"{stamp} {name}"
    number = 2
    while True:
        yield trash / f"{stamp} {number} {name}"
        number += 1


def _older(path: Path, version: int, known: int) -> Refusal:
    from briefing_app.cards.problems import Problem

    message = _("This is version {old}; the library holds version {new}, which is newer.")
    return Refusal(path, (Problem(path, 1, "error", "older-version", message.format(old=version, new=known)),))


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False

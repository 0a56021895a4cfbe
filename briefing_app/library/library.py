"""The one door to cards: folders of files, read in place; what they hold, and which of them a query finds."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from briefing_app.errors import BriefingError, MachineError, NotFoundError
from briefing_app.i18n import _, ngettext
from briefing_app.library import folders
from briefing_app.library.folders import Root, Unread
from briefing_app.library.index import Content, Entry, Found, Index, Known

if TYPE_CHECKING:
    from briefing_app.cards.card_file import CardFile
    from briefing_app.cards.problems import Problem
    from briefing_app.library.search import Marks, Search

FIRST_BATCH_SECONDS = 0.3  # the first cards show at once
MANY = 1000  # cards, after which the index is tidied
BATCH_SECONDS = 2.0  # larger batches make a smaller index in less time


class Progress(NamedTuple):
    """How far the index is: files read of all that are to be read."""

    done: int
    total: int


class Refreshed(NamedTuple):
    """What a refresh did: whether anything changed, and how many files it left for another time."""

    changed: bool
    left: int = 0


class Library:
    """Cards from several folders. Later folders go before earlier ones where id and version are equal.

    Nothing is ever written but the index.
    """

    def __init__(self, roots: Sequence[Root], index: Index) -> None:
        """`roots` are ranked; the folder of imported cards may be missing before the first import."""
        self.roots = tuple(roots)
        self.index = index
        self._folder_problems: dict[Path, BriefingError] = {}

    # --- cards ---------------------------------------------------------------------------------------------------

    def entries(self) -> list[Entry]:
        """All cards that the index knows, newest first. `refresh` brings it up to date."""
        return self.index.entries()

    def entry(self, card_id: str) -> Entry:
        """The entry of a card.

        Raises:
            NotFoundError: no card has this id.
        """
        entry = self.index.entry(card_id)
        if entry is None:
            raise NotFoundError(_("There is no card “{id}”.").format(id=card_id))
        return entry

    def get(self, card_id: str) -> CardFile:
        """Read a card from its file, as it is now; as it was read last, where its folder is not there.

        Raises:
            NotFoundError: no card has this id.
        """
        from briefing_app.cards.card_file import parse_card, read_card

        entry = self.entry(card_id)
        if not os.path.lexists(entry.path):
            raw = self.index.raw(entry.key)
            if raw is not None:
                return parse_card(zlib.decompress(raw), entry.path)
        return read_card(entry.path)

    def search(self, marks: Marks | None = None) -> Search:
        """A search for one thread; `marks` is the reader's state, for queries that ask for it."""
        from briefing_app.library.search import NO_MARKS, Search

        return Search(self.index.connect(), marks or NO_MARKS)

    def problems(self) -> list[Problem]:
        """Every problem of every file, and the files that claim one version of one card."""
        from briefing_app.cards.problems import Problem

        found = [
            Problem(path, line, _level(level), code, message)
            for path, line, level, code, message in self.index.problems()
        ]
        for card_id, version, paths in self.index.rivals():
            message = _("Version {version} of the card “{id}” lies in {path}, too; one of the two is shown.")
            message += " " + _("Give the right one a higher version, or remove the other.")
            found += [
                Problem(path, 1, "error", "rival-files", message.format(version=version, id=card_id, path=other))
                for path in paths
                for other in paths
                if path != other
            ]
        return found

    # --- keeping up ----------------------------------------------------------------------------------------------

    def refresh(
        self,
        progress: Callable[[Progress], object] = lambda _progress: None,
        *,
        most: int | None = None,
        only: Collection[Path] | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Refreshed:
        """Bring the index up to date with the folders.

        Args:
            progress: told after every batch that is on disk.
            most: read no more than as many files, and say how many are left.
            only: look at these folders alone, and at what is new below them.
            stop: asked between files; True ends the work, and the next refresh goes on.

        Raises:
            MachineError: the disk is full; what was read before stays known.
        """
        try:
            return self._refresh(progress, most, only, stop)
        except sqlite3.OperationalError as error:
            sentence = _("The list of cards could not be brought up to date: {reason}.").format(reason=error)
            raise MachineError(sentence, _("Free some space on the disk, then read the folders again.")) from error

    def folder_problems(self) -> list[BriefingError]:
        """What kept folders from being read at the last refresh."""
        return list(self._folder_problems.values())

    def root_of(self, path: Path) -> Root | None:
        """The folder of the library in which a file lies."""
        inside = [root for root in self.roots if path.is_relative_to(root.path)]
        return max(inside, key=lambda root: len(root.path.parts), default=None)

    # --- inside --------------------------------------------------------------------------------------------------

    def _refresh(
        self,
        progress: Callable[[Progress], object],
        most: int | None,
        only: Collection[Path] | None,
        stop: Callable[[], bool],
    ) -> Refreshed:
        changed = self.index.forget_other_folders()
        unread: list[Unread] = []
        gone: list[int] = []
        if only is None or any(not root.path.is_dir() for root in self.roots if not root.own):
            self._folder_problems.clear()
            for root in self.roots:
                changed |= self._take_stock(root, unread, gone, stop)
        else:
            for place in only:
                self._look_at(place, unread, gone)
        if most is not None and len(unread) > most:
            return Refreshed(changed, len(unread))
        done = 0
        for batch in _batches(self._read(unread, stop)) if unread else [[]]:
            # Together with what is new, so that a file that was moved is never missed.
            self.index.update(batch, gone, self._read_again)
            changed |= bool(gone) or any(one.content is not None for one in batch)
            gone.clear()
            done += len(batch)
            progress(Progress(done, len(unread)))
        if len(unread) >= MANY:
            while not stop() and self.index.tidy():
                pass
        return Refreshed(changed, len(unread) - done if stop() else 0)

    def _take_stock(self, root: Root, unread: list[Unread], gone: list[int], stop: Callable[[], bool]) -> bool:
        """Compare a folder with what is known of it: add to what is to be read and to what has gone. Whether the folder
        itself came or went."""
        others = [other.path for other in self.roots if other.path != root.path]
        closed: dict[Path, OSError] = {}
        seen: set[int] = set()
        try:
            for listing in folders.walk(root.path, others, closed):
                number = self.index.folder_id(root.path, listing.folder) if listing.files else -1
                known = self.index.files(number) if listing.files else {}
                seen.add(number)
                gone += [one.file for name, one in known.items() if name not in listing.files]
                unread += _to_read(root, listing, number, known)
                if stop():
                    return False
        except OSError as error:
            return self._tell_of(root, error)
        for number, folder in self.index.folders(root.path).items():
            if number not in seen and not any(folder.is_relative_to(place) for place in closed):
                gone += [one.file for one in self.index.files(number).values()]
        self._folder_problems |= {place: _no_permission(place, reason) for place, reason in closed.items()}
        return self.index.set_available(root.path, available=True)

    def _look_at(self, place: Path, unread: list[Unread], gone: list[int]) -> None:
        """Compare one folder with what is known of it; all below it, too, where it is new or has gone."""
        root = self.root_of(place)
        if root is None:
            return
        known = {folder: number for number, folder in self.index.folders(root.path).items()}
        others = [other.path for other in self.roots if other.path != root.path]
        found: set[Path] = set()
        with contextlib.suppress(OSError):
            for listing in folders.walk(place, others):
                found.add(listing.folder)
                number = self.index.folder_id(root.path, listing.folder)
                files = self.index.files(number)
                gone += [one.file for name, one in files.items() if name not in listing.files]
                unread += _to_read(root, listing, number, files)
                if place in known:
                    break
        if place not in found:
            for folder, number in known.items():
                if folder.is_relative_to(place):
                    gone += [one.file for one in self.index.files(number).values()]

    def _tell_of(self, root: Root, error: OSError) -> bool:
        """Remember why a folder cannot be read; whether that is news. Its cards stay as they were read last."""
        if isinstance(error, FileNotFoundError | NotADirectoryError):
            if root.own:  # the folder of imported cards is made at the first import
                return False
            sentence = _("The folder “{folder}” is not there.").format(folder=root.path)
            hint = _("Its cards are shown as they were read last. Connect the drive or choose another folder.")
            self._folder_problems[root.path] = NotFoundError(sentence, hint)
        else:
            self._folder_problems[root.path] = _no_permission(root.path, error)
        return self.index.set_available(root.path, available=False)

    def _read(self, unread: Sequence[Unread], stop: Callable[[], bool]) -> Iterator[Found]:
        for one in unread:
            if stop():
                return
            found = folders.read_file(one)
            if found is not None:
                yield found

    def _read_again(self, path: Path, root_path: Path) -> Content | None:
        root = next((root for root in self.roots if root.path == root_path), None)
        if root is None:
            return None
        try:
            return folders.read_content(path, root, path.read_bytes())
        except OSError:
            return None


def progress_in_words(progress: Progress, seconds: float) -> str:
    """How far the index is, and how long the rest takes if it goes on as in the `seconds` so far."""
    sentence = _("{done} of {total} cards read").format(done=f"{progress.done:,}", total=f"{progress.total:,}")
    left = seconds / max(progress.done, 1) * (progress.total - progress.done)
    if left < 5:
        return sentence
    minutes = round(left / 60)
    rest = ngettext("{count} minute left", "{count} minutes left", minutes).format(count=minutes)
    return f"{sentence}, {rest if minutes else _('less than a minute left')}"


def read_files(paths: Sequence[Path]) -> list[CardFile]:
    """Read card files, and those in folders, without taking them in; each with its problems."""
    from briefing_app.cards.card_file import read_card

    return [read_card(path) for path in folders.card_files(paths)]


def _to_read(root: Root, listing: folders.Listing, number: int, known: dict[bytes, Known]) -> Iterator[Unread]:
    for name, stamp in listing.files.items():
        one = known.get(name)
        if one is None or one.stamp != stamp:
            yield Unread(root, listing.folder, number, name, one)


def _batches(found: Iterator[Found]) -> Iterator[list[Found]]:
    """What is found in a batch's time, together."""
    seconds = FIRST_BATCH_SECONDS
    while first := list(islice(found, 1)):
        end = time.monotonic() + seconds
        batch = first
        while time.monotonic() < end and (more := list(islice(found, 8))):
            batch += more
        yield batch
        seconds = BATCH_SECONDS


def _no_permission(folder: Path, error: OSError) -> MachineError:
    sentence = _("The folder “{folder}” cannot be read: {reason}.").format(folder=folder, reason=error.strerror)
    return MachineError(sentence, _("Ask for permission to read it, or choose another."))


def _level(level: str) -> Literal["error", "warning"]:
    return "error" if level == "error" else "warning"

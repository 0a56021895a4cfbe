"""Where books are kept: a file each in a folder of their own, changed by one writer at a time."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from hashlib import sha256
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from msgspec.structs import replace

from briefing_app.books.book import FORMAT, Book, checked_name, name_key
from briefing_app.books.book_file import SUFFIX, read_book, to_json
from briefing_app.books.lock import locked
from briefing_app.errors import BookError, MachineError, NotFoundError
from briefing_app.files import write_whole
from briefing_app.i18n import _
from briefing_app.paths import make_private_folder

LOCK_NAME = ".lock"
SLUG_LENGTH = 40

Stamp = tuple[tuple[str, int], ...]  # what was changed when


class Shelved(NamedTuple):
    """The books that can be read, by name, and what is wrong with the files of others; `latest` is the name of the one
    that was changed last, "" where there is none."""

    books: list[Book]
    problems: list[BookError]
    latest: str


class Shelf:
    """The reader's books. A name tells a book, whatever its case; that of the file is of no account."""

    def __init__(self, folder: Path, trash: Path) -> None:
        """Creates nothing yet; `trash` takes the files of books that are deleted."""
        self._folder, self._trash = folder, trash

    def all(self) -> Shelved:
        """Every book, by name."""
        found, problems = self._read()
        latest = max(found.values(), key=lambda one: _changed(one[0]), default=None)
        return Shelved([found[key][1] for key in sorted(found)], problems, latest[1].name if latest else "")

    def get(self, name: str) -> Book:
        """A book.

        Raises:
            NotFoundError: there is none of this name; the hint names the nearest.
            BookError: its file cannot be read, as far as that can be told.
        """
        return self._find(name)[1]

    def stamp(self) -> Stamp:
        """What tells whether any book is another than before."""
        return tuple((path.name, _changed(path)) for path in self._files())

    def create(self, book: Book) -> Book:
        """Keep a new book.

        Raises:
            BookError: there is one of this name already.
            MachineError: it cannot be written.
        """
        with self._writing(book.name):
            self._demand_free(book.name)
            names = (f"{_slug(book.name)}{number}{SUFFIX}" for number in chain([""], (f"-{n}" for n in count(2))))
            path = next(path for path in map(self._folder.joinpath, names) if not os.path.lexists(path))
            write_whole(path, to_json(book))
        return book

    def change(self, name: str, edit: Callable[[Book], Book]) -> Book:
        """Read a book, let `edit` make another of it and keep that, with no other writer between; what is kept now.

        Raises:
            NotFoundError, BookError: as `get`; or a newer version of the app wrote it.
            MachineError: it cannot be written; the book is as before.
        """
        self._find(name)  # no folder is made for a name that nobody gave
        with self._writing(name):
            path, book = self._find(name)
            if book.format > FORMAT:
                sentence = _("The book “{name}” was written by a newer version of the app, and is not changed by this.")
                raise BookError(sentence.format(name=book.name), _("Update the app."), str(path))
            edited = edit(book)
            if name_key(edited.name) != name_key(book.name):
                self._demand_free(edited.name)
            if edited != book:
                write_whole(path, to_json(edited))
        return edited

    def rename(self, name: str, new: str) -> Book:
        """Give a book another name.

        Raises:
            UsageError: the name is blank or too long.
            BookError: another book has it.
        """
        checked = checked_name(new)
        return self.change(name, lambda book: replace(book, name=checked))

    def delete(self, name: str) -> Path:
        """Put a book's file into the trash; where it lies there, for `put_back`."""
        self._find(name)
        with self._writing(name):
            path, _book = self._find(name)
            make_private_folder(self._trash)
            stamp = time.strftime("%Y%m%d-%H%M%S")
            names = (f"{stamp} {number}{path.name}" for number in chain([""], (f"{n} " for n in count(2))))
            place = next(place for place in map(self._trash.joinpath, names) if not os.path.lexists(place))
            os.replace(path, place)
        return place

    def put_back(self, place: Path) -> Book:
        """Bring a book back from the trash.

        Raises:
            BookError: another of its name came meanwhile, or the file cannot be read any more.
        """
        book = self.create(read_book(place))
        place.unlink(missing_ok=True)
        return book

    # --- inside --------------------------------------------------------------------------------------------------

    def _files(self) -> list[Path]:
        try:
            return sorted(
                path for path in self._folder.iterdir() if path.suffix.lower() == SUFFIX and path.name[0] != "."
            )
        except OSError:
            return []

    def _read(self) -> tuple[dict[str, tuple[Path, Book]], list[BookError]]:
        found: dict[str, tuple[Path, Book]] = {}
        problems: list[BookError] = []
        for path in self._files():
            try:
                book = read_book(path)
            except BookError as error:
                problems.append(error)
                continue
            standing, _same = found.setdefault(name_key(book.name), (path, book))
            if standing is not path:
                sentence = _("Two files hold a book of the name “{name}”; that in “{file}” is left aside.")
                problems.append(BookError(sentence.format(name=book.name, file=path), _("Move one of them away.")))
        return found, problems

    def _find(self, name: str) -> tuple[Path, Book]:
        found, problems = self._read()
        if name_key(name) in found:
            return found[name_key(name)]
        damaged = next((one for one in problems if Path(one.details).stem.startswith(_slug(name))), None)
        if damaged is not None:
            raise damaged
        near = _nearest(name_key(name), found)
        hint = _("Did you mean “{near}”?").format(near=found[near][1].name) if near else ""
        raise NotFoundError(_("There is no book “{name}”.").format(name=" ".join(name.split())), hint)

    def _demand_free(self, name: str) -> None:
        found, problems = self._read()
        if name_key(name) in found:
            raise BookError(_("There is a book “{name}” already.").format(name=found[name_key(name)][1].name))
        damaged = next((one for one in problems if Path(one.details).stem == _slug(name)), None)
        if damaged is not None:
            raise damaged

    @contextmanager
    def _writing(self, name: str) -> Iterator[None]:
        try:
            make_private_folder(self._folder)
            with locked(self._folder / LOCK_NAME):
                yield
        except OSError as error:
            sentence = _("The book “{name}” could not be saved: {reason}.")
            hint = _("Free some space or check the folder's permissions.")
            sentence = sentence.format(name=name, reason=error.strerror or error)
            raise MachineError(sentence, hint, str(self._folder)) from error


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:  # gone meanwhile
        return 0


def _nearest(key: str, keys: Iterable[str]) -> str:
    """The name that is most like one that was typed, or begins or goes on like it; "" where none is."""
    likes = {part: whole for whole in keys for part in (whole, whole[: len(key) + 1], *whole.split())}
    near = get_close_matches(key, likes, n=1, cutoff=0.6)
    return likes[near[0]] if near else ""


def _slug(name: str) -> str:
    """What a book's file is called: letters that every file system takes, and a few that tell names apart. With those
    no name is one that Windows keeps for itself."""
    letters = normalize("NFKD", name_key(name)).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:SLUG_LENGTH].strip("-")
    return f"{words or 'book'}-{sha256(name_key(name).encode()).hexdigest()[:8]}"

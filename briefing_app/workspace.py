"""Where the parts meet: places and settings -> library, notes, renderer, printer. The one place that builds them.

Parts are built when first asked for: what a start does not need, it does not import.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from briefing_app import __version__, i18n
from briefing_app.errors import CardError, TemplateError, UsageError
from briefing_app.i18n import _, ngettext
from briefing_app.library.index import Entry, Index, remove, remove_unused
from briefing_app.notes.places import journal_file_of, key_files_of
from briefing_app.paths import Paths
from briefing_app.screen.style import Page, PageStyle
from briefing_app.settings import load_settings, save_settings

if TYPE_CHECKING:
    from briefing_app.books.shelf import Shelf
    from briefing_app.cards.card import Card
    from briefing_app.cards.markings import Markings
    from briefing_app.cards.problems import Problem
    from briefing_app.finder import Finder
    from briefing_app.library.imports import Imports
    from briefing_app.library.library import Library
    from briefing_app.making import Making
    from briefing_app.notes.anchors import CardText
    from briefing_app.notes.annotations import AnnotationStore
    from briefing_app.notes.exchange import Item
    from briefing_app.notes.reading import ReadingStore
    from briefing_app.notes.safe import Safe
    from briefing_app.notes.store import NoteStore
    from briefing_app.notes.written import Written
    from briefing_app.outgoing import HighlightsChoice, NotesChoice, Printable
    from briefing_app.paper.printer import Printer
    from briefing_app.screen.renderer import Renderer
    from briefing_app.settings import Settings
    from briefing_app.templates import TemplateFolder


class Workspace:
    """Everything of one reader: their places, settings, cards and notes."""

    def __init__(
        self, paths: Paths, extra_folders: Sequence[Path] = (), *, bundled: bool = True, own_templates: bool = True
    ) -> None:
        """Build nothing and write nothing yet.

        Args:
            extra_folders: folders of cards to read in place, after the reader's own.
            bundled: whether the cards that ship are part of the library.
            own_templates: whether the reader's templates take the place of the built-in ones.
        """
        self.paths = paths
        self.ask_for_key: Callable[[Safe], None] | None = None  # set before the notes are first asked for
        self.tell_template_fault: Callable[[TemplateError], object] | None = None
        """Told of a fault in the reader's page templates, for which the built-in ones then serve; without it the fault
        is raised. Set before the first page is made."""
        self._own_templates = own_templates
        self._extra_folders = tuple(folder.expanduser().absolute() for folder in extra_folders)
        self._bundled = bundled
        i18n.configure(paths.resources / "locales")
        self.language = i18n.window_language(paths.resources / "locales")
        self.settings = load_settings(paths.settings)

    def save_settings(self, settings: Settings) -> None:
        """Make `settings` the ones in force and write them.

        Raises:
            MachineError: they cannot be written; they are in force all the same.
        """
        self.settings = settings
        save_settings(self.paths.settings, settings)

    @cached_property
    def index(self) -> Index:
        """The cache of card files."""
        remove_unused(self.paths.cache.glob("index-*.sqlite"), self._index_file)
        return Index(self._index_file, self.folders)

    @property
    def _index_file(self) -> Path:
        """Folders named for one session alone have a cache of their own, so that leaving them out of the next one
        forgets nothing."""
        name = "index.sqlite"
        if self._extra_folders or not self._bundled:
            from hashlib import sha256  # 5 ms that the start of the window need not pay

            named = [*map(str, self._extra_folders), str(self._bundled)]
            name = f"index-{sha256(chr(0).join(named).encode(errors='surrogateescape')).hexdigest()[:12]}.sqlite"
        return self.paths.cache / name

    @cached_property
    def library(self) -> Library:
        """The cards."""
        from briefing_app.library.folders import roots
        from briefing_app.library.library import Library

        own = {self.paths.resources / "library", self.paths.library}
        return Library(roots(self.folders, own), self.index)

    @cached_property
    def finder(self) -> Finder:
        """Searches for the thread that asks first."""
        return self.new_finder()

    def new_finder(self) -> Finder:
        """Searches for another thread."""
        from briefing_app.finder import Finder

        return Finder(self.library, self.safe, self.language)

    @cached_property
    def imports(self) -> Imports:
        """The cards that the reader took in."""
        from briefing_app.library.imports import Imports

        return Imports(self.paths.library, self.paths.trash, self.library)

    @cached_property
    def safe(self) -> Safe:
        """The file of notes, with the key to it where it is encrypted and open."""
        from briefing_app.notes.safe import Safe

        return Safe(self.paths.notes, self.ask_for_key)

    @property
    def is_locked(self) -> bool:
        """Whether the notes are encrypted, and nobody has opened them."""
        has_keys = any(file.exists() for file in key_files_of(self.paths.notes))
        return has_keys and self.safe.is_locked

    @cached_property
    def notes(self) -> NoteStore:
        """The reader's notes.

        Raises:
            NotesUnreadableError: their file cannot be opened.
        """
        from briefing_app.notes.store import NoteStore

        return NoteStore(self.safe)

    @cached_property
    def annotations(self) -> AnnotationStore:
        """Highlights, comments and the journal, beside the notes."""
        from briefing_app.notes.annotations import AnnotationStore

        return AnnotationStore(self.safe)

    def note_items(self) -> list[Item]:
        """Every note and annotation, as they are told to other programs.

        Raises:
            NotesUnreadableError: they cannot be read.
        """
        from briefing_app.notes.exchange import all_items

        return all_items(self.safe)

    def shred(self, items: Sequence[str]) -> list[Path]:
        """Destroy notes for good; the files that may still hold them since they cannot be read: see `shredding.shred`.

        Raises:
            NotSavedError, NotesUnreadableError: as told there.
        """
        from briefing_app.notes.shredding import shred

        return shred(self.safe, items)

    def card_text(self, card_id: str) -> CardText:
        """The plain text of a card, in which passages are marked.

        Raises:
            NotFoundError, CardError: the card is not there or has errors.
        """
        from briefing_app.notes.anchors import CardText
        from briefing_app.prose.plain import card_fields

        return CardText(card_fields(self.card(card_id)))

    @cached_property
    def reading(self) -> ReadingStore:
        """What the reader has read, starred and queued, and their searches, beside the notes."""
        from briefing_app.notes.reading import ReadingStore

        return ReadingStore(self.safe)

    @cached_property
    def renderer(self) -> Renderer:
        """Cards as pages of the window."""
        from briefing_app.screen.renderer import Renderer

        return Renderer(self.paths.resources, self.language, self._templates("jinja"), self.tell_template_fault)

    @cached_property
    def printer(self) -> Printer:
        """Cards as PDF."""
        from briefing_app.paper.printer import Printer

        return Printer(self.paths.resources, self.language, self.markings, self._templates("typst"))

    def _templates(self, language: str) -> TemplateFolder | None:
        """The reader's own, where they are wanted."""
        from briefing_app.templates import template_folders

        return template_folders(self.paths)[language] if self._own_templates else None

    def own_paper_texts(self) -> list[str]:
        """What the reader's paper templates say, which pages may repeat.

        Raises:
            TemplateError: one cannot be read.
        """
        folder = self._templates("typst")
        if folder is None or not folder.is_there:
            return []
        return [text for name in folder.names if (text := folder.own_text(name)) is not None]

    def use_built_in_templates(self) -> None:
        """Leave the reader's own templates out for the rest of this run."""
        self._own_templates = False
        for part in ("renderer", "printer"):
            self.__dict__.pop(part, None)

    @cached_property
    def markings(self) -> Markings:
        """The schemes of markings: those that ship, and the reader's own."""
        from briefing_app.cards.markings import Markings

        return Markings([self.paths.resources / "markings", self.paths.markings])

    @cached_property
    def books(self) -> Shelf:
        """The named books."""
        from briefing_app.books.shelf import Shelf

        return Shelf(self.paths.books, self.paths.trash)

    def entries(self) -> list[Entry]:
        """The rows of the list, newest first, from the index."""
        return self.index.entries()

    def problems(self) -> list[Problem]:
        """What is wrong with the files of cards and of schemes of markings."""
        marked = [(entry.path, entry.marking) for entry in self.entries() if entry.available]
        return [*self.library.problems(), *self.markings.problems_with(marked)]

    def noted_ids(self, among: Sequence[str] | None = None) -> frozenset[str]:
        """The ids, in small letters, of the cards with a note, or of those `among` some; makes no file where there is
        none yet."""
        return self.notes.ids_with_text(among) if self.has_notes else frozenset()

    @property
    def has_notes(self) -> bool:
        """Whether there is a file of notes, or the journal of one that is gone."""
        notes = self.paths.notes
        return notes.exists() or journal_file_of(notes).exists()

    def card(self, card_id: str) -> Card:
        """A card that can be shown and printed.

        Raises:
            NotFoundError: no card has this id.
            CardError: its file has errors; the details name them all.
        """
        file = self.library.get(card_id)
        if file.card is None:
            sentence = _("The card “{id}” cannot be read: its file has errors.").format(id=card_id)
            errors = "\n".join(str(problem) for problem in file.problems if problem.level == "error")
            raise CardError(sentence, _("Mend the file, or ask whoever sent it."), errors)
        return file.card

    def card_page(self, card_id: str, style: PageStyle) -> Page:
        """The page of a card; for a file with errors the page that lists them.

        The page shown last is kept, so that a start shows it without reading Markdown or compiling a template.

        Raises:
            NotFoundError: no card has this id.
        """
        key = self._page_key(card_id, style)
        kept = self.index.page(key) if key else None
        if kept is not None:
            html, contents, direction = kept
            return Page(html, tuple((anchor, heading) for anchor, heading in json.loads(contents)), direction)
        page = self._fresh_page(card_id, style)
        if key and not self.renderer.fell_back:
            self.index.keep_page(key, page.html, json.dumps(page.contents), page.direction)
        return page

    def cards(self, card_ids: Sequence[str], making: Making) -> list[Card]:
        """Cards as they are now; in any thread.

        Raises:
            NotFoundError, CardError: a card is not there or has errors.
            CancelledError: it was given up.
        """
        cards, total = [], len(card_ids)
        for number, card_id in enumerate(card_ids, start=1):
            words = ngettext("Reading the card", "Reading card {number} of {total}", total)
            making.tell(words.format(number=f"{number:,}", total=f"{total:,}"), number - 1, total)
            cards.append(self.card(card_id))
        return cards

    def printable(
        self,
        cards: Sequence[Card],
        notes: NotesChoice = "none",
        highlights: HighlightsChoice = "end",
        journal: Sequence[str] = (),
    ) -> Printable:
        """What paper is given: cards, each with the notes and highlights that go out with it and no
        other, and pages of the journal, by their days.

        To be called where the notes are used, in the window's thread; the printing itself may be done in another.
        Notes that are locked stay locked where none goes out.

        Raises:
            NotFoundError: a page of the journal is not there.
            NotesUnreadableError: the notes cannot be read.
            UsageError: a day is none, or pages of the journal are asked for and no note goes out.
        """
        from briefing_app.notes.colours import colour_names
        from briefing_app.outgoing import pages_of, printable, with_pages

        if journal and notes == "none":
            raise UsageError(_("The journal goes out as notes do: say which of them."))
        unread = notes == "none" and self.is_locked
        written = [[] if unread else self.written_on(card.id) for card in cards]
        colours = colour_names(self.settings.colours)
        found = printable(cards, written, notes, colours, drawn=highlights != "none")
        if journal:
            return with_pages(found, pages_of(self.written_on(""), journal), notes)
        return found._replace(tally=None) if unread else found

    def parted_notes(
        self, card_ids: Sequence[str], choice: NotesChoice, journal: Sequence[str] = ()
    ) -> tuple[list[Written], list[Written]]:
        """All that the reader wrote, on any card and in the journal, the bin included: what goes out with some cards
        and with some days of the journal, and what stays here.

        Nothing of it is for paper: it is what a file is searched for. Both are empty where the notes are locked and
        none goes out: nothing was read, so nothing can be let out.

        Raises:
            NotesUnreadableError: the notes cannot be read.
        """
        from briefing_app.notes.written import all_written
        from briefing_app.outgoing import parted

        if not self.has_notes or (choice == "none" and self.is_locked):
            return [], []
        written = all_written(self.notes.all(), self.annotations.all())
        going, staying = parted(written, card_ids, choice, journal)
        return going, [*staying, *all_written([], self.annotations.all(deleted=True))]

    def written_on(self, card_id: str) -> list[Written]:
        """All that the reader wrote and marked on a card, the latest first; for the card "", the journal's pages."""
        from briefing_app.notes.written import all_written

        if not self.has_notes:
            return []
        note = self.notes.get(card_id) if card_id else None
        return all_written([note] if note else [], self.annotations.all(card_id))

    @property
    def paper(self) -> str:
        """The sheet in use: "a4" or "letter", as set, else by the locale."""
        return self.settings.paper if self.settings.paper in ("a4", "letter") else i18n.default_paper()

    def close(self) -> None:
        """Close the files that are open."""
        self.close_notes()
        self.close_library()

    def close_notes(self) -> None:
        """Let go of the file of notes; what asks for it next opens it anew."""
        for part in ("notes", "reading", "annotations"):
            if part in self.__dict__:
                self.__dict__.pop(part).close()
        if "finder" in self.__dict__:
            self.__dict__.pop("finder").close()

    def close_library(self) -> None:
        """Let go of the index, and build it and what needs it anew when they are asked for."""
        if "finder" in self.__dict__:
            self.__dict__.pop("finder").close()
        for part in ("library", "imports"):
            self.__dict__.pop(part, None)
        if "index" in self.__dict__:
            self.__dict__.pop("index").close()

    def rebuild_index(self) -> None:
        """Forget the index; `library.refresh` makes it anew."""
        self.close_library()
        remove(self._index_file)

    @property
    def own_folders(self) -> tuple[Path, ...]:
        """The folders that are always read: that of the bundled cards and that of the imported ones."""
        bundled = (self.paths.resources / "library",) if self._bundled else ()
        return (*bundled, self.paths.library)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Every folder of cards: the bundled and the imported ones, those that the reader added, and this session's."""
        added = map(Path, self.settings.folders)
        return tuple(dict.fromkeys((*self.own_folders, *added, *self._extra_folders)))

    def set_folders(self, folders: Sequence[Path]) -> None:
        """Make `folders` those that are read in place beside the app's own; `library.refresh` reads them.

        Raises:
            MachineError: the setting cannot be written; it holds all the same.
        """
        self.close_library()
        self.save_settings(self.settings._replace(folders=tuple(map(str, folders))))

    def _page_key(self, card_id: str, style: PageStyle) -> str | None:
        """What the page depends on, or None where the file is not there."""
        entry = self.index.entry(card_id)
        if entry is None:
            return None
        try:
            stat = entry.path.stat()
            newest_template = max(item.stat().st_mtime_ns for item in self._page_resources())
        except (OSError, ValueError):
            return None
        parts = (
            card_id,
            entry.path,
            stat.st_size,
            stat.st_mtime_ns,
            *style,
            self.language,
            __version__,
            newest_template,
            self._own_templates_key(),
        )
        return "\n".join(map(str, parts))

    def _page_resources(self) -> list[Path]:
        return [file for folder in ("templates", "themes") for file in (self.paths.resources / folder).iterdir()]

    def _own_templates_key(self) -> str:
        """What changes with the reader's page templates; "" where there are none, which one look at the disk tells."""
        if not self._own_templates or not (self.paths.templates / "jinja").is_dir():
            return ""
        own = self._templates("jinja")
        return repr(list(own.stamps())) if own else ""

    def _fresh_page(self, card_id: str, style: PageStyle) -> Page:
        file = self.library.get(card_id)
        if file.card is None:
            errors = [problem for problem in file.problems if problem.level == "error"]
            return self.renderer.problems_page(file.title, errors, style)
        return self.renderer.card_page(file.card, style)

"""Ties named books to the window: shows them, does with them what the reader wants, and follows what others do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from briefing_app.book_export import (
    book_cards,
    demand_cards,
    in_library,
    keep_made,
    missing_in_words,
    printed_ids,
    wish_of,
)
from briefing_app.books import deeds
from briefing_app.books.book import Book, new_book, with_cards, without_cards
from briefing_app.errors import BriefingError
from briefing_app.gui import dialogs
from briefing_app.gui.book_sheet import sheet_of
from briefing_app.gui.page_counts import PageCounts
from briefing_app.gui.palette import Choice
from briefing_app.i18n import _, ngettext

if TYPE_CHECKING:
    from briefing_app.books.changes import Standing
    from briefing_app.books.deeds import Deed
    from briefing_app.books.shelf import Shelf, Stamp
    from briefing_app.card_export import Exported, Wish
    from briefing_app.gui.book_view import BookView
    from briefing_app.gui.main_window import MainWindow
    from briefing_app.workspace import Workspace

LOOK_MS = 1000  # between two looks at the folder of books: another window or another program may have changed one


class Books(QObject):
    """The books of one window. What is done with a book can be taken back there as long as it is open."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        super().__init__(window)
        self._window, self._workspace = window, workspace
        self._name = ""  # of the book that is shown
        self._stamp: Stamp | None = None
        self._told: set[str] = set()  # what is wrong with files of books
        self._undo: list[Callable[[], object]] = []
        self.page_counts = PageCounts(workspace, self)
        self.page_counts.counted.connect(self._show)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        window.upkeep.refreshed.connect(self._library_refreshed)
        for other_templates in (window.templates_wanted, window.built_in_templates_wanted):
            other_templates.connect(self._count_anew)
        window.looks.changed.connect(self._apply_looks)

    @property
    def _shelf(self) -> Shelf:
        return self._workspace.books

    @cached_property
    def view(self) -> BookView:
        """The window of books."""
        from briefing_app.gui.book_view import BookView

        view = BookView(self._window.looks.theme, self._window)
        view.book_chosen.connect(self._choose)
        view.new_wanted.connect(lambda: self._try(self._begin))
        view.renaming_wanted.connect(lambda: self._try(self._rename))
        view.deletion_wanted.connect(lambda: self._try(self._delete))
        view.move_wanted.connect(self._move)
        view.removal_wanted.connect(self._take_out)
        view.annex_wanted.connect(self._set_annex)
        view.cover_edited.connect(self._set_cover)
        view.export_wanted.connect(lambda: self._try(self._export))
        view.card_opened.connect(self._window.show_card)
        view.undo_wanted.connect(lambda: self._try(self._take_back))
        view.finished.connect(lambda _result: self.close())
        return view

    # --- what the window calls -----------------------------------------------------------------------------------

    def show(self) -> None:
        """Show the book that was shown or changed last."""
        self.open(self._name)

    def open(self, name: str) -> None:
        """Show a book; where there is none of this name, the one that was changed last."""
        self._choose(name)
        self.view.show()
        self.view.raise_()
        self.view.activateWindow()
        self.view.list.setFocus()
        self._timer.start()

    def close(self) -> None:
        """Show no book any more."""
        self._timer.stop()
        if "view" in self.__dict__:
            self.view.hide()

    def end(self) -> None:
        """Wait for what runs in the background, and begin nothing more."""
        self.close()
        self.page_counts.end()

    def add_current(self) -> None:
        """Put the card that is shown into a book of the reader's choice."""
        self.add(self._window.card_id)

    def add(self, card_id: str) -> None:
        """Put a card into a book of the reader's choice: the one that was changed last comes first."""
        books, _problems, latest = self._shelf.all()
        books.sort(key=lambda book: book.name != latest)
        rows: list[tuple[Choice, Callable[[], object]]] = [
            (Choice(book.name), partial(self._try, partial(self._add, book.name, card_id))) for book in books
        ]
        rows.append((Choice(_("New book…")), lambda: self._try(lambda: self._begin(card_id))))
        dialogs.choose(self._window, _("Add to a book"), rows)

    def choices(self) -> list[tuple[Choice, Callable[[], None]]]:
        """The books as the palette offers them."""
        words = _("Book: {name}")
        return [
            (Choice(words.format(name=book.name)), partial(self.open, book.name)) for book in self._shelf.all().books
        ]

    def is_busy(self) -> bool:
        """Whether pages are still being counted."""
        return self.page_counts.busy()

    def _choose(self, name: str) -> None:
        if name != self._name:
            self._undo.clear()
            self.view.message.hide()
        self._name, self._stamp = name, None
        self.look()

    # --- what is shown -------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Look whether a book is another than before, and show it."""
        if (stamp := self._shelf.stamp()) != self._stamp:
            self._stamp = stamp
            self._show()

    def _show(self) -> None:
        books, problems, latest = self._shelf.all()
        for problem in problems:
            if problem.sentence not in self._told:
                self._told.add(problem.sentence)
                self.view.message.fail(problem)
        by_name = {book.name: book for book in books}
        if self._name not in by_name:
            self._name = latest
        self.view.show_shelf(list(by_name), self._name)
        if not by_name:
            self.view.show_none()
            return
        book = by_name[self._name]
        standing = in_library(self._workspace, book)
        self.page_counts.want(standing)
        self.view.show_book(sheet_of(self._workspace, book, standing, self.page_counts.known))

    def _library_refreshed(self, changed: bool) -> None:
        if changed and self._timer.isActive():
            self._show()

    def _count_anew(self) -> None:
        self.page_counts.forget()
        if self._timer.isActive():
            self._show()

    def _apply_looks(self) -> None:
        if "view" in self.__dict__:
            self.view.set_theme(self._window.looks.theme)

    # --- what is done --------------------------------------------------------------------------------------------

    def _add(self, name: str, card_id: str) -> None:
        cards = book_cards(self._workspace, [card_id])
        if self._shelf.get(name).has(card_id):
            told = _("“{book}” has this card already.")
            self._window.message.tell(told.format(book=name))
            return
        put, take = partial(with_cards, cards=cards), partial(without_cards, card_ids=[card_id])
        self._shelf.change(name, put)
        self._look_again()

        def undo() -> None:
            self._shelf.change(name, take)
            self._look_again()

        self._window.message.tell(_("Added to “{book}”.").format(book=name), undo, lambda: self._add(name, card_id))

    def _begin(self, card_id: str = "") -> None:
        over = self._window if card_id else self.view
        name = dialogs.ask_for_name(over, _("New book"), _("Name of the book:"), "")
        if not name:
            return
        name = self._shelf.create(new_book(name)).name
        if card_id:
            self._add(name, card_id)
        else:
            self.open(name)

    def _rename(self) -> None:
        old = self._name
        new = dialogs.ask_for_name(self.view, _("Rename this book"), _("Name of the book:"), old)
        if new and new != old:
            self._name = self._shelf.rename(old, new).name
            self._did(_("“{old}” is called “{new}” now.").format(old=old, new=self._name), partial(self._call, old))

    def _call(self, name: str) -> None:
        self._name = self._shelf.rename(self._name, name).name

    def _delete(self) -> None:
        name = self._name
        place = self._shelf.delete(name)
        self._undo.clear()

        def undo() -> None:
            self._name = self._shelf.put_back(place).name

        self._did(_("“{name}” lies in the trash of the app.").format(name=name), undo)

    def _move(self, card_ids: Sequence[str], to: int) -> None:
        self._edit(partial(deeds.move, card_ids=card_ids, to=to), "")

    def _take_out(self, card_ids: Sequence[str]) -> None:
        count = len(card_ids)
        told = ngettext("{count} card taken out.", "{count} cards taken out.", count).format(count=count)
        self._edit(partial(deeds.take_out, card_ids=card_ids), told)

    def _set_annex(self, card_ids: Sequence[str], annex: bool) -> None:
        self._edit(partial(deeds.set_annex, card_ids=card_ids, annex=annex), "")

    def _set_cover(self, line: str, text: str) -> None:
        self._edit(partial(deeds.set_line, line=line, text=text), "")

    def _edit(self, do: Callable[[Book], Deed], sentence: str) -> None:
        """Change the book that is shown, with the way back beside it."""
        self._try(lambda: self._do(do, sentence))

    def _do(self, do: Callable[[Book], Deed], sentence: str) -> None:
        name = self._name
        done: list[Deed] = []

        def edit(book: Book) -> Book:
            done.append(do(book))
            return done[-1].after

        self._shelf.change(name, edit)
        self._did(sentence, lambda: self._shelf.change(name, done[-1].back))

    def _did(self, sentence: str, undo: Callable[[], object]) -> None:
        self._undo.append(undo)
        self._look_again()
        if sentence:
            self.view.message.tell(sentence, undo)

    def _take_back(self) -> None:
        if not self._undo:
            self.view.message.tell(_("There is nothing to undo."))
            return
        self._undo.pop()()
        self.view.message.hide()
        self._look_again()

    def _look_again(self) -> None:
        if self._timer.isActive():
            self.look()

    # --- on paper ------------------------------------------------------------------------------------------------

    def _export(self) -> None:
        book = self._shelf.get(self._name)
        standing = in_library(self._workspace, book)
        demand_cards(book, standing, without_missing=True)
        missing = [one for one in standing if one.is_missing]
        if missing and not dialogs.ask_to_leave_out(self.view, missing_in_words(book, missing)):
            return
        done = partial(self._made, book.name, standing)
        self._window.files.export_cards(printed_ids(standing), wish_of(book, standing), done)

    def _made(self, name: str, standing: Sequence[Standing], written: Exported, wish: Wish) -> None:
        """Keep what was made, unless the cards went out in another format than that of a book."""
        if wish.form == "book":
            self._try(lambda: keep_made(self._workspace, name, standing, written, wish))
        if self._timer.isActive():
            self.look()
            self.view.message.tell(_("Written: {path}").format(path=written.path))

    def _try(self, action: Callable[[], Any]) -> None:
        """Do something; where it fails, say so where the reader looks."""
        try:
            action()
        except BriefingError as error:
            (self.view.message if self._timer.isActive() else self._window.message).fail(error)

"""What the page of the window shows: a card, a page of the library, help, or why there is nothing to read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from briefing_app.errors import NotFoundError
from briefing_app.gui.history import History

if TYPE_CHECKING:
    from briefing_app.gui.card_view import CardView
    from briefing_app.gui.fonts import FontShelf
    from briefing_app.gui.pages import Pages
    from briefing_app.library.index import Entry
    from briefing_app.screen.style import Page
    from briefing_app.workspace import Workspace

STARTING, LOADING = "starting", "loading"
CARD, PAGE, HELP = "card", "page", "help"
GONE = "card-gone"


class Showing(QObject):
    """Puts pages into the view, and remembers which; goes back and forward through them."""

    changed = Signal()
    """Another page is shown."""
    updated = Signal(bool)
    """The card that is shown is another now; whether its text is, too."""

    def __init__(
        self,
        workspace: Workspace,
        fonts: FontShelf,
        view: CardView,
        pages: Pages,
        may_leave: Callable[[str], bool],
    ) -> None:
        """`may_leave` is asked with the id of the card that is to be shown, "" for none; False keeps what is shown."""
        super().__init__(view)
        self._workspace, self._fonts, self._view, self._pages = workspace, fonts, view, pages
        self._may_leave = may_leave
        self._history = History()
        self.state = STARTING
        """CARD, PAGE, HELP, or the state that tells why there is nothing."""
        self.card_id = ""
        """The card that is shown or, with the state GONE, was; "" for none."""
        self.entry: Entry | None = None
        """What the index knew of that card when it was shown."""
        self.page_of = ("", "")
        """Of which kind a PAGE is, and what it is about."""
        self._facts: dict[str, str] = {}
        self.contents: tuple[tuple[str, str], ...] = ()
        """The sections of the page, as (anchor, heading)."""

    def show_card(self, card_id: str) -> None:
        """Show a card from its beginning."""
        if card_id.lower() == self.card_id.lower():
            return
        self._history.leave(self._view.scroll_share())
        if not self._may_leave(card_id):
            return
        self.card_id, self.state = card_id, CARD
        self._draw_card(keep_place=False)
        self._history.visit(CARD, card_id)
        self.changed.emit()

    def show_made(self, kind: str, value: str, page: Page) -> None:
        """Show a page of the library that `Pages` has made."""
        same = self.state == PAGE and self.page_of == (kind, value)
        if not same:
            self._history.leave(self._view.scroll_share())
            if not self._may_leave(""):
                return
        self._forget_card(PAGE)
        self.page_of = (kind, value)
        self._put(page, keep_place=same)
        self._history.visit(kind, value)
        self.changed.emit()

    def show_help(self, topic: str) -> None:
        """Show a page of help."""
        self._history.leave(self._view.scroll_share())
        if self._may_leave(""):
            self._forget_card(HELP, topic=topic)
            self._put(self._workspace.renderer.help_page(topic, self._pages.style()), keep_place=False)
            self._history.visit(HELP, topic)
            self.changed.emit()

    def show_state(self, state: str, **facts: str) -> None:
        """Show why there is no card to read and what to do. The note of a card that is gone stays open."""
        if state == GONE or not self._may_leave(""):
            self.state, self._facts = state, facts
        else:
            self._forget_card(state, **facts)
        self._put(self._workspace.renderer.state_page(state, self._pages.style(), **facts), keep_place=False)
        self.changed.emit()

    def travel(self, by: int) -> None:
        """Go back (-1) or forward (1) through the pages that were visited."""
        self._history.leave(self._view.scroll_share())
        visit = self._history.step(by)
        if visit is None:
            return
        if visit.kind == CARD:
            self.show_card(visit.value)
            self._view.set_scroll_share(visit.share)
        elif visit.kind == HELP:
            self.show_help(visit.value)
        else:
            self._pages.make(visit.kind, visit.value)

    def redraw(self) -> None:
        """Set the same page in another size, theme or edition, at the same place."""
        if self.state == CARD:
            self._draw_card(keep_place=True)
        elif self.state == HELP:
            self._put(self._workspace.renderer.help_page(self._facts["topic"], self._pages.style()), keep_place=True)
        elif self.state == PAGE:
            self._pages.make(*self.page_of)
        elif self.state not in (STARTING, LOADING):
            self.show_state(self.state, **self._facts)

    def look_again(self) -> None:
        """The library changed: show the open card as it is now, at the same place."""
        before, entry = self.entry, self._workspace.index.entry(self.card_id)
        if entry is None:
            self.show_state(GONE, card=self.card_id)
            return
        self.entry = entry
        was_shown = self.state == CARD and before is not None
        if not was_shown or before is None or (before.digest, before.available) != (entry.digest, entry.available):
            self.state = CARD  # it may have come back
            self._draw_card(keep_place=True)
            self.updated.emit(was_shown and before is not None and before.digest != entry.digest)

    # --- inside --------------------------------------------------------------------------------------------------

    def _forget_card(self, state: str, **facts: str) -> None:
        self.state, self._facts, self.card_id, self.entry = state, facts, "", None

    def _draw_card(self, *, keep_place: bool) -> None:
        self.entry = self._workspace.index.entry(self.card_id)
        try:
            page = self._workspace.card_page(self.card_id, self._pages.style())
        except NotFoundError:
            self.show_state(GONE, card=self.card_id)
        else:
            self._put(page, keep_place=keep_place)

    def _put(self, page: Page, *, keep_place: bool) -> None:
        self._pages.drop()
        self._fonts.take_for(page.html)
        self.contents = page.contents
        self._view.show_page(page, keep_place=keep_place)

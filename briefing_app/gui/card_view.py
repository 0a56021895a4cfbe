"""The pane in which a page is read: shows it, keeps the reader's place, and lets nothing in or out but words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import NamedTuple

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QTextBrowser, QTextEdit, QWidget

from briefing_app.gui.clipboard import carry_words
from briefing_app.gui.page_document import PageDocument, empty_image
from briefing_app.gui.page_text import Hit
from briefing_app.i18n import _
from briefing_app.screen.style import UNSEEN, Page, PageStyle

TEXT_PX = 16  # of a page at 100 %
COLUMN_EMS = 36  # 62 to 75 characters of the text face
TWO_COLUMNS_EMS = 30  # the width from which actors stand side by side
MARGIN_PX = 24
INSIDE = ("card", "actor", "search", "folder", "home", "do", "note")
OUTSIDE = ("http", "https", "mailto")

_WITHOUT_UNSEEN = str.maketrans("", "", UNSEEN)


class Passage(NamedTuple):
    """The passage at the upper edge: which of the blocks that hold text, and how far into it (1.0 is its end)."""

    block: int
    share: float


class CardView(QTextBrowser):
    """Shows pages.

    Signals:
        link_chosen: a link to the outside was clicked, or entered by keyboard; nothing has been opened.
        link_hovered: the target of the link under the pointer or the focus, "" for none.
        columns_changed: after a change of width another number of columns fits; ask for the page anew.
        zoom_stepped: the reader turned the wheel with Ctrl held: +1 or -1.
        page_shown: another page, or another look of it, has replaced the one before.
        inner_link_chosen: a link to a place inside the app: its scheme and what it names.
        read_to_end: the reader scrolled to the end of the page.
        next_wanted: the reader pressed Space at the end of the page (True) or, with Shift, at its beginning.
        first_painted: the view has been painted for the first time.
        mark_wanted: the reader pressed H to mark the selection.
        comment_wanted: the reader pressed N to comment on it.
        place_clicked: the reader clicked on the text: the position in it.
        book_wanted: the reader wants the card in a book.
    """

    link_chosen = Signal(str)
    link_hovered = Signal(str)
    columns_changed = Signal(int)
    zoom_stepped = Signal(int)
    inner_link_chosen = Signal(str, str)
    read_to_end = Signal()
    next_wanted = Signal(bool)
    page_shown = Signal()
    first_painted = Signal()
    mark_wanted = Signal()
    comment_wanted = Signal()
    place_clicked = Signal(int)
    book_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._was_painted = False
        self.setObjectName("cardView")
        self.setAccessibleName(_("Card"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.setOpenLinks(False)
        # A bar that comes and goes would lay every long table out twice.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._zoom = 1.0
        self._columns = PageStyle().columns
        self._passage: Passage | None = None
        self._marks: list[QTextEdit.ExtraSelection] = []  # the reader's
        self._found: list[QTextEdit.ExtraSelection] = []
        self._trail: list[Passage | None] = []
        self._placing = False
        self._is_private = False
        self.shows_card = False
        """Whether the page is a card, and not one of the library or of help."""
        self._leading = False  # the app scrolls, not the reader
        self._page_document = PageDocument("", 0, self)
        self.setDocument(self._page_document)
        self.anchorClicked.connect(self._follow)
        self.highlighted.connect(
            lambda link: self.link_hovered.emit("" if _is_inside(link) or link.scheme() in INSIDE else _address(link))
        )
        self.verticalScrollBar().valueChanged.connect(self._forget_place)

    def show_page(self, page: Page, *, keep_place: bool = False) -> None:
        """Show `page` from its top or, for another look of the page that is shown, where the reader is."""
        passage = self._reading() if keep_place else None
        text = self._text_of(passage)
        chosen = self.textCursor().selectedText() if keep_place else ""
        start = self.textCursor().selectionStart()
        self._placing = True
        previous = self._page_document
        self._page_document = PageDocument(page.html, self.maximumViewportSize().width(), self)
        self._marks, self._found = [], []
        self.setExtraSelections([])  # Qt would look at those of a document that is gone
        self.setDocument(self._page_document)
        previous.deleteLater()
        if not keep_place:
            self._trail.clear()
        if chosen:
            self._choose_again(chosen, start)
        self._return_to(self._where_now(passage, text))
        self.link_hovered.emit("")
        self.page_shown.emit()

    def set_private(self, *, private: bool) -> None:
        """Whether the page shows what the reader wrote: histories of the clipboard are asked to keep none of it."""
        self._is_private = private

    def set_zoom(self, zoom: float) -> None:
        """Make room for pages at `zoom`; the page itself has to be asked for anew."""
        self._zoom = zoom
        self._centre_column()

    def columns(self) -> int:
        """How many columns of actors the pane has room for: 1 or 2."""
        return 2 if self._column_width() >= TWO_COLUMNS_EMS * TEXT_PX * self._zoom else 1

    def scroll_share(self) -> float:
        """How far down the page the reader is, 0 to 1."""
        bar = self.verticalScrollBar()
        return bar.value() / bar.maximum() if bar.maximum() else 0.0

    def set_scroll_share(self, share: float) -> None:
        """Go as far down the page as `share` says."""
        self._lay_out()
        with self._led():
            self.verticalScrollBar().setValue(round(share * self.verticalScrollBar().maximum()))

    def jump_to(self, anchor: str) -> None:
        """Bring a heading or a source to the upper edge; `backward` leads back."""
        self._trail.append(self._reading())
        self._lay_out()
        with self._led():
            self.scrollToAnchor(anchor)

    def backward(self) -> None:
        """Go back to where the last jump started (Qt calls this for Alt+Left)."""
        if self._trail:
            self._return_to(self._trail.pop())

    def can_go_back(self) -> bool:
        """Whether a jump within the page can be taken back."""
        return bool(self._trail)

    def read_on(self, *, forward: bool) -> bool:
        """Show the next screen of the page, or the one before; False where there is none."""
        self._lay_out()
        bar = self.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + (1 if forward else -1) * max(20, self.maximumViewportSize().height() - 2 * TEXT_PX))
        return bar.value() != before

    def mark(self, hits: Sequence[Hit], current: int, colours: tuple[QColor, QColor]) -> None:
        """Give what was found a ground in the first of `colours`, the hit of number `current` in the second."""
        self._found = []
        for number, hit in enumerate(hits):
            style = QTextCharFormat()
            style.setBackground(colours[number == current])
            self._found.append(self._extra(hit, style))
        self.setExtraSelections([*self._marks, *self._found])

    def show_marks(self, marks: Sequence[tuple[Hit, QTextCharFormat]]) -> None:
        """Draw the reader's marks, below what was found."""
        self._marks = [self._extra(hit, style) for hit, style in marks]
        self.setExtraSelections([*self._marks, *self._found])

    def show_hit(self, hit: Hit) -> None:
        """Bring a hit into sight."""
        cursor = QTextCursor(self.document())
        with self._led():
            for position in (hit.end, hit.start):
                cursor.setPosition(position)
                self.setTextCursor(cursor)
                self.ensureCursorVisible()

    def focus_link(self, begin: str) -> None:
        """Put the keyboard on the first link whose address begins so; nowhere where there is none."""
        block = self.document().begin()
        while block.isValid():
            iterator = block.begin()
            while not iterator.atEnd():
                fragment = iterator.fragment()
                if fragment.charFormat().anchorHref().startswith(begin):
                    start = fragment.position()
                    self.setTextCursor(self._cursor(Hit(max(0, start - 1), start)))
                    self.focusNextPrevChild(True)  # to the next after what is selected
                    return
                iterator += 1
            block = block.next()

    def plain_selection(self) -> str:
        """The chosen text as the author wrote it."""
        return self.textCursor().selection().toPlainText().translate(_WITHOUT_UNSEEN)

    def menu_at(self, where: QPoint) -> QMenu:
        """Copy, copy the link at `where`, select all; of a card, add it to a book."""
        menu = QMenu(self)
        copy = menu.addAction(_("&Copy"), self.copy)
        copy.setEnabled(self.textCursor().hasSelection())
        link = QUrl(self.anchorAt(where))
        if not link.isEmpty() and not _is_inside(link) and link.scheme() not in INSIDE:
            menu.addAction(_("Copy &link"), lambda: QGuiApplication.clipboard().setText(_address(link)))
        menu.addAction(_("Select &all"), self.selectAll)
        if self.shows_card:
            menu.addAction(_("Add to a &book…"), self.book_wanted.emit)
        return menu

    # What Qt calls

    def loadResource(self, kind: int, name: QUrl | str) -> QImage:  # noqa: ARG002  # Qt's signature
        """An empty image, whatever is asked for: no page makes the app read a file."""
        return empty_image()

    def createMimeDataFromSelection(self) -> QMimeData:
        """Plain text alone goes to the clipboard and into a drag."""
        return carry_words(super().createMimeDataFromSelection(), self.plain_selection(), private=self._is_private)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space reads on, at the end of the page in the next card; H and N mark the selection."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            forward = not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            if not self.read_on(forward=forward):
                self.next_wanted.emit(forward)
        elif event.text().lower() in ("h", "n") and self.textCursor().hasSelection():
            (self.mark_wanted if event.text().lower() == "h" else self.comment_wanted).emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell where the text was clicked."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            self.place_clicked.emit(self.cursorForPosition(event.position().toPoint()).position())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu of the page, by mouse or by key."""
        menu = self.menu_at(event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell when something was painted for the first time."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.first_painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the column in the middle and the passage that is read at the upper edge."""
        passage = self._reading()
        self._placing = True
        self._centre_column()
        super().resizeEvent(event)
        self._return_to(passage)
        if self.columns() != self._columns:
            self._columns = self.columns()
            self.columns_changed.emit(self._columns)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl the window zooms; Qt on its own would enlarge some of the text and not the rest."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_stepped.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    # Inside

    def _follow(self, link: QUrl) -> None:
        if _is_inside(link):
            self.jump_to(link.fragment())
        elif link.scheme() in OUTSIDE:
            self.link_chosen.emit(_address(link))
        elif link.scheme() in INSIDE:
            self.inner_link_chosen.emit(link.scheme(), _value(link))

    def _room(self) -> int:
        return self.width() - self.verticalScrollBar().sizeHint().width()

    def _column_width(self) -> int:
        return min(round(COLUMN_EMS * TEXT_PX * self._zoom), self._room() - 2 * MARGIN_PX)

    def _centre_column(self) -> None:
        side = max(MARGIN_PX, (self._room() - self._column_width()) // 2)
        self.setViewportMargins(side, 0, side, 0)

    def _reading(self) -> Passage | None:
        """The passage that the reader is at; None at the very top."""
        top = self.verticalScrollBar().value()
        if top == 0:
            return None
        if self._passage is None:
            block = self.cursorForPosition(QPoint(0, 0)).block()
            box = self.document().documentLayout().blockBoundingRect(block)
            self._passage = Passage(self._number_of(block), (top - box.top()) / max(1.0, box.height()))
        return self._passage

    def _return_to(self, passage: Passage | None) -> None:
        """Bring `passage` to the upper edge."""
        self._placing = True
        block = self._block_of(passage.block) if passage else None
        top = 0.0
        if passage and block:
            self._lay_out()
            box = self.document().documentLayout().blockBoundingRect(block)
            top = box.top() + passage.share * box.height()
        self.verticalScrollBar().setValue(round(top))
        self._passage = passage
        self._placing = False

    def _text_of(self, passage: Passage | None) -> str:
        block = self._block_of(passage.block) if passage else None
        return block.text() if block else ""

    def _where_now(self, passage: Passage | None, text: str) -> Passage | None:
        """The passage in a page of which other parts may have changed: the nearest block of the same text."""
        if passage is None or self._text_of(passage) == text:
            return passage
        same = [number for number, block in enumerate(self._blocks_with_text()) if block.text() == text]
        return passage._replace(block=min(same, key=lambda number: abs(number - passage.block))) if same else passage

    def _choose_again(self, passage: str, start: int) -> None:
        """Select a passage where it stands now: nearest to its place in the page before."""
        text, sought = (one.encode("utf-16-le", "surrogatepass") for one in (self.document().toRawText(), passage))
        places = (text.rfind(sought, 0, 2 * start + len(sought)), text.find(sought, 2 * start))
        found = [place // 2 for place in places if place >= 0 and place % 2 == 0]
        if found:
            nearest = min(found, key=lambda place: abs(place - start))
            self.setTextCursor(self._cursor(Hit(nearest, nearest + len(sought) // 2)))

    def _lay_out(self) -> None:
        """Have Qt lay out what it would otherwise leave for later: places further down are not known before.

        Qt tells the scroll bar only later still, and until then the bar's range is an estimate.
        """
        height = self.document().documentLayout().documentSize().height()
        self.verticalScrollBar().setMaximum(max(0, int(height) - self.maximumViewportSize().height()))

    def _forget_place(self) -> None:
        if not self._placing:
            self._passage = None
            bar = self.verticalScrollBar()
            if bar.value() == bar.maximum() > 0 and not self._leading:
                self.read_to_end.emit()

    @contextmanager
    def _led(self) -> Iterator[None]:
        """Scroll to a place that the reader asked for by name: the way there is not read."""
        self._leading = True
        yield
        self._leading = False

    def _extra(self, hit: Hit, style: QTextCharFormat) -> QTextEdit.ExtraSelection:
        extra = QTextEdit.ExtraSelection()
        extra.cursor = self._cursor(hit)
        extra.format = style
        return extra

    def _cursor(self, hit: Hit) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(hit.start)
        cursor.setPosition(hit.end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _number_of(self, block: QTextBlock) -> int:
        return sum(1 for before in self._blocks_with_text() if before.blockNumber() < block.blockNumber())

    def _block_of(self, number: int) -> QTextBlock | None:
        return next(islice(self._blocks_with_text(), number, None), None)

    def _blocks_with_text(self) -> Iterator[QTextBlock]:
        """The blocks that a page has in every look; how many empty ones there are depends on the columns."""
        block = self.document().begin()
        while block.isValid():
            if block.text().strip():
                yield block
            block = block.next()


def _is_inside(link: QUrl) -> bool:
    return link.hasFragment() and not link.scheme() and not link.host() and not link.path()


def _value(link: QUrl) -> str:
    """What a link to a place inside the app names."""
    return QUrl.fromPercentEncoding(link.toEncoded()).partition(":")[2]


def _address(link: QUrl) -> str:
    """A link as it would be opened: letters that only look like others show as what they are."""
    return bytes(link.toEncoded().data()).decode("ascii")

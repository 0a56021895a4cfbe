"""How a card of a book looks in the book's list: its tab, its title, date and pages, what changed."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyleOptionViewItem

from briefing_app.gui.book_rows import ROW_ROLE, BookRow
from briefing_app.gui.card_row import MARGIN, PADDING, CardRowDelegate, is_right_to_left, isolated
from briefing_app.screen.theme import Theme

TAB_WIDTH, TAB_HEIGHT = 30, 20
INDENT = 12 + TAB_WIDTH + 10


class BookRowDelegate(CardRowDelegate):
    """Paints the rows of a book with the letters and grounds of the list of cards."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(theme, view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As wide as the list, as high as the text."""
        row: BookRow = index.data(ROW_ROLE)
        width = self._view.viewport().width()
        titles = len(self._broken(row.title, "title", max(40, width - INDENT - 2 * MARGIN)))
        lines = 1 + bool(row.news)
        spacing, line = self._metrics["title"].lineSpacing(), self._metrics["text"].lineSpacing()
        return QSize(min(width, 200), titles * spacing + lines * line + PADDING)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a card."""
        row: BookRow = index.data(ROW_ROLE)
        rect: QRect = option.rect
        mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_state(painter, option)
        self._paint_tab(painter, rect, row, mirrored=mirrored)
        before, after = (2 * MARGIN, INDENT) if mirrored else (INDENT, 2 * MARGIN)
        column = rect.adjusted(before, MARGIN + 2, -after, 0)
        if is_right_to_left(row.title) != mirrored:
            painter.setLayoutDirection(_other(painter.layoutDirection()))  # mirrors the alignment, too
        self._paint_words(painter, column, row)
        painter.restore()

    def _paint_state(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        state = option.state
        chosen, near = state & QStyle.StateFlag.State_Selected, state & QStyle.StateFlag.State_MouseOver
        if chosen or near:
            ground = QRectF(option.rect).adjusted(4, 1, -4, -1)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.selection if chosen else self._theme.tint))
            painter.drawRoundedRect(ground, 6, 6)
        if state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setPen(QColor(self._theme.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(option.rect).adjusted(4.5, 1.5, -4.5, -1.5), 6, 6)

    def _paint_tab(self, painter: QPainter, rect: QRect, row: BookRow, *, mirrored: bool) -> None:
        """The number or letter as it will stand on the page; an annex's in outline."""
        left = rect.right() - 12 - TAB_WIDTH if mirrored else rect.left() + 12
        place = QRectF(left, rect.top() + MARGIN + 1, TAB_WIDTH, TAB_HEIGHT)
        colour = QColor(self._theme.muted if row.missing else self._theme.accent)
        painter.setPen(colour)
        painter.setBrush(Qt.BrushStyle.NoBrush if row.annex or row.missing else colour)
        painter.drawRoundedRect(place, 4, 4)
        painter.setFont(self._fonts["title"])
        painter.setPen(colour if row.annex or row.missing else QColor(self._theme.paper))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, row.tab)

    def _paint_words(self, painter: QPainter, column: QRect, row: BookRow) -> None:
        leading = Qt.AlignmentFlag.AlignLeading
        line = QRect(column.left(), column.top(), column.width(), self._metrics["title"].lineSpacing())
        painter.setFont(self._fonts["title"])
        for words in self._broken(row.title, "title", max(40, column.width())):
            self._draw_line(painter, line, words, leading, self._theme.muted if row.missing else self._theme.strong)
            line.translate(0, line.height())
        painter.setFont(self._fonts["text"])
        line.setHeight(self._metrics["text"].lineSpacing())
        self._paint_line_of_facts(painter, line, row)
        if row.news:
            line.translate(0, line.height())
            self._draw_elided(
                painter, line, isolated(row.news), leading, self._theme.alert if row.missing else self._theme.accent
            )

    def _paint_line_of_facts(self, painter: QPainter, line: QRect, row: BookRow) -> None:
        marking = self._metrics["text"].elidedText(row.marking, Qt.TextElideMode.ElideRight, line.width() // 2)
        self._draw_line(painter, line, marking, Qt.AlignmentFlag.AlignTrailing, self._theme.muted)
        taken = self._metrics["text"].horizontalAdvance(marking) + MARGIN if marking else 0
        mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        room = line.adjusted(taken, 0, 0, 0) if mirrored else line.adjusted(0, 0, -taken, 0)
        self._draw_elided(painter, room, isolated(row.facts), Qt.AlignmentFlag.AlignLeading, self._theme.muted)


def _other(direction: Qt.LayoutDirection) -> Qt.LayoutDirection:
    left_to_right, right_to_left = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
    return left_to_right if direction == right_to_left else right_to_left

"""How one row of the list looks: heading, title in two lines, bottom line in one, date, place and marks."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import bidirectional

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from briefing_app.gui.style import furniture_font
from briefing_app.i18n import _

if TYPE_CHECKING:
    from briefing_app.gui.card_list import Row
    from briefing_app.screen.theme import Theme

INDENT = 16
MARGIN = 8
TITLE_LINES = 2
NOTE_MARK = "✎"


class CardRowDelegate(QStyledItemDelegate):
    """Paints rows; heights follow the text."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fonts = {
            "heading": furniture_font(11, bold=True),
            "title": furniture_font(13, bold=True),
            "text": furniture_font(12),
        }
        self._fonts["heading"].setLetterSpacing(self._fonts["heading"].SpacingType.AbsoluteSpacing, 0.9)
        self._metrics = {name: QFontMetrics(font) for name, font in self._fonts.items()}
        self._titles: dict[tuple[str, int], list[str]] = {}

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The height that the row's text takes at the list's width."""
        row: Row = index.data(Qt.ItemDataRole.UserRole)
        if not row.card_id:
            return QSize(0, self._metrics["heading"].height() + (10 if index.row() == 0 else 24))
        view = option.widget
        width = view.viewport().width() if view is not None and hasattr(view, "viewport") else option.rect.width()
        titles = len(self._title_lines(row.title, width - INDENT - MARGIN * 2))
        lines = 1 + bool(self._second(row))
        height = titles * self._metrics["title"].lineSpacing() + lines * self._metrics["text"].lineSpacing()
        return QSize(0, height + 2 * MARGIN + 4)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a heading or a card."""
        row: Row = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.card_id:
            self._paint_card(painter, option, row)
        else:
            self._paint_heading(painter, option.rect, row)
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, row: Row) -> None:
        painter.setFont(self._fonts["heading"])
        painter.setPen(QColor(self._theme.muted))
        place = rect.adjusted(INDENT, 0, -MARGIN, -4)
        painter.drawText(place, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeading, row.title.upper())

    def _paint_card(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        theme, rect = self._theme, option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        under = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if chosen or under:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selection if chosen else theme.tint))
            painter.drawRoundedRect(QRectF(rect).adjusted(6, 1, -6, -1), 6, 6)
            if chosen and option.state & QStyle.StateFlag.State_HasFocus:
                painter.setBrush(QColor(theme.accent))
                painter.drawRoundedRect(QRectF(rect.left() + 6, rect.top() + 7, 3, rect.height() - 14), 1.5, 1.5)
        width = rect.width() - INDENT - MARGIN * 2
        top = rect.top() + MARGIN + 2
        right_to_left = _is_right_to_left(row.title)
        align = Qt.AlignmentFlag.AlignRight if right_to_left else Qt.AlignmentFlag.AlignLeft
        painter.setFont(self._fonts["title"])
        painter.setPen(QColor(theme.strong))
        for line in self._title_lines(row.title, width):
            place = QRect(rect.left() + INDENT, top, width, self._metrics["title"].lineSpacing())
            painter.drawText(place, align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, line)
            top += self._metrics["title"].lineSpacing()
        painter.setFont(self._fonts["text"])
        line = QRect(rect.left() + INDENT, top, width, self._metrics["text"].lineSpacing())
        second = self._second(row)
        if second:
            self._draw_line(painter, line, second, align, theme.alert if row.broken else theme.ink)
            line.translate(0, line.height())
        self._paint_marks(painter, line, row, align)

    def _paint_marks(self, painter: QPainter, line: QRect, row: Row, align: Qt.AlignmentFlag) -> None:
        """Date and place at the start of the line, marking and note at its end; the place gives way."""
        marks = "  ".join(filter(None, (NOTE_MARK if row.has_note else "", row.marking)))
        room = QRect(line)
        if marks:
            marks = self._metrics["text"].elidedText(marks, Qt.TextElideMode.ElideRight, line.width() // 2)
            taken = self._metrics["text"].horizontalAdvance(marks) + MARGIN
            other = Qt.AlignmentFlag.AlignLeft if align == Qt.AlignmentFlag.AlignRight else Qt.AlignmentFlag.AlignRight
            self._draw_line(painter, line, marks, other, self._theme.muted)
            room.adjust(*((taken, 0, 0, 0) if other == Qt.AlignmentFlag.AlignLeft else (0, 0, -taken, 0)))
        self._draw_line(painter, room, row.place_and_date, align, self._theme.muted)

    def _draw_line(self, painter: QPainter, line: QRect, words: str, align: Qt.AlignmentFlag, colour: str) -> None:
        painter.setPen(QColor(colour))
        elided = self._metrics["text"].elidedText(words, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, elided)

    def _second(self, row: Row) -> str:
        return _("Cannot be read: see what to mend") if row.broken else row.bottom_line

    def _title_lines(self, title: str, width: int) -> list[str]:
        """The title broken into at most two lines, with an ellipsis at the end of the second."""
        known = self._titles.get((title, width))
        if known is not None:
            return known
        if len(self._titles) > 2000:
            self._titles.clear()
        lines = self._titles[title, width] = self._broken(title, max(width, 40))
        return lines

    def _broken(self, title: str, width: int) -> list[str]:
        layout = QTextLayout(title, self._fonts["title"])
        layout.setTextOption(QTextOption())
        layout.beginLayout()
        starts: list[int] = []
        while (line := layout.createLine()).isValid() and len(starts) <= TITLE_LINES:
            line.setLineWidth(width)
            line.setPosition(QPointF(0, 0))
            starts.append(line.textStart())
        layout.endLayout()
        utf16 = title.encode("utf-16-le", "surrogatepass")
        cuts = [utf16[start * 2 :].decode("utf-16-le", "surrogatepass") for start in starts[:TITLE_LINES]]
        if len(cuts) < TITLE_LINES:
            return [title]
        first = title[: len(title) - len(cuts[1])].rstrip()
        return [first, self._metrics["title"].elidedText(cuts[1], Qt.TextElideMode.ElideRight, width)]


def _is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left (Unicode's rule P2)."""
    return next((kind in ("R", "AL") for kind in map(bidirectional, text) if kind in ("L", "R", "AL")), False)

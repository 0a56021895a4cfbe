"""How one row of the list looks: heading, title in two lines, bottom line in one, date, place and marks."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import bidirectional

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from briefing_app.gui.style import furniture_font
from briefing_app.i18n import _

if TYPE_CHECKING:
    from briefing_app.gui.card_rows import Row
    from briefing_app.screen.theme import Theme

INDENT = 22
MARGIN = 8
PADDING = 2 * MARGIN + 4  # of a card's row, above and below its text
TITLE_LINES = 2
ISOLATE, END_ISOLATE = "\u2068", "\u2069"  # else "10 Dec" turns into "Dec 10" in a row from right to left
DOT, DOT_AT = 6, 9


class CardRowDelegate(QStyledItemDelegate):
    """Paints rows; heights follow the text.

    The list tells which card is `chosen`, which one is `under_pointer`, and whether it `has_focus`. Qt would tell that,
    too, by a class (QStyle) that takes a thirtieth of the start to import.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.chosen = self.under_pointer = ""
        self.has_focus = False
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

    @property
    def usual_height(self) -> int:
        """The height of a card whose title takes two lines."""
        return TITLE_LINES * self._metrics["title"].lineSpacing() + 2 * self._metrics["text"].lineSpacing() + PADDING

    def row_height(self, row: Row, width: int, *, first: bool) -> int:
        """The height that a row's text takes in a list of `width` pixels; a heading that is not the first has room
        above it."""
        if not row.card_id:
            return self._metrics["heading"].height() + (10 if first else 24)
        fits = self._metrics["title"].horizontalAdvance(row.title) <= width - INDENT - MARGIN * 2
        titles, lines = (1 if fits else TITLE_LINES), 1 + bool(self._second(row))
        return titles * self._metrics["title"].lineSpacing() + lines * self._metrics["text"].lineSpacing() + PADDING

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
        self._paint_ground(painter, option.rect, row.card_id)
        rect = option.rect
        width = rect.width() - INDENT - MARGIN * 2
        leading, spacing = Qt.AlignmentFlag.AlignLeading, self._metrics["title"].lineSpacing()
        if _is_right_to_left(row.title):
            painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # mirrors the alignment, too
        line = QRect(rect.left() + INDENT, rect.top() + MARGIN + 2, width, spacing)
        if row.has_note:
            self._paint_dot(painter, rect.left() + INDENT - DOT_AT, line.center().y() + 1)
        painter.setFont(self._fonts["title"])
        for words in self._title_lines(row.title, width):
            self._draw_line(painter, line, words, leading, self._theme.strong)
            line.translate(0, spacing)
        painter.setFont(self._fonts["text"])
        line.setHeight(self._metrics["text"].lineSpacing())
        if second := self._second(row):
            self._draw_elided(painter, line, second, leading, self._theme.alert if row.broken else self._theme.ink)
            line.translate(0, line.height())
        self._paint_facts(painter, line, row)

    def _paint_ground(self, painter: QPainter, rect: QRect, card_id: str) -> None:
        """What tells that a row is chosen, under the pointer, or where the keyboard is."""
        chosen = card_id == self.chosen
        if not chosen and card_id != self.under_pointer:
            return
        ground = QRectF(rect).adjusted(6, 1, -6, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.selection if chosen else self._theme.tint))
        painter.drawRoundedRect(ground, 6, 6)
        if chosen and self.has_focus:
            painter.setBrush(QColor(self._theme.accent))
            painter.drawRoundedRect(QRectF(ground.left(), ground.top() + 6, 3, ground.height() - 12), 1.5, 1.5)

    def _paint_dot(self, painter: QPainter, x: int, y: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.accent))
        painter.drawEllipse(QPointF(x, y), DOT / 2, DOT / 2)

    def _paint_facts(self, painter: QPainter, line: QRect, row: Row) -> None:
        """Date and place, with the marking at the line's end; the place gives way."""
        marking = self._metrics["text"].elidedText(row.marking, Qt.TextElideMode.ElideRight, line.width() // 2)
        self._draw_line(painter, line, marking, Qt.AlignmentFlag.AlignTrailing, self._theme.muted)
        taken = self._metrics["text"].horizontalAdvance(marking) + MARGIN if marking else 0
        mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        room = line.adjusted(taken, 0, 0, 0) if mirrored else line.adjusted(0, 0, -taken, 0)
        facts = " · ".join(f"{ISOLATE}{fact}{END_ISOLATE}" for fact in row.place_and_date.split(" · ") if fact)
        self._draw_elided(painter, room, facts, Qt.AlignmentFlag.AlignLeading, self._theme.muted)

    def _draw_elided(self, painter: QPainter, line: QRect, words: str, align: Qt.AlignmentFlag, colour: str) -> None:
        words = self._metrics["text"].elidedText(words, Qt.TextElideMode.ElideRight, line.width())
        self._draw_line(painter, line, words, align, colour)

    def _draw_line(self, painter: QPainter, line: QRect, words: str, align: Qt.AlignmentFlag, colour: str) -> None:
        painter.setPen(QColor(colour))
        painter.drawText(line, align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, words)

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

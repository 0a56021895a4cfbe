"""How one row of the list looks: heading; title in two lines, a line of text, date, place and marks; or all in one."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import bidirectional

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen, QTextLayout, QTextOption
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
DOT, DOT_AT = 7, 10
MARK, MARK_GAP = 9, 6  # the signs of star, queue and note


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
            "read": furniture_font(13),
            "text": furniture_font(12),
        }
        self._fonts["heading"].setLetterSpacing(self._fonts["heading"].SpacingType.AbsoluteSpacing, 0.9)
        self._metrics = {name: QFontMetrics(font) for name, font in self._fonts.items()}
        self._titles: dict[tuple[str, str, int], list[str]] = {}
        self.dense = False

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme

    @property
    def usual_height(self) -> int:
        """The height of a card whose title takes two lines, or of any in a dense list."""
        if self.dense:
            return self._metrics["title"].lineSpacing() + MARGIN
        return TITLE_LINES * self._metrics["title"].lineSpacing() + 2 * self._metrics["text"].lineSpacing() + PADDING

    def row_height(self, row: Row, width: int, *, first: bool) -> int:
        """The height that a row's text takes in a list of `width` pixels; a heading that is not the first has room
        above it."""
        if not row.card_id:
            return self._metrics["heading"].height() + (10 if first else 24)
        if self.dense:
            return self.usual_height
        fits = self._metrics[_title_font(row)].horizontalAdvance(row.title) <= width - INDENT - MARGIN * 2
        titles, lines = (1 if fits else TITLE_LINES), 1 + bool(self._second(row))
        return titles * self._metrics["title"].lineSpacing() + lines * self._metrics["text"].lineSpacing() + PADDING

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a heading or a card."""
        row: Row = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.card_id and self.dense:
            self._paint_dense(painter, option, row)
        elif row.card_id:
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
        if is_right_to_left(row.title):
            painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # mirrors the alignment, too
        line = QRect(rect.left() + INDENT, rect.top() + MARGIN + 2, width, spacing)
        self._paint_dot(painter, row, rect.left() + INDENT - DOT_AT, line.center().y() + 1)
        painter.setFont(self._fonts[_title_font(row)])
        colour = self._theme.strong if row.available else self._theme.muted
        for words in self._title_lines(row, width):
            self._draw_line(painter, line, words, leading, colour)
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

    def _paint_dense(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        """Everything in one line: title, marks, date."""
        self._paint_ground(painter, option.rect, row.card_id)
        rect: QRect = option.rect
        line = rect.adjusted(INDENT, 0, -2 * MARGIN, 0)
        self._paint_dot(painter, row, rect.left() + INDENT - DOT_AT, line.center().y() + 1)
        painter.setFont(self._fonts["text"])
        taken = self._metrics["text"].horizontalAdvance(row.date)
        self._draw_line(painter, line, row.date, Qt.AlignmentFlag.AlignRight, self._theme.muted)
        taken += self._paint_marks(painter, row, line.right() - taken - MARK_GAP, line.center().y() + 1)
        painter.setFont(self._fonts[_title_font(row)])
        room = line.adjusted(0, 0, -taken - MARGIN, 0)
        title = self._metrics[_title_font(row)].elidedText(row.title, Qt.TextElideMode.ElideRight, room.width())
        colour = self._theme.alert if row.broken else self._theme.strong if row.available else self._theme.muted
        self._draw_line(painter, room, title, Qt.AlignmentFlag.AlignLeft, colour)

    def _paint_dot(self, painter: QPainter, row: Row, x: int, y: int) -> None:
        """A dot for a card that was not read, a ring for one that has changed since."""
        if not (row.unread or row.updated) or row.broken:
            return
        accent = QColor(self._theme.accent)
        painter.setPen(QPen(accent, 1.6) if row.updated else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if row.updated else accent)
        painter.drawEllipse(QPointF(x, y), DOT / 2, DOT / 2)

    def _paint_marks(self, painter: QPainter, row: Row, right: int, middle: int) -> int:
        """The signs of a star, tonight's queue and a note, from `right` to the left; the room that they take."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.accent))
        taken = 0
        for wanted, shape in ((row.has_note, _page), (row.queued, _moon), (row.starred, _star)):
            if wanted:
                taken += MARK + MARK_GAP
                painter.drawPath(shape().translated(right - taken + MARK_GAP, middle - MARK / 2))
        return taken

    def _paint_facts(self, painter: QPainter, line: QRect, row: Row) -> None:
        """Date and place, with the marking at the line's end; the place gives way."""
        marking = self._metrics["text"].elidedText(row.marking, Qt.TextElideMode.ElideRight, line.width() // 2)
        self._draw_line(painter, line, marking, Qt.AlignmentFlag.AlignTrailing, self._theme.muted)
        taken = self._metrics["text"].horizontalAdvance(marking) + MARGIN if marking else 0
        mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        marks = MARK_GAP * 2 + sum(MARK + MARK_GAP for wanted in (row.has_note, row.queued, row.starred) if wanted)
        right = line.left() + taken + marks - MARK_GAP if mirrored else line.right() - taken
        taken += self._paint_marks(painter, row, right, line.center().y() + 1)
        room = line.adjusted(taken, 0, 0, 0) if mirrored else line.adjusted(0, 0, -taken, 0)
        self._draw_elided(painter, room, isolated(row.place_and_date), Qt.AlignmentFlag.AlignLeading, self._theme.muted)

    def _draw_elided(self, painter: QPainter, line: QRect, words: str, align: Qt.AlignmentFlag, colour: str) -> None:
        words = self._metrics["text"].elidedText(words, Qt.TextElideMode.ElideRight, line.width())
        self._draw_line(painter, line, words, align, colour)

    def _draw_line(self, painter: QPainter, line: QRect, words: str, align: Qt.AlignmentFlag, colour: str) -> None:
        painter.setPen(QColor(colour))
        painter.drawText(line, align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, words)

    def _second(self, row: Row) -> str:
        if row.broken:
            return _("Cannot be read: see what to mend")
        return row.second if row.available else _("Not available now; shown as it was read last")

    def _title_lines(self, row: Row, width: int) -> list[str]:
        """The title broken into at most two lines, with an ellipsis at the end of the second."""
        key = (row.title, _title_font(row), width)
        known = self._titles.get(key)
        if known is not None:
            return known
        if len(self._titles) > 2000:
            self._titles.clear()
        lines = self._titles[key] = self._broken(row.title, _title_font(row), max(width, 40))
        return lines

    def _broken(self, title: str, font: str, width: int) -> list[str]:
        layout = QTextLayout(title, self._fonts[font])
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
        return [first, self._metrics[font].elidedText(cuts[1], Qt.TextElideMode.ElideRight, width)]


def isolated(facts: str) -> str:
    """Facts with a dot between them, each in its own direction."""
    return " · ".join(f"{ISOLATE}{fact}{END_ISOLATE}" for fact in facts.split(" · ") if fact)


def _title_font(row: Row) -> str:
    """What was read stands back."""
    return "title" if row.unread or row.updated else "read"


@cache
def _star() -> QPainterPath:
    half = MARK / 2
    points = []
    for corner in range(10):
        radius, angle = (half if corner % 2 == 0 else half * 0.45), math.pi * (corner / 5 - 0.5)
        points.append(QPointF(half + radius * math.cos(angle), half + radius * math.sin(angle)))
    path = QPainterPath(points[0])
    for point in points[1:]:
        path.lineTo(point)
    path.closeSubpath()
    return path


@cache
def _moon() -> QPainterPath:
    full, shadow = QPainterPath(), QPainterPath()
    full.addEllipse(QRectF(0, 0, MARK, MARK))
    shadow.addEllipse(QRectF(MARK * 0.35, -MARK * 0.12, MARK, MARK))
    return full.subtracted(shadow)


@cache
def _page() -> QPainterPath:
    """A sheet with two lines on it."""
    sheet, lines = QPainterPath(), QPainterPath()
    sheet.addRoundedRect(QRectF(1, 0, MARK - 2, MARK), 1.5, 1.5)
    for height in (2.6, 5.2):
        lines.addRect(QRectF(2.6, height, MARK - 5.2, 1.2))
    return sheet.subtracted(lines)


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left (Unicode's rule P2)."""
    return next((kind in ("R", "AL") for kind in map(bidirectional, text) if kind in ("L", "R", "AL")), False)

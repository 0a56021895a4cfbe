"""How highlights look: a ground of its own for each colour, and a line of its own for whoever sees no colours."""

from __future__ import annotations

from PySide6.QtGui import QColor, QIcon, QPixmap, QTextCharFormat

from briefing_app.notes.colours import COLOURS
from briefing_app.screen.theme import Theme

__all__ = ["COLOURS", "format_of", "swatch"]

DARK = 128  # lightness, of 255

_LINES = {
    "agree": QTextCharFormat.UnderlineStyle.SingleUnderline,
    "question": QTextCharFormat.UnderlineStyle.DashUnderline,
    "raise": QTextCharFormat.UnderlineStyle.WaveUnderline,
    "check": QTextCharFormat.UnderlineStyle.DotLine,
}


def format_of(colour: str, theme: Theme) -> QTextCharFormat:
    """How a highlight of this colour is drawn on the page."""
    style = QTextCharFormat()
    style.setBackground(QColor(theme.marks[colour]))
    style.setUnderlineStyle(_LINES[colour])
    style.setUnderlineColor(QColor(theme.muted))
    return style


def swatch(colour: str, theme: Theme, size: int) -> QIcon:
    """A square in the colour of a highlight, strong enough to be seen beside text; `size` in pixels."""
    ground = QColor(theme.marks[colour])
    pixels = QPixmap(size, size)
    pixels.fill(ground.lighter(190) if ground.lightness() < DARK else ground.darker(115))
    return QIcon(pixels)

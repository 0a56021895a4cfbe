"""Filters beside the search field: one button for each kind of value, its menu with counts that follow the search."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from briefing_app.i18n import _

if TYPE_CHECKING:
    from briefing_app.library.search import Count

IN_A_ROW = 4
GAP = 4
LONGEST = 40  # letters of a value in a menu


class Filters(QWidget):
    """Says by which condition the reader wants to narrow the search."""

    chosen = Signal(str)
    """A condition as a query says it: "country:AM"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, QToolButton] = {}
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, GAP)
        rows.setSpacing(GAP)
        for number, (kind, label) in enumerate(_kinds()):
            if number % IN_A_ROW == 0:
                row = QHBoxLayout()  # each button as wide as its word asks: a grid would cut the longest
                rows.addLayout(row)
            button = QToolButton()
            button.setObjectName("chip")
            button.setText(label)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
            button.setMenu(QMenu(button))
            button.setEnabled(False)
            self._buttons[kind] = button
            row.addWidget(button)

    def show_counts(self, counts: Sequence[Count], names: dict[str, str]) -> None:
        """Fill the menus; `names` says what countries and languages are called, by their codes."""
        for kind, button in self._buttons.items():
            menu = button.menu()
            menu.clear()
            values = [count for count in counts if count.kind == kind]
            button.setEnabled(bool(values))
            for count in values:
                label = names.get(f"{kind}:{count.value}", count.label)
                short = label if len(label) <= LONGEST else label[: LONGEST - 1] + "…"
                action = menu.addAction(f"{short.replace('&', '&&')}\t{count.cards:,}")
                action.triggered.connect(partial(self._choose, condition(kind, count.value, count.label)))

    def _choose(self, wanted: str, _checked: bool = False) -> None:
        self.chosen.emit(wanted)


def condition(kind: str, value: str, label: str) -> str:
    """What a query says to ask for one value of a filter."""
    operators = {"language": "lang", "year": "date", "country": "country", "shelf": "shelf"}
    operator = operators.get(kind, kind)
    if kind == "country":
        return f"country:{value}"
    text = value if kind in ("shelf", "year", "language") else label
    text = text.replace('"', " ")
    plain = text.isalnum() or kind == "language"
    return f"{operator}:{text}" if plain else f'{operator}:"{text}"'


def _kinds() -> tuple[tuple[str, str], ...]:
    return (
        ("country", _("Country")),
        ("topic", _("Topic")),
        ("actor", _("Actor")),
        ("year", _("Year")),
        ("language", _("Language")),
        ("marking", _("Marking")),
        ("shelf", _("Shelf")),
    )

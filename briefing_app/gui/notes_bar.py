"""The bar above the page of all notes: words to look for, and what else narrows them, each shown where it is set."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from briefing_app.i18n import _
from briefing_app.notebook import NoteFilter
from briefing_app.notes.colours import audience_names

LONGEST = 24  # letters of a card's title in its button


class NotesBar(QWidget):
    """Says what of the notes the reader wants to see."""

    wanted = Signal(object)
    """A `NoteFilter`."""
    typed = Signal(object)
    """A `NoteFilter` with words that may still go on."""
    card_wanted = Signal()
    """The reader wants to choose a card."""
    left = Signal()
    """The reader goes on to the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notesBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._filter = NoteFilter()
        self.field = QLineEdit()
        self._reset = QPushButton(_("Show all"))
        self._chips = {kind: QToolButton() for kind in ("since", "card_id", "colour", "audience", "open_tasks")}
        self._build()

    def show_filter(
        self, wanted: NoteFilter, colours: Mapping[str, str], cards: Mapping[str, str], months: Mapping[str, str]
    ) -> None:
        """Show what is set; what colours, cards with notes and months are called, by what a filter says for them."""
        self._filter = wanted
        if self.field.text().strip() != wanted.words.strip():
            self.field.setText(wanted.words)
        self._show_choices("since", _("Date"), {**_spans(), **months})
        self._show_choices("colour", _("Colour"), colours)
        self._show_choices("audience", _("Audience"), audience_names())
        chosen = cards.get(wanted.card_id, wanted.card_id)
        self._say("card_id", chosen or _("Card…"), _("Card") + (f": {chosen}" if chosen else ""), chosen=bool(chosen))
        self._chips["open_tasks"].setChecked(wanted.open_tasks)
        self._reset.setEnabled(wanted.narrows)

    # What Qt calls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Down go on to the page; Escape takes the words away, then leads there, too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape:
            if self.field.text():
                self.field.clear()
            else:
                self.left.emit()
        else:
            super().keyPressEvent(event)

    # Inside

    def _build(self) -> None:
        self.field.setPlaceholderText(_("Search your notes, comments and marked passages"))
        self.field.setAccessibleName(_("Search your notes"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._type)
        self._reset.setFlat(True)
        self._reset.setAutoDefault(False)
        self._reset.clicked.connect(lambda: self.wanted.emit(NoteFilter()))
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.field, 1)
        first.addWidget(self._reset)
        for kind, chip in self._chips.items():
            chip.setObjectName("chip")
            chip.setMinimumWidth(1)  # a narrow window cuts a word rather than growing
            chip.setSizePolicy(chip.sizePolicy().Policy.Preferred, chip.sizePolicy().Policy.Fixed)
            if kind not in ("card_id", "open_tasks"):
                chip.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
                chip.setMenu(QMenu(chip))
            second.addWidget(chip)
        second.addStretch(1)
        self._chips["card_id"].clicked.connect(self.card_wanted)
        tasks = self._chips["open_tasks"]
        tasks.setCheckable(True)
        tasks.setText(_("Open tasks"))
        tasks.setAccessibleName(_("Notes with open tasks alone"))
        tasks.clicked.connect(lambda on: self._want(open_tasks=on))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 12, 24, 10)
        layout.setSpacing(8)
        layout.addLayout(first)
        layout.addLayout(second)

    def _type(self, text: str) -> None:
        if text.strip() != self._filter.words.strip():
            self._filter = self._filter._replace(words=text, page=0)
            self.typed.emit(self._filter)

    def _want(self, **changes: object) -> None:
        self.wanted.emit(self._filter._replace(page=0, **changes))  # type: ignore[arg-type]

    def _show_choices(self, kind: str, label: str, choices: Mapping[str, str]) -> None:
        value = str(getattr(self._filter, kind))
        words = choices.get(value, value)
        self._say(kind, words or label, f"{label}: {words}" if words else label, chosen=bool(value))
        menu = self._chips[kind].menu()
        menu.clear()
        group = QActionGroup(menu)
        for choice, name in {"": _("All"), **choices}.items():
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(choice == value)
            action.triggered.connect(partial(self._choose, kind, choice))
            group.addAction(action)

    def _choose(self, kind: str, value: str, _checked: bool = False) -> None:
        self._want(**{kind: value})

    def _say(self, kind: str, words: str, name: str, *, chosen: bool) -> None:
        chip = self._chips[kind]
        short = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
        chip.setText(short.replace("&", "&&"))
        chip.setToolTip(name)
        chip.setAccessibleName(name)
        if chip.property("set") != chosen:
            chip.setProperty("set", chosen)
            chip.style().unpolish(chip)  # a style sheet looks at properties only in polish()
            chip.style().polish(chip)


def _spans() -> dict[str, str]:
    """Times that a filter knows, in words."""
    return {
        "1": _("Today"),
        "7": _("Last 7 days"),
        "30": _("Last 30 days"),
        "365": _("Last 12 months"),
    }

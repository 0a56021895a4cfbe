"""The marks of a card beside the note: in the card's order, each with its words, what was said of it, and its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QMenu, QWidget

from briefing_app.gui.mark_styles import COLOURS, swatch
from briefing_app.i18n import _
from briefing_app.notes.colours import AUDIENCES, audience_names, state_names
from briefing_app.screen.theme import Theme

RAISED = AUDIENCES[1:]  # who reads along with the reader: said of a mark; that it is theirs alone goes without saying
LONGEST = 160  # letters of a passage, and of what is said of it
SWATCH_PX = 10
ID = Qt.ItemDataRole.UserRole


class Row(NamedTuple):
    """A mark: its id, its colour ("" for another note), its words, what is said of it, its state and its audience.

    `meaning` is what the colour means to the reader.
    """

    id: str
    colour: str
    words: str
    text: str
    state: str
    audience: str
    meaning: str
    where: str = ""


class MarkList(QListWidget):
    """Says which mark was chosen, which is to be commented on, and which is to go."""

    chosen = Signal(str)
    colour_wanted = Signal(str)
    """The reader wants the current mark in another colour."""
    words_wanted = Signal(str)
    """The reader wants to see what a mark stood on."""
    setting_wanted = Signal()
    """The reader wants the current mark on the words that are selected."""
    comment_wanted = Signal(str)
    removal_wanted = Signal(str)
    audience_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._coming = ""
        self._colours: Mapping[str, str] = {}
        self.setObjectName("markList")
        self.setAccessibleName(_("Marks and comments"))
        self.setWordWrap(True)
        self.setFrameShape(self.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(lambda item: self.chosen.emit(item.data(ID)))
        self.itemActivated.connect(lambda item: self.comment_wanted.emit(item.data(ID)))
        self.hide()

    def show_rows(self, rows: Sequence[Row], theme: Theme, colours: Mapping[str, str]) -> None:
        """Show these marks; the one that was current stays so. Nothing at all where there is none.

        `colours` are the names that the reader gave them.
        """
        self._colours = colours
        current, self._coming = self._coming or self.current_id(), ""
        icons = {colour: swatch(colour, theme, SWATCH_PX) for colour in COLOURS}
        self.clear()
        for row in rows:
            item = QListWidgetItem(_words(row))
            item.setData(ID, row.id)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, _spoken(row))
            if row.colour:
                item.setIcon(icons[row.colour])
            self.addItem(item)
            if row.id == current:
                self.setCurrentItem(item)
        self.setVisible(bool(rows))

    def forget(self) -> None:
        """Show nothing of another card."""
        self._coming = ""
        self.clear()

    def current_id(self) -> str:
        """The mark that is current, "" for none."""
        item = self.currentItem()
        return str(item.data(ID)) if item is not None else ""

    def make_current(self, mark_id: str) -> None:
        """Bring a mark into sight and make it the current one; as soon as it is shown, where it is not yet."""
        for number in range(self.count()):
            if self.item(number).data(ID) == mark_id:
                self.setCurrentRow(number)
                self.scrollToItem(self.item(number))
                return
        self._coming = mark_id

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes the current mark away; the arrows lead to each mark on the page."""
        if event.key() == Qt.Key.Key_Delete and self.current_id():
            self.removal_wanted.emit(self.current_id())
            return
        before = self.currentRow()
        super().keyPressEvent(event)
        if self.currentRow() != before and self.current_id():
            self.chosen.emit(self.current_id())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the mark, by mouse or by the menu key."""
        item: QListWidgetItem | None = self.itemAt(event.pos()) or self.currentItem()
        if item is None:
            return
        self.setCurrentItem(item)
        mark_id = item.data(ID)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("C&omment on it"), lambda: self.comment_wanted.emit(mark_id))
        menu.addAction(_("W&ho may see it…"), lambda: self.audience_wanted.emit(mark_id))
        colours = menu.addMenu(_("Co&lour"))
        for colour, name in self._colours.items():
            colours.addAction(name, partial(self.colour_wanted.emit, colour))
        menu.addAction(_("What it st&ood on…"), lambda: self.words_wanted.emit(mark_id))
        menu.addAction(_("&Set it on the selected words"), self.setting_wanted.emit)
        menu.addAction(_("&Remove"), lambda: self.removal_wanted.emit(mark_id))
        menu.popup(event.globalPos())


def _words(row: Row) -> str:
    passage = row.words if len(row.words) <= LONGEST else row.words[: LONGEST - 1] + "…"
    quoted = f"“{' '.join(passage.split())}”" if passage else ""
    raised = audience_names()[row.audience] if row.audience in RAISED else None
    stood = _("stood in: {place}").format(place=row.where) if row.where else None
    said = " · ".join(filter(None, (state_names().get(row.state), stood, raised)))
    state = f"[{said}]" if said else ""
    said_of_it = row.text.strip()
    shown = said_of_it if len(said_of_it) <= LONGEST else said_of_it[: LONGEST - 1] + "…"
    return "\n".join(filter(None, (" ".join(filter(None, (state, quoted))), shown)))


def _spoken(row: Row) -> str:
    """What a screen reader says: the meaning of the colour, too."""
    return ": ".join(filter(None, (row.meaning or _("Note"), _words(row).replace("\n", "; "))))

"""A list of notes of which the reader chooses some to put back, or to destroy: the bin, and all that was written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from PySide6.QtCore import QDateTime, QItemSelectionModel, QLocale, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QWidget,
)

from briefing_app.gui.text_dialog import plain_label, titled_layout
from briefing_app.i18n import _, ngettext

SIZE = (640, 480)
LEAST = (420, 320)
LONGEST = 160  # letters of a note
ROW = Qt.ItemDataRole.UserRole
Wish = Literal["", "put back", "destroy"]


class Row(NamedTuple):
    """A note: its item in the history, its card's id and title, its words, and the day it was written or deleted.

    `when` is ISO 8601. `in_bin` is whether it was deleted.
    """

    item: str
    card_id: str
    title: str
    words: str
    when: str
    in_bin: bool


class BinDialog(QDialog):
    """Accepted when the reader wants something done, having said so once more before notes are destroyed.

    `wish` is what, `chosen` with which items. It opens with the notes of `card_id` chosen, if told.
    """

    wish: Wish = ""

    def __init__(
        self, title: str, sentence: str, rows: Sequence[Row], card_id: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._destroys_alone = not all(row.in_bin for row in rows)
        self.setWindowTitle(title)
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)
        self._list = _list_of(rows, with_state=self._destroys_alone)
        self._says = plain_label("", "quiet")
        layout = titled_layout(self, title)
        layout.addWidget(plain_label(sentence))
        layout.addWidget(self._list, 1)
        layout.addWidget(self._says)
        layout.addWidget(self._make_buttons())
        self._list.itemSelectionChanged.connect(self._tell_chosen)
        self._list.setCurrentRow(0)
        if card_id and rows:
            self._choose(card_id)
        self._tell_chosen()
        self._list.setVisible(bool(rows))
        self._list.setFocus()

    @property
    def chosen(self) -> list[str]:
        """The items of the notes that are chosen."""
        return [row.item for row in self._chosen_rows()]

    def choose_card(self) -> None:
        """Choose every note of the card whose note is current."""
        current = self._list.currentItem()
        if current is not None:
            self._choose(current.data(ROW).card_id)

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self._card = self._add(buttons, _("&All of this card"), self.choose_card)
        self._back = self._add(buttons, _("&Put back"), lambda: self._ask_for("put back"))
        self._destroy = self._add(buttons, _("&Destroy…"), self._confirm)
        self._back.setVisible(not self._destroys_alone)
        buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)
        return buttons

    def _add(self, buttons: QDialogButtonBox, text: str, action: Callable[[], object]) -> QPushButton:
        button = buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        button.setAutoDefault(False)
        button.clicked.connect(action)
        return button

    def _chosen_rows(self) -> list[Row]:
        return [item.data(ROW) for item in self._list.selectedItems()]

    def _choose(self, card_id: str) -> None:
        """Choose every note of a card, and make the first of them current."""
        found = [item for item in map(self._list.item, range(self._list.count())) if _is_of(item, card_id)]
        self._list.clearSelection()
        self._list.setCurrentItem(found[0] if found else self._list.item(0), QItemSelectionModel.SelectionFlag.NoUpdate)
        for item in found:
            item.setSelected(True)

    def _tell_chosen(self) -> None:
        count = len(self._list.selectedItems())
        if self._list.count():
            self._says.setText(ngettext("{count} note chosen", "{count} notes chosen", count).format(count=count))
        else:
            self._says.setText(_("There is none."))
        self._card.setEnabled(self._list.count() > 0)
        for button in (self._back, self._destroy):
            button.setEnabled(count > 0)

    def _ask_for(self, wish: Wish) -> None:
        self.wish = wish
        self.accept()

    def _confirm(self) -> None:
        if _ask_to_destroy(self, len(self._list.selectedItems())):
            self._ask_for("destroy")


def _ask_to_destroy(parent: QWidget, count: int) -> bool:
    """Whether notes are to be destroyed, after the plain sentence on what that reaches."""
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(_("Destroy notes"))
    box.setText(
        ngettext("Destroy {count} note for good?", "Destroy {count} notes for good?", count).format(count=count)
    )
    reached = _(
        "What is destroyed goes from the file of notes with all its history, from the journal, and from every copy "
        "that the app has made. Nothing brings it back."
    )
    beyond = _(
        "The disk itself may still remember what was written on it, most of all a solid-state disk, and copies that "
        "you or others made elsewhere stay. Only an encrypted disk helps against that."
    )
    box.setInformativeText(f"{reached}\n\n{beyond}")
    go = box.addButton(_("Destroy"), QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    box.exec()
    box.deleteLater()
    return box.clickedButton() is go


def _list_of(rows: Sequence[Row], *, with_state: bool) -> QListWidget:
    found = QListWidget()
    found.setObjectName("binList")
    found.setAccessibleName(_("Notes"))
    found.setWordWrap(True)
    found.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    found.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    for row in rows:
        item = QListWidgetItem(_in_words(row, with_state=with_state))
        item.setData(ROW, row)
        found.addItem(item)
    return found


def _is_of(item: QListWidgetItem, card_id: str) -> bool:
    return str(item.data(ROW).card_id).lower() == card_id.lower()


def _in_words(row: Row, *, with_state: bool) -> str:
    day = QDateTime.fromString(row.when, Qt.DateFormat.ISODate).toLocalTime().date()
    date = QLocale().toString(day, QLocale.FormatType.LongFormat)
    state = _("in the bin") if row.in_bin and with_state else ""
    words = " ".join(row.words.split()) or _("empty now")
    shown = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
    return "\n".join((" · ".join(filter(None, (date, row.title, state))), shown))

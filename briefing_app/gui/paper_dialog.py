"""What is asked before a card goes on paper: format, sheet, and whose notes go out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QWidget

from briefing_app.card_export import Wish
from briefing_app.gui.text_dialog import plain_label, titled_layout
from briefing_app.i18n import _, ngettext
from briefing_app.outgoing import CHOICES, NotesChoice
from briefing_app.paper.formats import SHEETS, FormatName


class PaperDialog(QDialog):
    """Asks for the format, the sheet and whose notes go out; says in one line what the file will hold.

    Args:
        counts: how many notes go out with each choice.
        printed: for a printer, not for a file.
    """

    def __init__(
        self, paper: str, counts: Mapping[NotesChoice, int], *, printed: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        title = _("Print") if printed else _("Export")
        self.setWindowTitle(title)
        self._counts = counts
        names = format_names()
        if printed:
            del names["pocket"]  # its pages are no sheet of a printer
        self._format = _choices(names, _("Format"))
        self._paper = _choices({"a4": _("A4"), "letter": _("US Letter")}, _("Paper"))
        self._paper.setCurrentIndex(list(SHEETS).index(paper))
        self._notes = _choices(notes_names(), _("Notes that go out"))
        self._notes.setEnabled(counts["all"] > 0)
        self._says = plain_label("", "quiet")
        self._says.setWordWrap(True)
        self._says.setMinimumHeight(2 * self._says.fontMetrics().lineSpacing())  # the fields stay where they are
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        action = _("Choose a printer…") if printed else _("Export…")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = titled_layout(self, title)
        layout.addLayout(self._form())
        layout.addWidget(self._says)
        layout.addWidget(buttons)
        # Only now: a button is the default of the dialog in which it stands.
        buttons.addButton(action, QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)
        self._notes.currentIndexChanged.connect(partial(self._say))
        self._say()

    def wish(self) -> Wish:
        """What was chosen."""
        return Wish(self._notes.currentData(), self._format.currentData(), self._paper.currentData())

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in (self._format, self._paper, self._notes):
            label = plain_label(field.accessibleName())
            label.setBuddy(field)
            form.addRow(label, field)
        return form

    def _say(self, _index: int = 0) -> None:
        going, all_of_them = self._counts[self._notes.currentData()], self._counts["all"]
        if not all_of_them:
            sentence = _("You have no note on this card: the pages hold the card alone.")
        elif not going:
            sentence = _("Your notes stay here: the pages hold the card alone.")
        else:
            sentence = ngettext(
                "{count} of your {total} notes goes out with the card: whoever gets the pages reads it.",
                "{count} of your {total} notes go out with the card: whoever gets the pages reads them.",
                going,
            ).format(count=going, total=all_of_them)
        self._says.setText(sentence)
        self._notes.setAccessibleDescription(sentence)


def format_names() -> dict[FormatName, str]:
    """The formats in words."""
    return {
        "card": _("Card"),
        "one-pager": _("One page"),
        "reading": _("Reading copy, in large type"),
        "pocket": _("Pocket card, small pages"),
        "pocket-sheet": _("Pocket card, a sheet to fold twice"),
    }


def notes_names() -> dict[NotesChoice, str]:
    """Whose notes go out, in words."""
    words = (_("None"), _("Those for release"), _("Those for the delegation and for release"), _("All of them"))
    return dict(zip(CHOICES, words, strict=True))


def _choices(names: Mapping[FormatName, str] | Mapping[NotesChoice, str] | Mapping[str, str], label: str) -> QComboBox:
    box = QComboBox()
    for value, words in names.items():
        box.addItem(words, value)
    box.setAccessibleName(label)
    return box

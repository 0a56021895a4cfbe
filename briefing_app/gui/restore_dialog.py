"""What taking notes in would change, told before it is done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QWidget

from briefing_app.gui.text_dialog import SIZE, plain_label, titled_layout
from briefing_app.i18n import _, ngettext
from briefing_app.notes.exchange import Merged


class RestoreDialog(QDialog):
    """Accepted when the reader wants it done.

    Args:
        called: what a note is called, by its name in `merged`.
    """

    def __init__(self, title: str, merged: Merged, called: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        changes = merged.added or merged.replaced or merged.older
        self.setWindowTitle(title)
        self.resize(*SIZE)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel") if changes else _("Close"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = self._layout = titled_layout(self, title)
        layout.addWidget(plain_label(_in_numbers(merged)))
        if changes:
            box = QPlainTextEdit(_by_name(merged, called))
            box.setObjectName("readingBox")
            box.setReadOnly(True)
            box.setTabChangesFocus(True)
            box.setAccessibleName(_("What would change"))
            layout.addWidget(box)
        layout.addWidget(buttons)
        if changes:  # only now: a button is the default of the dialog in which it stands
            buttons.addButton(_("&Take them in"), QDialogButtonBox.ButtonRole.AcceptRole).setDefault(True)

    def warn(self, sentence: str) -> None:
        """Say something above the rest."""
        self._layout.insertWidget(1, plain_label(sentence, "lockStatus"))


def _in_numbers(merged: Merged) -> str:
    new, replaced, older, same = map(len, merged)
    return " ".join(
        (
            ngettext("{count} note is new.", "{count} notes are new.", new).format(count=new),
            ngettext(
                "{count} replaces an older text, which stays in its history.",
                "{count} replace older texts, which stay in their histories.",
                replaced,
            ).format(count=replaced),
            ngettext(
                "{count} is older than the text here, and goes into its history.",
                "{count} are older than the texts here, and go into their histories.",
                older,
            ).format(count=older),
            ngettext("{count} is the same.", "{count} are the same.", same).format(count=same),
        )
    )


def _by_name(merged: Merged, called: Callable[[str], str]) -> str:
    parts = []
    for heading, items in ((_("New"), merged.added), (_("Newer"), merged.replaced), (_("Older"), merged.older)):
        if items:
            parts.append("\n".join([heading, *(f"  {called(item)}" for item in items)]))
    return "\n\n".join(parts)

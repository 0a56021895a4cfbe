"""What the reader is asked and told: the state of every choice is said, nothing is read as rich text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.errors import BriefingError
from briefing_app.gui import dialogs
from briefing_app.gui.encryption_dialogs import PassphraseDialog
from briefing_app.gui.restore_dialog import RestoreDialog
from briefing_app.notes.exchange import Merged
from tests.windows import when_dialog_opens

HOSTILE = '<img src="/etc/hostname"><b>bold</b>'


def said(dialog: QDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


@pytest.mark.parametrize(
    "tell",
    [
        lambda parent: dialogs.ask_to_open_link(parent, f"https://example.org/{HOSTILE}"),
        lambda parent: dialogs.show_failure(HOSTILE, saved=True),
        lambda parent: dialogs.show_problems(parent, [BriefingError(HOSTILE, HOSTILE, HOSTILE)]),
    ],
)
def test_no_dialog_reads_markup(qtbot: QtBot, tell: object) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    formats: list[Qt.TextFormat] = []

    def look(dialog: QWidget) -> None:
        shown = [label for label in dialog.findChildren(QLabel) if label.text()]
        formats.extend(label.textFormat() for label in shown)
        boxes = [box.toPlainText() for box in dialog.findChildren(QPlainTextEdit)]
        assert HOSTILE in " ".join([*boxes, *(label.text() for label in shown)])
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    when_dialog_opens(look)
    tell(parent)  # type: ignore[operator]
    assert set(formats) == {Qt.TextFormat.PlainText}


def test_a_failure_says_whether_the_note_is_saved(qtbot: QtBot) -> None:
    told: list[str] = []

    def look(dialog: QWidget) -> None:
        assert isinstance(dialog, QDialog)
        told.append(said(dialog))
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    for saved in (True, False):
        when_dialog_opens(look)
        dialogs.show_failure("details", saved=saved)
    assert "Your notes were saved first." in told[0]
    assert "Your note could not be saved." in told[1]
    assert all("Nothing is sent." in words for words in told)


def _passphrase(parent: QWidget) -> QDialog:
    dialog = PassphraseDialog("Open", (), "Do it", parent)
    dialog.ask_for("Passphrase")
    return dialog


@pytest.mark.parametrize(
    "make",
    [
        lambda parent: RestoreDialog("Restore", Merged(["note:a"], [], [], []), str, parent),
        _passphrase,
    ],
)
def test_the_keyboard_begins_at_the_question_and_return_does_it(
    qtbot: QtBot, make: Callable[[QWidget], QDialog]
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = make(parent)
    seen: list[tuple[bool, str]] = []

    def look(_dialog: QWidget) -> None:
        qtbot.waitUntil(lambda: dialog.focusWidget() is not None)
        buttons = dialog.findChildren(QPushButton)
        default = [button.text().replace("&", "") for button in buttons if button.isDefault()]
        seen.append((isinstance(dialog.focusWidget(), QPushButton), " ".join(default)))
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    when_dialog_opens(look)
    accepted = dialog.run(lambda _words: None) if isinstance(dialog, PassphraseDialog) else bool(dialog.exec())
    assert (accepted, seen[0][0]) == (True, False)
    assert seen[0][1] in ("Do it", "Take them in")

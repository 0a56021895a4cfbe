"""A reader opens the app for the first time, reads of Abu Dhabi, writes a note, comes back, takes the card along."""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.gui.main_window import MainWindow
from briefing_app.gui.paper_dialog import PaperDialog
from briefing_app.screen.style import UNSEEN
from tests.windows import OpenWindow, editor, when_dialog_opens

CARD = "armenia-azerbaijan-abu-dhabi"
NOTE = "Ask who keeps the minutes of the bilateral track."
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_from_the_first_start_to_a_note_and_to_paper(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(bundled=True)
    find_by_title(window, "abu dhabi")
    assert window.card_id == CARD
    page = window.view.toPlainText().translate(dict.fromkeys(map(ord, UNSEEN)))
    for passage in ("PUBLIC", "10 July 2025", "Nikol Pashinyan", "Ilham Aliyev", "confidence-building measures"):
        assert passage in page

    QTest.keyClick(window, Qt.Key.Key_N, CONTROL)
    with qtbot.waitSignal(window.notes.note_saved):
        QTest.keyClicks(editor(window), NOTE)
    window.close()

    again = open_window(bundled=True)
    assert again.card_id == CARD
    assert editor(again).toPlainText() == NOTE

    assert NOTE not in exported(again, tmp_path / "for the meeting.pdf", qtbot, with_note=False)
    assert NOTE in exported(again, tmp_path / "for me.pdf", qtbot, with_note=True)


def test_everything_is_reached_without_a_mouse(open_window: OpenWindow) -> None:
    window = open_window(bundled=True)
    find_by_title(window, "abu dhabi")
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert window.view.hasFocus()
    QTest.keyClick(window.view, Qt.Key.Key_End)
    assert window.view.scroll_share() == 1.0
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert editor(window).hasFocus()
    QTest.keyClick(editor(window), Qt.Key.Key_Escape)
    assert window.view.hasFocus()
    QTest.keyClick(window, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert window.card_id != CARD
    QTest.keyClick(window, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert window.card_id == CARD


def find_by_title(window: MainWindow, words: str) -> None:
    QTest.keyClick(window, Qt.Key.Key_Slash)
    QTest.keyClicks(window.sidebar.field, words)
    QTest.keyClick(window.sidebar.field, Qt.Key.Key_Return)
    QTest.keyClick(window, Qt.Key.Key_Slash)
    QTest.keyClick(window.sidebar.field, Qt.Key.Key_Escape)


def exported(window: MainWindow, target: Path, qtbot: QtBot, *, with_note: bool) -> str:
    """The text of the PDF that Ctrl+E makes, as one line."""

    def choose_file(dialog: QWidget) -> None:
        assert isinstance(dialog, QFileDialog)
        dialog.selectFile(str(target))
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    def choose_what(dialog: QWidget) -> None:
        assert isinstance(dialog, PaperDialog)
        notes = next(box for box in dialog.findChildren(QComboBox) if box.accessibleName() == "Notes that go out")
        assert dialog.wish().notes == "none"
        if with_note:
            QTest.keyClick(notes, Qt.Key.Key_End)
        when_dialog_opens(choose_file, above=dialog)
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    window.activateWindow()  # which a window manager does when a dialog goes
    qtbot.waitUntil(window.isActiveWindow)
    when_dialog_opens(choose_what)
    QTest.keyClick(window, Qt.Key.Key_E, CONTROL)
    qtbot.waitUntil(lambda: window.message.text == f"Written: {target}", timeout=20_000)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(target).pages).split())

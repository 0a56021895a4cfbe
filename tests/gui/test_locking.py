"""Locked notes in the window: nothing is shown, nothing is lost, and the right words bring all of it back."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QSpinBox, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.gui.lock_screen import LockScreen
from briefing_app.gui.main_window import MainWindow
from briefing_app.gui.session_watch import SessionWatch
from briefing_app.notes import keys
from briefing_app.notes.encryption import encrypt, unlock
from briefing_app.notes.places import tries_file_of
from briefing_app.notes.safe import Safe, is_plain
from briefing_app.notes.store import NoteStore
from briefing_app.paths import Paths
from tests.builders import write_card
from tests.windows import OpenWindow, click_button, editor, page, press, when_dialog_opens

WORDS = "four words are enough"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "COST", {"iterations": 1, "lanes": 1, "memory_kib": 64})


@pytest.fixture
def encrypted(paths: Paths) -> Paths:
    """Encrypted notes, with one on the card "geneva"."""
    store = NoteStore(paths.notes)
    store.save("geneva", "Ask about the lake.")
    store.close()
    encrypt(Safe(paths.notes), WORDS)
    return paths


def lock_screen(window: MainWindow) -> LockScreen:
    found = window.findChild(LockScreen)
    assert isinstance(found, LockScreen)
    return found


def give(window: MainWindow, words: str) -> None:
    QTest.keyClicks(lock_screen(window).field, words)
    QTest.keyClick(lock_screen(window).field, Qt.Key.Key_Return)


def texts(window: QWidget) -> str:
    return "\n".join(one.text() for one in window.findChildren(QLabel) if one.isVisible())


def test_a_start_asks_for_the_passphrase_before_anything_is_shown(
    open_window: OpenWindow, library: Path, encrypted: Paths
) -> None:
    window = open_window("geneva")
    assert not window.panes.isVisible()
    assert window.windowTitle() == "Briefing App"
    assert not window.actions_by_id["all-notes"].isEnabled()
    assert window.actions_by_id["quit"].isEnabled()
    give(window, "something else")
    assert "does not open" in texts(window) and not window.panes.isVisible()
    tries_file_of(encrypted.notes).unlink()
    QTest.keyClicks(lock_screen(window).field, "typed meanwhile")
    lock_screen(window)._count_down()  # the second is over
    assert "does not open" not in texts(window)
    give(window, WORDS)
    open_window.settle(window)
    assert window.panes.isVisible() and "The lake." in page(window)
    assert editor(window).toPlainText() == "Ask about the lake."
    assert window.actions_by_id["all-notes"].isEnabled()


def test_locking_saves_what_is_written_and_hides_everything(
    open_window: OpenWindow, library: Path, encrypted: Paths
) -> None:
    window = open_window("geneva")
    give(window, WORDS)
    open_window.settle(window)
    QTest.keyClicks(editor(window), "And more. ")
    press(window, "Ctrl+L")
    assert not window.panes.isVisible()
    assert editor(window).toPlainText() == "" and page(window).strip() == ""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not [text for text in window.findChildren(QTextDocument) if "lake" in text.toPlainText()]
    assert "Geneva" not in window.windowTitle()
    assert QApplication.focusWidget() is None or QApplication.focusWidget() is lock_screen(window).field
    safe = Safe(encrypted.notes)
    unlock(safe, WORDS)
    note = NoteStore(safe).get("geneva")
    assert note is not None and note.text == "And more. Ask about the lake."
    give(window, WORDS)
    open_window.settle(window)
    assert editor(window).toPlainText() == "And more. Ask about the lake."
    assert "The lake." in page(window)
    QTest.keyClicks(editor(window), "Third. ")
    assert window.flush()


def test_the_page_of_all_notes_and_the_links_to_a_card_are_let_go_and_come_back(
    open_window: OpenWindow, library: Path, encrypted: Paths
) -> None:
    window = open_window("vienna")
    give(window, WORDS)
    open_window.settle(window)
    window._workspace.notes.save("geneva", "Compare with [[vienna]].")
    window.writing.take_up_changes()
    open_window.settle(window)
    back = window.note_links.back_links.list
    assert "Compare with" in back.item(0).text()
    press(window, "Ctrl+L")
    assert back.count() == 0
    give(window, WORDS)
    open_window.settle(window)
    assert "Compare with" in back.item(0).text()
    window.show_all_notes()
    open_window.settle(window)
    press(window, "Ctrl+L")
    assert window.pages.notes is None and page(window).strip() == ""
    window._workspace.safe.close()
    give(window, WORDS)
    open_window.settle(window)
    assert "Compare with" in page(window) and window.notebook.bar.isVisible()


def test_all_windows_are_locked_at_once_and_dialogs_are_closed(
    open_window: OpenWindow, library: Path, encrypted: Paths
) -> None:
    window = open_window("geneva")
    give(window, WORDS)
    other = open_window.windows.open_another("oslo")
    open_window.settle(other)
    seen: list[bool] = []

    def lock(dialog: QWidget) -> None:
        seen.append(window.locking.lock_now())

    when_dialog_opens(lock)
    window.actions_by_id["settings"].trigger()  # comes back, since the dialog is closed
    assert seen == [True]
    assert [one.is_covered for one in (window, other)] == [True, True]
    give(other, WORDS)
    assert [one.is_covered for one in (window, other)] == [False, False]
    assert "The fjord." in page(other)


def test_a_note_that_cannot_be_saved_is_not_locked_away(
    open_window: OpenWindow, library: Path, encrypted: Paths
) -> None:
    window = open_window("geneva")
    give(window, WORDS)
    open_window.settle(window)
    safe = Safe(encrypted.notes)
    unlock(safe, WORDS)
    with closing(safe.connect(encrypted.notes)) as other:
        other.execute("BEGIN IMMEDIATE")  # another program holds the file
        QTest.keyClicks(editor(window), "Unsaved. ")
        press(window, "Ctrl+L")
        assert not window.is_covered
        assert "not saved yet" in window.message.text
        assert "Unsaved." in editor(window).toPlainText()
    press(window, "Ctrl+L")
    assert window.is_covered


def test_notes_are_encrypted_from_the_window(
    open_window: OpenWindow, library: Path, paths: Paths, qtbot: QtBot
) -> None:
    window = open_window("geneva")
    QTest.keyClicks(editor(window), "Ask about the lake.")
    assert window.notes.flush()
    assert "passphrase" in window.message.text  # offered with the first note
    codes: list[str] = []

    def read_code(dialog: QWidget) -> None:
        label = dialog.findChild(QLabel, "recoveryCode")
        assert isinstance(label, QLabel)
        codes.append(label.text())
        click_button(dialog, "Done")

    def fill(dialog: QWidget) -> None:
        first, second = dialog.findChildren(QLineEdit)
        QTest.keyClicks(first, WORDS)
        QTest.keyClicks(second, "four words are not")
        click_button(dialog, "Encrypt")
        assert "not the same" in texts(dialog) and is_plain(paths.notes)
        second.clear()
        QTest.keyClicks(second, WORDS)
        when_dialog_opens(read_code, above=dialog)
        click_button(dialog, "Encrypt")

    when_dialog_opens(fill)
    click_button(window.message, "Encrypt…")
    assert not is_plain(paths.notes)
    assert editor(window).toPlainText() == "Ask about the lake."
    QTest.keyClicks(editor(window), " More.")
    assert window.flush()
    window.actions_by_id["lock"].trigger()
    give(window, codes[0])
    open_window.settle(window)
    assert editor(window).toPlainText() == "Ask about the lake. More."


def test_settings_say_what_protects_the_notes_and_make_them_plain_again(
    open_window: OpenWindow, library: Path, encrypted: Paths
) -> None:
    window = open_window("geneva")
    give(window, WORDS)
    open_window.settle(window)

    def confirm(dialog: QWidget) -> None:
        (field,) = dialog.findChildren(QLineEdit)
        QTest.keyClicks(field, WORDS)
        click_button(dialog, "Make plain")

    def act(dialog: QWidget) -> None:
        tabs = dialog.findChild(QTabWidget)
        assert isinstance(tabs, QTabWidget) and isinstance(dialog, QDialog)
        tabs.setCurrentIndex(tabs.count() - 1)
        assert "The notes are encrypted" in texts(dialog)
        minutes = dialog.findChild(QSpinBox)
        assert isinstance(minutes, QSpinBox)
        minutes.setValue(3)
        when_dialog_opens(confirm, above=dialog)
        click_button(dialog, "Make them plain…")
        assert "The notes are not encrypted" in texts(dialog)
        dialog.accept()

    when_dialog_opens(act)
    window.actions_by_id["settings"].trigger()
    assert is_plain(encrypted.notes)
    assert window.locking.watch.idle_minutes == 3
    assert editor(window).toPlainText() == "Ask about the lake."


def test_another_program_that_has_the_notes_open_is_told_of(
    open_window: OpenWindow, library: Path, paths: Paths
) -> None:
    window = open_window("geneva")
    QTest.keyClicks(editor(window), "Ask.")
    assert window.flush()
    other = NoteStore(paths.notes)
    other.get("geneva")

    def fill(dialog: QWidget) -> None:
        for field in dialog.findChildren(QLineEdit):
            QTest.keyClicks(field, WORDS)
        click_button(dialog, "Encrypt")
        assert "another program" in texts(dialog)
        assert isinstance(dialog, QDialog)
        dialog.reject()

    when_dialog_opens(fill)
    window.actions_by_id["lock"].trigger()
    other.close()
    assert is_plain(paths.notes) and not window.is_covered
    QTest.keyClicks(editor(window), "More. ")
    assert window.flush()


def test_a_window_that_is_closed_while_locked_begins_where_it_was(
    open_window: OpenWindow, library: Path, encrypted: Paths
) -> None:
    write_card(library, "long", "\n\n".join(f"## Part {number}\n\nWords." for number in range(60)), title="Long")
    window = open_window("long")
    assert window.close()  # before it was opened: what is kept stays
    window = open_window("long")
    give(window, WORDS)
    open_window.settle(window)
    window.view.set_scroll_share(0.5)
    press(window, "Ctrl+L")
    assert window.close()
    window = open_window("")
    give(window, WORDS)
    open_window.settle(window)
    assert window.card_id == "long"
    assert window.view.scroll_share() == pytest.approx(0.5, abs=0.05)


# Who leaves the machine


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Puts the clock forward."""
    now = [1_000_000.0]
    monkeypatch.setattr("briefing_app.gui.session_watch.time.time", lambda: now[0])

    def pass_by(seconds: float) -> None:
        now[0] += seconds

    return pass_by


def test_after_a_pause_the_notes_are_locked(
    open_window: OpenWindow, library: Path, encrypted: Paths, clock: Callable[[float], None]
) -> None:
    window = open_window("geneva")
    give(window, WORDS)
    open_window.settle(window)
    watch = window.locking.watch
    watch._watch_window(window.windowHandle())  # without a window manager no window has the focus
    for number in range(120):
        clock(9)
        watch.look()
        QTest.mouseMove(window.windowHandle(), QPoint(200 + number % 2, 300))  # as the system tells of it
        QApplication.processEvents()
    assert not window.is_covered
    for _number in range(70):
        clock(9)
        watch.look()
    assert window.is_covered


def test_a_laptop_that_slept_wakes_up_locked(
    open_window: OpenWindow, library: Path, encrypted: Paths, clock: Callable[[float], None]
) -> None:
    window = open_window("geneva")
    give(window, WORDS)
    clock(5)
    window.locking.watch.look()
    assert not window.is_covered
    clock(3000)
    window.locking.watch.look()
    assert window.is_covered


def test_the_desktops_signals_are_heard(qtbot: QtBot) -> None:
    watch = SessionWatch()
    watch.start()
    with qtbot.waitSignal(watch.left):
        watch._is_put_away(True)
    with qtbot.assertNotEmitted(watch.left):
        watch._is_put_away(False)
    watch.stop()
    with qtbot.assertNotEmitted(watch.left):
        watch._is_locked()


@pytest.mark.skipif(shutil.which("dbus-run-session") is None, reason="no D-Bus here")
def test_a_screen_that_is_locked_is_heard_of_over_the_bus() -> None:
    listen = """
from PySide6.QtCore import QCoreApplication, QProcess, QTimer
from briefing_app.gui.session_watch import SessionWatch
application = QCoreApplication([])
watch = SessionWatch()
watch._listen_to_the_desktop()
watch._timer.start()
watch.left.connect(lambda: (print("left"), application.quit()))
signal = ["--session", "--type=signal", "/org/freedesktop/ScreenSaver"]
name = "org.freedesktop.ScreenSaver.ActiveChanged"
process = QProcess()
process.start("dbus-send", [*signal, name, "boolean:false"])
process.finished.connect(lambda: QProcess.startDetached("dbus-send", [*signal, name, "boolean:true"]))
QTimer.singleShot(20_000, application.quit)
application.exec()
"""
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", listen],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == "left\n", done.stderr

"""Notes into files that the reader keeps, and out of them, from the window."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QLineEdit, QPlainTextEdit, QWidget

from briefing_app.gui import dialogs
from briefing_app.gui.main_window import MainWindow
from briefing_app.notes import keys
from briefing_app.notes.encryption import encrypt
from briefing_app.notes.exchange import all_items, to_json
from briefing_app.notes.safe import Safe
from briefing_app.notes.store import NoteStore
from briefing_app.paths import Paths
from tests.windows import OpenWindow, click_button, editor, when_dialog_opens

WORDS = "four words are enough"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The notes of another machine."""
    path = tmp_path / "other" / "notes.sqlite"
    store = NoteStore(path)
    store.save("geneva", "Ask about the lake.")
    store.save("oslo", "Ask about the fjord.")
    store.close()
    return path


@pytest.fixture
def window(open_window: OpenWindow, library: Path) -> MainWindow:
    return open_window("geneva")


def choose(monkeypatch: pytest.MonkeyPatch, ask: str, file: Path) -> None:
    """The system's own dialog cannot be clicked."""
    monkeypatch.setattr(dialogs, ask, lambda _parent: file)


def take_in(dialog: QWidget) -> None:
    click_button(dialog, "Take them in")


def test_a_backup_is_made_and_taken_in_again(
    window: MainWindow, paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    QTest.keyClicks(editor(window), "Ask.")
    backup = tmp_path / "notes.backup"
    choose(monkeypatch, "choose_backup_target", backup)
    window.actions_by_id["back-up-notes"].trigger()
    assert window.message.text == f"1 note copied to {backup}"
    window.actions_by_id["back-up-notes"].trigger()
    assert "There is a file already" in window.message.text  # nothing is written over
    QTest.keyClicks(editor(window), " And more.")
    assert window.flush()
    seen: list[str] = []

    def look(dialog: QWidget) -> None:
        box = dialog.findChild(QPlainTextEdit)
        assert isinstance(box, QPlainTextEdit)
        seen.extend([box.toPlainText(), *(one.text() for one in dialog.findChildren(QLabel))])
        click_button(dialog, "Take them in")

    choose(monkeypatch, "choose_backup", backup)
    when_dialog_opens(look)
    window.actions_by_id["restore-notes"].trigger()
    assert "Older\n  Geneva talks: Ask." in seen[0]
    assert any("0 notes are new." in text and "1 is older" in text for text in seen)
    assert editor(window).toPlainText() == "Ask. And more."  # the newer text stays


def test_what_a_restoring_brings_is_shown_at_once(
    window: MainWindow, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, "choose_backup", other)
    when_dialog_opens(lambda dialog: dialog.close())
    window.actions_by_id["restore-notes"].trigger()
    assert editor(window).toPlainText() == ""  # the reader changed their mind
    when_dialog_opens(take_in)
    window.actions_by_id["restore-notes"].trigger()
    assert window.message.text == "2 notes were taken in."
    assert editor(window).toPlainText() == "Ask about the lake."


def test_an_encrypted_backup_asks_for_its_passphrase(
    window: MainWindow, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from briefing_app.notes.backups import back_up

    monkeypatch.setattr(keys, "COST", {"iterations": 1, "lanes": 1, "memory_kib": 64})
    safe = Safe(other)
    encrypt(safe, WORDS)
    back_up(safe, tmp_path / "notes.backup")
    choose(monkeypatch, "choose_backup", tmp_path / "notes.backup")

    def give(dialog: QWidget) -> None:
        (field,) = dialog.findChildren(QLineEdit)
        QTest.keyClicks(field, "something else")
        click_button(dialog, "Open")
        assert any("does not open it" in one.text() for one in dialog.findChildren(QLabel))
        field.clear()
        QTest.keyClicks(field, WORDS)
        when_dialog_opens(warned, above=dialog)
        click_button(dialog, "Open")

    def warned(dialog: QWidget) -> None:
        assert any("without a passphrase" in one.text() for one in dialog.findChildren(QLabel))
        take_in(dialog)

    when_dialog_opens(give)
    window.actions_by_id["restore-notes"].trigger()
    assert editor(window).toPlainText() == "Ask about the lake."


def test_json_is_taken_in_and_a_bad_file_is_named(
    window: MainWindow, other: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "notes.json"
    choose(monkeypatch, "choose_notes", file)
    for content, sentence in (
        (b"{", "notes.json:1: this is no JSON"),
        (b"\xff\xfe", "is not UTF-8"),
        (json.dumps({"format": "other"}).encode(), "these are no notes of this app"),
    ):
        file.write_bytes(content)
        window.actions_by_id["import-notes"].trigger()
        assert sentence in window.message.text
    file.unlink()
    window.actions_by_id["import-notes"].trigger()
    assert "could not be read" in window.message.text
    file.write_text(to_json(all_items(Safe(other))), encoding="utf-8")
    when_dialog_opens(take_in)
    window.actions_by_id["import-notes"].trigger()
    assert editor(window).toPlainText() == "Ask about the lake."

    def nothing(dialog: QWidget) -> None:
        assert isinstance(dialog, QDialog)
        assert any("2 are the same." in one.text() for one in dialog.findChildren(QLabel))
        click_button(dialog, "Close")

    when_dialog_opens(nothing)
    window.actions_by_id["import-notes"].trigger()


def test_a_backup_is_offered_a_name_that_is_free_and_gets_its_suffix(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "_documents", lambda: str(tmp_path))
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, on=False)
    offered: list[Path] = []

    def name_it(dialog: QWidget, name: str) -> None:
        assert isinstance(dialog, QFileDialog)
        offered.extend(map(Path, dialog.selectedFiles()))
        if name:
            dialog.selectFile(name)
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    when_dialog_opens(lambda dialog: name_it(dialog, "mine"))
    assert dialogs.choose_backup_target(window) == tmp_path / "mine.backup"
    assert offered[0].parent == tmp_path and offered[0].suffix == ".backup"
    offered[0].touch()
    when_dialog_opens(lambda dialog: name_it(dialog, ""))
    assert dialogs.choose_backup_target(window) == offered[0].with_stem(f"{offered[0].stem}-2")

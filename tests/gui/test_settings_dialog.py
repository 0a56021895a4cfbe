"""What is set in the dialog, by keys and clicks, and what comes of it in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.gui.main_window import MainWindow
from briefing_app.gui.settings_dialog import SettingsDialog
from briefing_app.notes.store import NoteStore
from briefing_app.paths import Paths
from briefing_app.settings import load_settings
from tests.builders import write_card
from tests.windows import OpenWindow, click_button, page, press, row, rows, when_dialog_opens

SOON = 20_000


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder beside the library, with a card."""
    write_card(tmp_path / "stick", "prague", "The bridge.", title="Prague talks", date="2025-10-01")
    return tmp_path / "stick"


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Says which folder the system's own dialog gives, which no test can drive."""

    def give(folder: Path) -> None:
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_arguments: str(folder))

    return give


def folders(dialog: SettingsDialog) -> list[str]:
    return [dialog.folders.item(number).text() for number in range(dialog.folders.count())]


def in_settings(window: MainWindow, act: Callable[[SettingsDialog], object]) -> None:
    """Open the dialog and act in it, which has to close it."""

    def do(dialog: QWidget) -> None:
        assert isinstance(dialog, SettingsDialog)
        try:
            act(dialog)
        finally:
            still_open.append(dialog.isVisible())
            dialog.close()

    still_open: list[bool] = []
    when_dialog_opens(do)
    window.actions_by_id["settings"].trigger()
    assert still_open == [False]


def add(dialog: SettingsDialog) -> None:
    click_button(dialog, "Add a folder…")
    press(dialog, "Return")


def remove_last(dialog: SettingsDialog) -> None:
    last = dialog.folders.item(dialog.folders.count() - 1)
    QTest.mouseClick(
        dialog.folders.viewport(), Qt.MouseButton.LeftButton, pos=dialog.folders.visualItemRect(last).center()
    )
    click_button(dialog, "Take out of the library")
    press(dialog, "Return")


def tick(dialog: SettingsDialog, words: str) -> None:
    box = next(one for one in dialog.findChildren(QCheckBox) if words in one.text())
    QTest.keyClick(box, Qt.Key.Key_Space)


@pytest.mark.usefixtures("library")
def test_a_folder_is_added_and_removed_and_its_notes_stay(
    open_window: OpenWindow, offer: Callable[[Path], None], stick: Path, paths: Paths, qtbot: QtBot
) -> None:
    window = open_window("oslo")
    offer(stick)
    in_settings(window, add)
    qtbot.waitUntil(lambda: "Prague talks" in rows(window), timeout=SOON)
    open_window.settle(window)
    assert str(stick) in window.message.text
    assert window.card_id == "oslo"
    window._workspace.notes.save("prague", "Ask about the bridge.")
    write_card(stick, "brno", title="Brno talks", date="2025-10-02")
    qtbot.waitUntil(lambda: "Brno talks" in rows(window), timeout=SOON)  # it is watched from now on
    open_window.close()
    assert load_settings(paths.settings).folders == (str(stick),)

    again = open_window("oslo")
    assert "Prague talks" in rows(again)
    in_settings(again, remove_last)
    qtbot.waitUntil(lambda: "Prague talks" not in rows(again), timeout=SOON)
    assert "Its files and your notes stay." in again.message.text
    assert (stick / "prague.md").exists()
    click_button(again.message, "Undo")
    qtbot.waitUntil(lambda: "Prague talks" in rows(again), timeout=SOON)
    open_window.settle(again)
    assert row(again, "Prague talks").has_note
    with_note = NoteStore(paths.notes)
    note = with_note.get("prague")
    with_note.close()
    assert note is not None
    assert note.text == "Ask about the bridge."


@pytest.mark.usefixtures("library")
def test_esc_changes_nothing(open_window: OpenWindow, offer: Callable[[Path], None], stick: Path, paths: Paths) -> None:
    window = open_window("oslo")
    before = window._workspace.settings
    offer(stick)

    def change_all_and_leave(dialog: SettingsDialog) -> None:
        click_button(dialog, "Add a folder…")
        assert folders(dialog)[-1] == str(stick)
        tick(dialog, "Begin with")
        tick(dialog, "Show places")
        press(dialog, "Escape")

    in_settings(window, change_all_and_leave)
    open_window.settle(window)
    assert window._workspace.settings == before
    assert "Prague talks" not in rows(window)
    assert not window.sidebar.places_shown
    assert load_settings(paths.settings).folders == ()


@pytest.mark.usefixtures("library")
def test_what_is_ticked_takes_effect_and_is_kept(open_window: OpenWindow, paths: Paths, qtbot: QtBot) -> None:
    window = open_window("oslo")

    def set_both(dialog: SettingsDialog) -> None:
        tick(dialog, "Begin with")
        tick(dialog, "Show places")
        press(dialog, "Return")

    in_settings(window, set_both)
    assert window.sidebar.places.isVisible()
    open_window.settle(window)
    kept = load_settings(paths.settings)
    assert (kept.home, kept.places) == (True, True)
    open_window.close()
    again = open_window(home=True)
    qtbot.waitUntil(lambda: again.state == "page", timeout=SOON)
    assert again.sidebar.places.isVisible()


@pytest.mark.usefixtures("library")
def test_the_folders_that_are_always_read_cannot_be_removed(open_window: OpenWindow) -> None:
    window = open_window(bundled=True)

    def look(dialog: SettingsDialog) -> None:
        removing = next(one for one in dialog.findChildren(QPushButton) if one.text().startswith("Take out"))
        assert [words.partition(":")[0] for words in folders(dialog)] == ["Bundled cards", "Imported cards"]
        for number in range(2):
            dialog.folders.setCurrentRow(number)
            assert not removing.isEnabled()
        press(dialog, "Escape")

    in_settings(window, look)


@pytest.mark.usefixtures("library")
def test_a_folder_stands_once_in_the_list(open_window: OpenWindow, offer: Callable[[Path], None], stick: Path) -> None:
    window = open_window("oslo")
    offer(stick)

    def add_twice(dialog: SettingsDialog) -> None:
        click_button(dialog, "Add a folder…")
        click_button(dialog, "Add a folder…")
        assert folders(dialog).count(str(stick)) == 1
        press(dialog, "Return")

    in_settings(window, add_twice)
    open_window.settle(window)
    assert rows(window).count("Prague talks") == 1


def test_the_card_of_a_folder_that_is_removed_leaves_the_page(
    open_window: OpenWindow, library: Path, offer: Callable[[Path], None], stick: Path, qtbot: QtBot
) -> None:
    window = open_window("oslo")
    offer(stick)
    in_settings(window, add)
    qtbot.waitUntil(lambda: "Prague talks" in rows(window), timeout=SOON)
    window.show_card("prague")
    in_settings(window, remove_last)
    qtbot.waitUntil(lambda: window.state == "card-gone", timeout=SOON)
    window.actions_by_id["back"].trigger()
    assert window.card_id == "oslo"


@pytest.mark.usefixtures("library")
def test_the_reader_names_the_colours(open_window: OpenWindow, paths: Paths) -> None:
    window = open_window("oslo")
    text = window._workspace.card_text("oslo")
    window._workspace.annotations.add("oslo", anchor=text.anchor(0, 4), colour="raise")

    def name_them(dialog: SettingsDialog) -> None:
        field = next(one for one in dialog.findChildren(QLineEdit) if one.placeholderText() == "To raise")
        assert field.accessibleName() == "Your word for “To raise”"
        QTest.keyClicks(field, "Red & line")
        click_button(dialog, "OK")

    in_settings(window, name_them)
    assert load_settings(paths.settings).colours == ("", "", "Red & line", "")
    window.writing.take_up_changes()
    open_window.settle(window)
    item = window.marking.marks.item(0)
    assert str(item.data(Qt.ItemDataRole.AccessibleTextRole)).startswith("Red & line: ")
    window.view.selectAll()
    window.marking._show_bar()
    assert [button.accessibleName() for button in window.marking._bar._colours.values()] == [
        "Agree (Ctrl+1)",
        "Question (Ctrl+2)",
        "Red & line (Ctrl+3)",
        "To check (Ctrl+4)",
    ]
    window.show_all_notes()
    open_window.settle(window)
    assert "Red & line" in page(window)

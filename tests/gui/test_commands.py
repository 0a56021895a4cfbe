"""The table of commands, and the palette that reads it: everything can be reached, by keyboard and by name."""

from __future__ import annotations

from collections import Counter
from operator import attrgetter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu, QScrollBar, QWidget

from briefing_app.gui.commands import commands
from briefing_app.gui.main_window import MainWindow
from briefing_app.gui.palette import Palette
from tests.windows import OpenWindow, when_dialog_opens

TABLE = [command for command in commands() if command.id]


def test_every_command_is_one_of_its_kind() -> None:
    assert Counter(command.id for command in TABLE).most_common(1)[0][1] == 1
    assert all(command.text.strip() and command.menu.strip() for command in TABLE)
    keys = Counter(QKeySequence(key).toString() for command in TABLE for key in command.keys)
    assert "" not in keys
    assert keys.most_common(1)[0][1] == 1, keys


@pytest.mark.parametrize("menu", sorted({command.menu for command in TABLE}))
def test_no_two_commands_of_a_menu_share_a_letter(menu: str) -> None:
    letters = [
        command.text[command.text.index("&") + 1].lower()
        for command in TABLE
        if command.menu == menu and "&" in command.text
    ]
    assert Counter(letters).most_common(1)[0][1] == 1, letters


def test_the_habits_of_the_platform_are_kept() -> None:
    keys = {command.id: command.keys for command in TABLE}
    wanted = {
        "write-note": "Ctrl+N",
        "export": "Ctrl+E",
        "print": "Ctrl+P",
        "palette": "Ctrl+K",
        "next": "Alt+Down",
        "previous": "Alt+Up",
        "find": "Ctrl+F",
        "next-pane": "F6",
        "previous-pane": "Shift+F6",
        "zoom-in": "Ctrl++",
        "zoom-out": "Ctrl+-",
        "zoom-reset": "Ctrl+0",
        "search": "/",
        "back": "Alt+Left",
        "forward": "Alt+Right",
        "undo": "Ctrl+Z",
        "quit": "Ctrl+Q",
    }
    assert {name: key for name, key in wanted.items() if key not in keys[name]} == {}


@pytest.mark.usefixtures("library")
def test_every_command_is_in_the_menus_and_has_its_slot(open_window: OpenWindow) -> None:
    window = open_window()
    in_menus = [action for menu in window.menuBar().actions() for action in _leaves(menu)]
    assert {action.objectName() for action in in_menus if not action.isSeparator()} == {c.id for c in TABLE}
    for command in TABLE:
        assert callable(attrgetter(command.slot)(window))
        assert window.actions_by_id[command.id].toolTip() == command.text.replace("&", "").removesuffix("…")


@pytest.mark.usefixtures("library")
def test_every_control_has_a_name(open_window: OpenWindow) -> None:
    window = open_window()
    window.find_bar.open()
    window.message.tell("Done.")
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(widget, QScrollBar)
        and not widget.objectName().startswith("qt_")
        and not _name(widget)
    ]
    assert nameless == []


@pytest.mark.usefixtures("library")
def test_the_palette_runs_a_command_by_its_words(open_window: OpenWindow) -> None:
    window = open_window()
    _type_in_palette(window, "full scr")
    assert window.isFullScreen()
    assert window.actions_by_id["full-screen"].isChecked()
    window.actions_by_id["full-screen"].trigger()
    assert not window.isFullScreen()


@pytest.mark.usefixtures("library")
def test_the_palette_opens_a_card_by_its_title(open_window: OpenWindow) -> None:
    window = open_window()
    _type_in_palette(window, "OSLO chan")
    assert window.card_id == "oslo"


@pytest.mark.usefixtures("library")
def test_the_arrows_choose_in_the_palette_and_esc_leaves_it(open_window: OpenWindow) -> None:
    window = open_window()

    def third(palette: QWidget) -> None:
        assert isinstance(palette, Palette)
        palette.field.setText("o")
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Escape):
            QTest.keyClick(palette.field, key)
        assert palette.list.currentRow() == 1
        assert palette.chosen is None

    when_dialog_opens(third)
    window.guide.show_palette()
    assert window.card_id == "geneva"


@pytest.mark.usefixtures("library")
def test_the_contents_lead_to_a_section(open_window: OpenWindow, library: object) -> None:
    window = open_window()
    seen: list[str] = []

    def look(palette: QWidget) -> None:
        assert isinstance(palette, Palette)
        seen.extend(palette.list.item(row).text() for row in range(palette.list.count()))
        QTest.keyClick(palette.field, Qt.Key.Key_Return)

    when_dialog_opens(look)
    QTest.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert seen == ["Background"]


def _type_in_palette(window: MainWindow, words: str) -> None:
    def act(palette: QWidget) -> None:
        assert isinstance(palette, Palette)
        QTest.keyClicks(palette.field, words)
        QTest.keyClick(palette.field, Qt.Key.Key_Return)

    when_dialog_opens(act)
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)


def _leaves(action: QAction) -> list[QAction]:
    menu = action.menu()
    if not isinstance(menu, QMenu):
        return [action]
    return [leaf for child in menu.actions() for leaf in _leaves(child)]


def _name(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    return widget.accessibleName() or text

"""Every command of the window, one row each: menus, shortcuts, the command palette and the tests read this table."""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from briefing_app.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow, QMenu


class Command(NamedTuple):
    """A command: `slot` is what does it, as the main window knows it; `group` makes it one of several choices."""

    id: str
    menu: str
    text: str
    keys: tuple[str, ...]
    slot: str
    checkable: bool = False
    group: str = ""
    needs_card: bool = False


SEPARATOR = Command("", "", "", (), "")


def commands() -> tuple[Command, ...]:
    """The table, in the order of the menus; a row without id is a line between two groups."""
    file, card, notes = _("&File"), _("&Card"), _("&Notes")
    view, help_ = _("&View"), _("&Help")
    return (
        Command("import", file, _("&Import cards…"), ("Ctrl+Shift+O",), "files.import_cards"),
        Command("import-folder", file, _("Import a &folder…"), (), "files.import_folder"),
        SEPARATOR._replace(menu=file),
        Command("export", file, _("&Export as PDF…"), ("Ctrl+E",), "files.export_card", needs_card=True),
        Command("print", file, _("&Print…"), ("Ctrl+P",), "files.print_card", needs_card=True),
        SEPARATOR._replace(menu=file),
        Command("quit", file, _("&Quit"), ("Ctrl+Q",), "close"),
        Command("next", card, _("&Next card"), ("Alt+Down",), "next_card"),
        Command("previous", card, _("&Previous card"), ("Alt+Up",), "previous_card"),
        Command("filter", card, _("Fi&lter the list"), ("/", "Ctrl+L"), "focus_filter"),
        SEPARATOR._replace(menu=card),
        Command("contents", card, _("&Go to section…"), ("Ctrl+G",), "guide.show_contents", needs_card=True),
        Command("copy", card, _("&Copy"), ("Ctrl+C",), "copy_selection"),
        Command("find", card, _("&Find in card…"), ("Ctrl+F",), "find_in_card", needs_card=True),
        Command("find-next", card, _("Find ne&xt"), ("F3",), "find_next", needs_card=True),
        Command("find-previous", card, _("Find pre&vious"), ("Shift+F3",), "find_previous", needs_card=True),
        SEPARATOR._replace(menu=card),
        Command("refresh", card, _("&Read the folders again"), ("F5",), "refresh"),
        Command("write-note", notes, _("&Write a note"), ("Ctrl+N",), "write_note", needs_card=True),
        Command("notes-pane", notes, _("&Show notes"), ("F9",), "toggle_notes", checkable=True),
        SEPARATOR._replace(menu=notes),
        Command("orphan-notes", notes, _("Notes without a &card…"), (), "guide.show_orphan_notes"),
        Command("zoom-in", view, _("Zoom &in"), ("Ctrl++", "Ctrl+="), "looks.zoom_in"),
        Command("zoom-out", view, _("Zoom &out"), ("Ctrl+-",), "looks.zoom_out"),
        Command("zoom-reset", view, _("&Normal size"), ("Ctrl+0",), "looks.zoom_reset"),
        SEPARATOR._replace(menu=view),
        Command("theme-system", view, _("As the &system"), (), "looks.use_system", checkable=True, group="theme"),
        Command("theme-light", view, _("&Light"), (), "looks.use_light", checkable=True, group="theme"),
        Command("theme-dark", view, _("&Dark"), (), "looks.use_dark", checkable=True, group="theme"),
        SEPARATOR._replace(menu=view),
        Command("list-pane", view, _("Show the lis&t"), ("F8",), "toggle_list", checkable=True),
        Command("next-pane", view, _("Next &pane"), ("F6",), "next_pane"),
        Command("previous-pane", view, _("P&revious pane"), ("Shift+F6",), "previous_pane"),
        Command("full-screen", view, _("&Full screen"), ("F11",), "toggle_full_screen", checkable=True),
        SEPARATOR._replace(menu=view),
        Command("palette", view, _("&Commands and cards…"), ("Ctrl+K",), "guide.show_palette"),
        Command("format", help_, _("The card &format"), ("F1",), "show_format"),
        Command("places", help_, _("&Where things lie…"), (), "guide.show_places"),
        Command("problems", help_, _("&Details of problems…"), (), "guide.show_problems"),
        Command("about", help_, _("&About Briefing App…"), (), "guide.show_about"),
    )


def install(window: QMainWindow) -> dict[str, QAction]:
    """Build the menu bar of `window` from the table; the actions by their command's id."""
    actions: dict[str, QAction] = {}
    menus: dict[str, QMenu] = {}
    groups: dict[str, QActionGroup] = {}
    for command in commands():
        menu = menus.get(command.menu) or menus.setdefault(command.menu, window.menuBar().addMenu(command.menu))
        if not command.id:
            menu.addSeparator()
            continue
        action = QAction(command.text, window)
        action.setObjectName(command.id)
        action.setShortcuts([QKeySequence(keys) for keys in command.keys])
        action.setCheckable(command.checkable)
        action.triggered.connect(partial(_run, window, command, action))
        if command.id == "quit":
            action.setMenuRole(QAction.MenuRole.QuitRole)
        elif command.id == "about":
            action.setMenuRole(QAction.MenuRole.AboutRole)
        if command.group:
            groups.setdefault(command.group, QActionGroup(window)).addAction(action)
        menu.addAction(action)
        window.addAction(action)
        actions[command.id] = action
    return actions


def _run(window: QMainWindow, command: Command, action: QAction) -> None:
    slot = attrgetter(command.slot)(window)  # only now: what a start does not need is not made for it
    if command.checkable and not command.group:
        slot(action.isChecked())
    else:
        slot()

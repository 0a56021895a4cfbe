"""Every command of the window, one row each: menus, shortcuts, the command palette and the tests read this table."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from briefing_app.i18n import _
from briefing_app.notes.colours import colour_names

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow, QMenu


class Command(NamedTuple):
    """A command: `slot` is what does it, as the main window knows it; `group` makes it one of several choices.

    The slot is called with `argument` where there is one, with whether it is checked where it can be.
    """

    id: str
    menu: str
    text: str
    keys: tuple[str, ...]
    slot: str
    checkable: bool = False
    group: str = ""
    needs_card: bool = False
    argument: str | None = None


SEPARATOR = Command("", "", "", (), "")


def commands() -> tuple[Command, ...]:
    """The table, in the order of the menus; a row without id is a line between two groups."""
    file, library, card, notes = _("&File"), _("&Library"), _("&Card"), _("&Notes")
    view, help_ = _("&View"), _("&Help")
    return (
        Command("import", file, _("&Import cards…"), ("Ctrl+Shift+O",), "files.import_cards"),
        Command("import-folder", file, _("Import a &folder…"), (), "files.import_folder"),
        Command("add-folder", file, _("&Add a folder to the library…"), (), "files.add_folder"),
        Command("remove-card", file, _("&Remove this imported card"), (), "files.remove_card", needs_card=True),
        SEPARATOR._replace(menu=file),
        Command("export", file, _("&Export…"), ("Ctrl+E",), "files.export_card", needs_card=True),
        Command("print", file, _("&Print…"), ("Ctrl+P",), "files.print_card", needs_card=True),
        Command("open-written", file, _("&Open the file written last"), ("Ctrl+Alt+E",), "files.open_written"),
        Command("show-written", file, _("S&how it in its folder"), (), "files.show_written"),
        Command("stop-making", file, _("S&top making the file"), ("Ctrl+Alt+.",), "files.stop_making"),
        SEPARATOR._replace(menu=file),
        Command("settings", file, _("&Settings…"), ("Ctrl+,",), "guide.show_settings"),
        Command("new-window", file, _("New &window"), ("Ctrl+Shift+N",), "ask_for_window"),
        Command("close", file, _("&Close window"), ("Ctrl+W",), "close"),
        Command("quit", file, _("&Quit"), ("Ctrl+Q",), "quit"),
        Command("home", library, _("&Home"), ("Alt+Home",), "go_home"),
        Command("search", library, _("&Search the cards"), ("/", "Ctrl+Shift+F"), "focus_search"),
        Command("books", library, _("Boo&ks…"), ("Ctrl+B",), "books.show"),
        Command("library-problems", library, _("&Problems of the library"), (), "show_library_problems"),
        SEPARATOR._replace(menu=library),
        Command("back", library, _("&Back"), ("Alt+Left",), "go_back"),
        Command("forward", library, _("&Forward"), ("Alt+Right",), "go_forward"),
        Command("next", library, _("&Next card"), ("Alt+Down",), "next_card"),
        Command("previous", library, _("Pre&vious card"), ("Alt+Up",), "previous_card"),
        SEPARATOR._replace(menu=library),
        Command("save-search", library, _("Save this sear&ch…"), (), "guide.save_search"),
        Command("mark-all-read", library, _("&Mark all in the list as read"), (), "mark_all_read"),
        Command("undo", library, _("&Undo"), ("Ctrl+Z",), "undo"),
        Command("redo", library, _("Re&do"), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
        Command("refresh", library, _("&Read the folders again"), ("F5",), "refresh"),
        Command("star", card, _("&Star"), ("Ctrl+D",), "reading.toggle_star", needs_card=True),
        Command("tonight", card, _("Keep for &tonight"), ("Ctrl+T",), "reading.toggle_tonight", needs_card=True),
        Command("add-to-book", card, _("Add to a &book…"), ("Ctrl+Shift+B",), "books.add_current", needs_card=True),
        Command("tonight-up", card, _("Sooner tonight"), ("Alt+Shift+Up",), "reading.move_up", needs_card=True),
        Command("tonight-down", card, _("Later tonight"), ("Alt+Shift+Down",), "reading.move_down", needs_card=True),
        Command("mark-unread", card, _("Mark as &unread"), ("Ctrl+U",), "reading.mark_unread", needs_card=True),
        SEPARATOR._replace(menu=card),
        Command("contents", card, _("&Go to section…"), ("Ctrl+G",), "guide.show_contents", needs_card=True),
        Command("copy", card, _("&Copy"), ("Ctrl+C",), "copy_selection"),
        Command("find", card, _("&Find in card…"), ("Ctrl+F",), "find_bar.open", needs_card=True),
        Command("find-next", card, _("Find ne&xt"), ("F3",), "find_bar.find_next", needs_card=True),
        Command("find-previous", card, _("Find pre&vious"), ("Shift+F3",), "find_bar.find_previous", needs_card=True),
        Command("write-note", notes, _("&Write a note"), ("Ctrl+N",), "writing.write_note", needs_card=True),
        Command(
            "highlight", notes, _("&Mark the selection"), ("Ctrl+Shift+H",), "marking.highlight_again", needs_card=True
        ),
        *_colour_commands(notes),
        Command(
            "comment", notes, _("C&omment on it"), ("Ctrl+Shift+M",), "marking.comment_on_selection", needs_card=True
        ),
        Command(
            "mark-words",
            notes,
            _("What a mark stood o&n…"),
            ("Ctrl+Shift+W",),
            "marking.lost.show_words",
            needs_card=True,
        ),
        Command(
            "set-mark",
            notes,
            _("Set the mar&k on the selection"),
            ("Ctrl+Shift+K",),
            "marking.lost.set_here",
            needs_card=True,
        ),
        Command("cite", notes, _("Copy as c&itation"), ("Ctrl+Shift+C",), "marking.copy_citation", needs_card=True),
        SEPARATOR._replace(menu=notes),
        Command("notes-pane", notes, _("&Show notes"), ("F9",), "toggle_notes", checkable=True),
        Command("box", notes, _("Check &box"), ("Ctrl+Shift+T",), "notebook.turn_box"),
        Command("audience", notes, _("W&ho may see it…"), ("Ctrl+Shift+A",), "audiences.choose_for_current"),
        SEPARATOR._replace(menu=notes),
        Command(
            "note-history", notes, _("Histor&y of this note…"), ("Ctrl+H",), "versions.show_history", needs_card=True
        ),
        SEPARATOR._replace(menu=notes),
        Command("journal", notes, _("&Journal of today"), ("Ctrl+J",), "notebook.open_journal"),
        Command("all-notes", notes, _("&All notes"), ("Ctrl+Shift+J",), "show_all_notes"),
        Command("export-notes", notes, _("&Export notes…"), (), "notebook.export"),
        Command("import-notes", notes, _("Im&port notes…"), (), "note_files.take_in"),
        Command("back-up-notes", notes, _("Back &up notes…"), (), "note_files.back_up"),
        Command("restore-notes", notes, _("&Restore notes from a backup…"), (), "note_files.restore"),
        Command("lock", notes, _("&Lock the notes now"), ("Ctrl+L",), "guide.lock"),
        Command("orphan-notes", notes, _("Notes without a &card…"), (), "guide.show_orphan_notes"),
        SEPARATOR._replace(menu=notes),
        Command("bin", notes, _("&Deleted notes…"), (), "note_bin.show"),
        Command("destroy-notes", notes, _("Destroy after the mee&ting…"), (), "note_bin.show_all"),
        Command("zoom-in", view, _("Zoom &in"), ("Ctrl++", "Ctrl+="), "looks.zoom_in"),
        Command("zoom-out", view, _("Zoom &out"), ("Ctrl+-",), "looks.zoom_out"),
        Command("zoom-reset", view, _("&Normal size"), ("Ctrl+0",), "looks.zoom_reset"),
        SEPARATOR._replace(menu=view),
        Command("theme-system", view, _("As the &system"), (), "looks.use_system", checkable=True, group="theme"),
        Command("theme-light", view, _("&Light"), (), "looks.use_light", checkable=True, group="theme"),
        Command("theme-dark", view, _("&Dark"), (), "looks.use_dark", checkable=True, group="theme"),
        SEPARATOR._replace(menu=view),
        *_list_commands(view),
        SEPARATOR._replace(menu=view),
        Command("list-pane", view, _("Show the lis&t"), ("F8",), "toggle_list", checkable=True),
        Command("places-pane", view, _("Show &places"), ("F7",), "toggle_places"),
        Command("filters-pane", view, _("Show &filters"), ("Shift+F7",), "toggle_filters"),
        Command("next-pane", view, _("Next pan&e"), ("F6",), "next_pane"),
        Command("previous-pane", view, _("P&revious pane"), ("Shift+F6",), "previous_pane"),
        Command("full-screen", view, _("F&ull screen"), ("F11",), "toggle_full_screen", checkable=True),
        SEPARATOR._replace(menu=view),
        Command("palette", view, _("&Commands and cards…"), ("Ctrl+K",), "guide.show_palette"),
        Command("format", help_, _("The card &format"), ("F1",), "show_help", argument="card-format"),
        Command("searching", help_, _("How to &search"), ("Shift+F1",), "show_help", argument="searching"),
        Command("places", help_, _("&Where things lie…"), (), "guide.show_places"),
        Command("problems", help_, _("&Details of problems…"), (), "guide.show_problems"),
        Command("about", help_, _("&About Briefing App…"), (), "guide.show_about"),
    )


def _colour_commands(notes: str) -> Iterator[Command]:
    """One for each colour of marks, by its number and its usual name."""
    for number, (colour, name) in enumerate(colour_names(()).items(), start=1):
        text = _("Mark as “{name}”").format(name=name)
        slot = "marking.use_colour"
        yield Command(f"mark-{colour}", notes, text, (f"Ctrl+{number}",), slot, needs_card=True, argument=colour)


def _list_commands(view: str) -> Iterator[Command]:
    """How the list stands."""
    orders = {
        "relevance": _("Sort by relevance"),
        "date": _("Sort by date"),
        "as_at": _("Sort by state of facts (as at)"),
        "title": _("Sort by title"),
    }
    groupings = {
        "month": _("Group by month"),
        "country": _("Group by country"),
        "shelf": _("Group by shelf"),
        "none": _("Do not group"),
    }
    for name, text in orders.items():
        sort = Command(f"sort-{name}", view, text, (), "finding.sort_by", checkable=True, group="sort")
        yield sort._replace(argument=name)
    yield SEPARATOR._replace(menu=view)
    for name, text in groupings.items():
        group = Command(f"group-{name}", view, text, (), "finding.group_by", checkable=True, group="group")
        yield group._replace(argument=name)
    yield SEPARATOR._replace(menu=view)
    yield Command("dense", view, _("One line &a card"), (), "use_dense_rows", checkable=True)


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
    if command.argument is not None:
        slot(command.argument)
    elif command.checkable and not command.group:
        slot(action.isChecked())
    else:
        slot()

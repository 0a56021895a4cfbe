"""The window by keys and clicks: list, card and note together; what it does when something is not as it should be."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.errors import NotesUnreadableError, NotSavedError
from briefing_app.gui.main_window import MainWindow
from briefing_app.gui.panes import NARROW
from briefing_app.notes.store import Note, NoteStore
from briefing_app.paths import Paths
from briefing_app.screen.style import UNSEEN
from tests.builders import write_card
from tests.notes.test_newer_notes import renaming_step, upgrade
from tests.windows import OpenWindow, editor, when_dialog_opens

FULL = NotSavedError("The disk is full.", "Free some space.")


def rows(window: MainWindow) -> list[str]:
    model = window.sidebar.model
    return [model.index(row).data() for row in range(model.rowCount())]


def marked(window: MainWindow) -> str:
    """The title of the row that the list shows as chosen."""
    return " ".join(index.data() for index in window.sidebar.list.selectedIndexes())


def click_row(window: MainWindow, title: str) -> None:
    view = window.sidebar.list
    middle = view.visualRect(window.sidebar.model.index(rows(window).index(title))).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)


def page(window: MainWindow) -> str:
    return window.view.toPlainText().translate(dict.fromkeys(map(ord, UNSEEN)))


def list_message(window: MainWindow) -> str:
    label = window.sidebar.findChild(QLabel, "listMessage")
    assert isinstance(label, QLabel)
    return label.text() if label.isVisible() else ""


def refuse_to_save(monkeypatch: pytest.MonkeyPatch) -> None:
    def save(*_note: object) -> Note:
        raise FULL

    monkeypatch.setattr(NoteStore, "save", save)


# The list and the card


@pytest.mark.usefixtures("library")
def test_the_first_start_shows_the_newest_card(open_window: OpenWindow) -> None:
    window = open_window()
    assert rows(window) == ["September 2025", "Geneva talks", "Vienna round", "August 1993", "Oslo channel"]
    assert (window.card_id, marked(window)) == ("geneva", "Geneva talks")
    assert "The lake." in page(window)


@pytest.mark.usefixtures("library")
def test_the_title_tells_windows_apart(open_window: OpenWindow) -> None:
    window = open_window("oslo")
    assert window.windowTitle() == "Oslo channel – Briefing App"
    window.show_help("searching")
    assert window.windowTitle() == "Briefing App"


@pytest.mark.usefixtures("library")
def test_arrows_and_commands_go_from_card_to_card(open_window: OpenWindow) -> None:
    window = open_window()
    QTest.keyClick(window.sidebar.list, Qt.Key.Key_Down)
    assert window.card_id == "vienna"
    QTest.keyClick(window, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert (window.card_id, marked(window)) == ("oslo", "Oslo channel")
    assert "The fjord." in page(window)
    QTest.keyClick(window, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert window.card_id == "vienna"
    click_row(window, "Geneva talks")
    assert window.card_id == "geneva"


@pytest.mark.usefixtures("library")
def test_typing_in_the_list_filters_it(open_window: OpenWindow) -> None:
    window = open_window()
    QTest.keyClicks(window.sidebar.list, "o")
    assert window.sidebar.field.hasFocus()
    QTest.keyClicks(window.sidebar.field, "slo")
    open_window.settle(window)
    assert rows(window) == ["Oslo channel"]
    assert window.card_id == "geneva"  # reading goes on
    QTest.keyClick(window.sidebar.field, Qt.Key.Key_Return)
    assert (window.card_id, window.sidebar.list.hasFocus()) == ("oslo", True)
    QTest.keyClick(window.sidebar.list, Qt.Key.Key_Slash)
    QTest.keyClick(window.sidebar.field, Qt.Key.Key_Escape)
    open_window.settle(window)
    assert len(rows(window)) == 5
    assert marked(window) == "Oslo channel"


@pytest.mark.usefixtures("library")
def test_a_filter_without_hit_says_what_to_do(open_window: OpenWindow) -> None:
    window = open_window()
    window.focus_search()
    QTest.keyClicks(window.sidebar.field, "<b>xyz")
    open_window.settle(window)
    assert rows(window) == []
    assert list_message(window).startswith("No card is found. Esc shows all cards again.")
    assert "<b>" not in list_message(window)
    QTest.keyClick(window.sidebar.field, Qt.Key.Key_Down)  # nowhere to go
    assert window.sidebar.field.hasFocus()
    window.sidebar.field.clear()
    open_window.settle(window)
    assert list_message(window) == ""


def test_a_card_that_comes_later_does_not_move_the_reader(open_window: OpenWindow, library: Path, qtbot: QtBot) -> None:
    window = open_window("oslo")
    window.sidebar.field.setText("vienna")
    write_card(library, "new", title="A newer one", date="2025-10-01")
    window.refresh()
    qtbot.waitUntil(lambda: window._workspace.index.entry("new") is not None)
    open_window.settle(window)
    assert (window.card_id, window.state) == ("oslo", "card")
    assert rows(window) == ["Vienna round"]
    window.sidebar.search("")
    open_window.settle(window)
    assert rows(window)[:2] == ["October 2025", "A newer one"]


def test_a_card_whose_file_changes_is_shown_as_it_is_now(open_window: OpenWindow, library: Path, qtbot: QtBot) -> None:
    window = open_window("oslo")
    write_card(library, "oslo", "## Background\n\nThe harbour.", title="Oslo channel", date="1993-08-20")
    window.refresh()
    qtbot.waitUntil(lambda: "The harbour." in page(window))
    assert window.message.text == "This card was just updated. You see the new text."
    (library / "oslo.md").unlink()
    window.refresh()
    qtbot.waitUntil(lambda: window.state == "card-gone")
    assert window.notes.card_id == "oslo"  # its note can still be read and written


def test_a_card_that_changes_stays_the_chosen_one(open_window: OpenWindow, library: Path, qtbot: QtBot) -> None:
    write_card(library, "z-same-day", title="Zürich, the same day", date="1993-08-20")
    window = open_window("oslo")
    write_card(library, "oslo", "## Background\n\nThe harbour.", title="Oslo channel", date="1993-08-20")
    write_card(library, "paris", title="Paris, the same day", date="1993-08-20")
    window.refresh()
    qtbot.waitUntil(lambda: "The harbour." in page(window))
    open_window.settle(window)
    assert window.sidebar.list.currentIndex().data() == "Oslo channel"


def test_a_broken_card_is_listed_and_says_what_to_mend(open_window: OpenWindow, library: Path) -> None:
    (library / "bad.md").write_text("---\ntitle: A broken one\ndate: 2025-19-40\n---\nText.\n")
    window = open_window("bad")
    assert "A broken one" in rows(window)
    assert "bad.md" in page(window)
    assert "3" in page(window)
    assert "Text." not in page(window)
    window.show_card("geneva")
    assert "The lake." in page(window)


def test_an_empty_library_says_what_to_do(open_window: OpenWindow, library: Path, qtbot: QtBot, tmp_path: Path) -> None:
    for file in library.iterdir():
        file.unlink()
    window = open_window()
    assert window.state == "empty-library"
    assert list_message(window).startswith("No cards yet.")
    assert not window.actions_by_id["export"].isEnabled()
    file = write_card(tmp_path / "given", "first", title="The first card")
    window.files.import_paths([file])
    qtbot.waitUntil(lambda: window.card_id == "first")
    assert "1 new" in window.message.text
    assert window.actions_by_id["export"].isEnabled()


def test_a_folder_that_is_not_there_is_told(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window(extra_folders=(tmp_path / "stick",))
    assert window.state == "folder-denied"
    assert str(tmp_path / "stick") in window.message.text
    assert [problem.sentence for problem in window.message.problems] == [window.message.problems[0].sentence]


def test_what_was_refused_at_an_import_is_told_in_full(open_window: OpenWindow, library: Path, qtbot: QtBot) -> None:
    window = open_window()
    bad = library.parent / "bad.md"
    bad.write_text("---\ntitle: No date\n---\n")
    window.files.import_paths([bad, library / "oslo.md"])
    qtbot.waitUntil(lambda: "refused" in window.message.text)
    assert "1 unchanged" in window.message.text
    QTest.mouseClick(button(window.message, "Copy details"), Qt.MouseButton.LeftButton)
    assert "bad.md:1: error:" in QApplication.clipboard().text()


# The note


@pytest.mark.usefixtures("library")
def test_a_note_is_written_beside_its_card(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert editor(window).hasFocus()
    with qtbot.waitSignal(window.notes.note_saved):
        QTest.keyClicks(editor(window), "Ask who keeps the minutes.")
    row = window.sidebar.model.index(1)
    assert "has a note" in row.data(Qt.ItemDataRole.AccessibleTextRole)
    window.next_card()
    assert editor(window).toPlainText() == ""
    window.previous_card()
    assert editor(window).toPlainText() == "Ask who keeps the minutes."


@pytest.mark.usefixtures("library")
def test_what_another_process_writes_is_shown(open_window: OpenWindow, paths: Paths, qtbot: QtBot) -> None:
    window = open_window()
    other = NoteStore(paths.notes)
    other.save("geneva", "from the command line")
    other.close()
    qtbot.waitUntil(lambda: editor(window).toPlainText() == "from the command line")
    assert "has a note" in window.sidebar.model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("way", ["key", "mouse", "command", "palette", "help"])
def test_a_card_whose_note_cannot_be_saved_stays(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, way: str
) -> None:
    window = open_window()
    QTest.keyClicks(editor(window), "the only copy")
    with monkeypatch.context() as broken:
        refuse_to_save(broken)
        ways: dict[str, Callable[[], object]] = {
            "key": lambda: QTest.keyClick(window.sidebar.list, Qt.Key.Key_Down),
            "mouse": lambda: click_row(window, "Vienna round"),
            "command": window.next_card,
            "palette": lambda: window.show_card("oslo"),
            "help": lambda: window.show_help("card-format"),
        }
        ways[way]()
        qtbot.waitUntil(lambda: marked(window) == "Geneva talks")
        assert (window.card_id, window.state) == ("geneva", "card")
        assert editor(window).toPlainText() == "the only copy"
        assert "stays open" in window.message.text
        assert window.sidebar.list.currentIndex().data() == "Geneva talks"
    window.next_card()
    assert window.card_id == "vienna"
    window.previous_card()
    assert editor(window).toPlainText() == "the only copy"


@pytest.mark.usefixtures("library")
def test_a_window_with_an_unsaved_note_asks_before_it_closes(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    QTest.keyClicks(editor(window), "the only copy")
    with monkeypatch.context() as broken:
        refuse_to_save(broken)
        when_dialog_opens(lambda box: QTest.keyClick(box, Qt.Key.Key_Escape))
        assert not window.close()
        assert window.isVisible()
        when_dialog_opens(lambda box: QTest.mouseClick(button(box, "Close and lose it"), Qt.MouseButton.LeftButton))
        assert window.close()


@pytest.mark.usefixtures("library")
def test_a_note_that_cannot_be_saved_comes_into_sight_without_taking_the_keyboard(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    QTest.keyClicks(editor(window), "the only copy")
    with monkeypatch.context() as broken:
        refuse_to_save(broken)
        window.actions_by_id["notes-pane"].trigger()
        assert window.notes.isVisible()
        assert window.actions_by_id["notes-pane"].isChecked()
        window.sidebar.field.setFocus()
        assert not window.flush()
        assert window.sidebar.field.hasFocus()
    assert window.flush()


@pytest.mark.usefixtures("library")
def test_notes_that_cannot_be_read_are_told_and_cards_can(open_window: OpenWindow, paths: Paths) -> None:
    with closing(NoteStore(paths.notes)) as store:
        store.save("geneva", "from a later version")
    upgrade(paths.notes, renaming_step)
    before = paths.notes.read_bytes()
    window = open_window()
    assert "The lake." in page(window)
    assert editor(window).isReadOnly()
    window.next_card()
    assert window.card_id == "vienna"
    with pytest.raises(NotesUnreadableError):
        window._workspace.notes.all()
    assert paths.notes.read_bytes() == before


@pytest.mark.usefixtures("library")
def test_damaged_notes_are_restored_and_the_reader_is_told(open_window: OpenWindow, paths: Paths, qtbot: QtBot) -> None:
    with closing(NoteStore(paths.notes)) as store:
        store.save("geneva", "Ask about the quorum.")
    paths.notes.write_bytes(b"not a database" * 400)
    window = open_window()
    assert editor(window).toPlainText() == "Ask about the quorum."
    qtbot.waitUntil(lambda: "1 note was restored" in window.message.text)
    assert paths.notes.with_name("notes.sqlite.damaged").read_bytes().startswith(b"not a database")


@pytest.mark.usefixtures("library")
def test_notes_without_a_card_are_listed(open_window: OpenWindow, paths: Paths) -> None:
    store = NoteStore(paths.notes)
    store.save("geneva", "has its card")
    store.save("gone", "lost its <b>card</b>")
    store.close()
    window = open_window()
    seen: list[str] = []

    def look(dialog: QWidget) -> None:
        QTest.mouseClick(button(dialog, "Copy"), Qt.MouseButton.LeftButton)
        seen.append(QApplication.clipboard().text())
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    when_dialog_opens(look)
    window.actions_by_id["orphan-notes"].trigger()
    assert seen == ["gone\n────\nlost its <b>card</b>"]


# The window itself


@pytest.mark.usefixtures("library")
def test_place_size_and_zoom_come_back(open_window: OpenWindow, library: Path) -> None:
    write_card(library, "long", "## Text\n\n" + "A line of the text.\n\n" * 300, title="A long card", date="2000")
    window = open_window("long")
    window.resize(790, 700)  # no larger than the screen that there is without one
    window.looks.zoom_in()
    window.view.set_scroll_share(0.5)
    size = window.size()
    window.close()
    again = open_window()
    assert again.card_id == "long"
    assert again.size() == size
    assert again.looks.zoom == 1.1
    assert again.view.scroll_share() == pytest.approx(0.5, abs=0.01)


@pytest.mark.usefixtures("library")
def test_widths_come_back_where_there_is_room(open_window: OpenWindow) -> None:
    window = open_window()
    window.panes.setSizes([333, 647, 298])
    assert window.panes.sizes()[0] == 333
    window.resize(NARROW - 100, 700)
    assert window.panes.sizes()[0] < 333
    window.close()
    again = open_window()
    again.resize(1280, 860)
    assert again.panes.sizes() == pytest.approx([333, 647, 298], abs=2)  # the lines between them take a pixel each


@pytest.mark.usefixtures("library")
def test_notes_folded_away_stay_so(open_window: OpenWindow) -> None:
    window = open_window()
    window.actions_by_id["notes-pane"].trigger()
    assert not window.notes.isVisible()
    window.close()
    again = open_window()
    assert not again.notes.isVisible()
    again.writing.write_note()
    assert editor(again).hasFocus()
    assert again.actions_by_id["notes-pane"].isChecked()


@pytest.mark.usefixtures("library")
def test_in_a_narrow_window_the_notes_leave_their_room_to_the_card(open_window: OpenWindow) -> None:
    window = open_window()
    window.resize(NARROW + 100, 700)
    assert window.notes.isVisible()
    window.resize(NARROW - 100, 700)
    assert not window.notes.isVisible()
    assert not window.actions_by_id["notes-pane"].isChecked()
    window.writing.write_note()
    assert window.notes.isVisible()
    window.resize(NARROW - 150, 700)
    assert window.notes.isVisible()
    window.sidebar.setFocus()
    window.resize(NARROW + 100, 700)
    assert window.notes.isVisible()
    window.close()
    assert open_window().panes.notes_wanted


@pytest.mark.usefixtures("library")
def test_f6_moves_from_pane_to_pane(open_window: OpenWindow) -> None:
    window = open_window()
    window.sidebar.field.setFocus()
    places = []
    for _step in range(3):
        QTest.keyClick(window, Qt.Key.Key_F6)
        places.append(QApplication.focusWidget())
    assert places == [window.view, editor(window), window.sidebar.list]
    QTest.keyClick(window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert editor(window).hasFocus()
    QTest.keyClick(editor(window), Qt.Key.Key_Escape)
    assert window.view.hasFocus()


@pytest.mark.usefixtures("library")
def test_the_theme_is_chosen_and_kept(open_window: OpenWindow) -> None:
    window = open_window()
    window.actions_by_id["theme-dark"].trigger()
    dark = window.view.palette().base().color().lightness()
    window.close()
    again = open_window()
    assert again.actions_by_id["theme-dark"].isChecked()
    assert again.view.palette().base().color().lightness() == dark < 60
    again.actions_by_id["theme-light"].trigger()
    assert again.view.palette().base().color().lightness() > 200


@pytest.mark.usefixtures("library")
def test_the_format_is_shown_under_help_and_any_card_leads_back(open_window: OpenWindow) -> None:
    window = open_window()
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.state == "help"
    assert "bottom_line" in page(window)
    assert marked(window) == ""
    click_row(window, "Geneva talks")
    assert "The lake." in page(window)


@pytest.mark.usefixtures("library")
def test_a_link_is_shown_and_not_opened(open_window: OpenWindow) -> None:
    window = open_window()
    seen: list[str] = []

    def look(box: QWidget) -> None:
        assert isinstance(box, QMessageBox)
        labels = [label for label in box.findChildren(QLabel) if "example" in label.text()]
        assert [label.textFormat() for label in labels] == [Qt.TextFormat.PlainText]
        seen.append(labels[0].text())
        QTest.mouseClick(button(box, "Copy address"), Qt.MouseButton.LeftButton)

    when_dialog_opens(look)
    window.view.link_chosen.emit("https://example.org/<b>x</b>")
    assert "https://example.org/<b>x</b>" in seen[0]
    assert [QApplication.clipboard().text()] == ["https://example.org/<b>x</b>"]


def button(parent: QWidget, text: str) -> QPushButton:
    return next(found for found in parent.findChildren(QPushButton) if found.text().replace("&", "") == text)

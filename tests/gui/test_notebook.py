"""All notes under the reader's hands: found, narrowed, opened, ticked, shown to others, by keys and by clicks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.gui.main_window import MainWindow
from briefing_app.gui.palette import Palette
from briefing_app.notes.annotations import Annotation, AnnotationStore
from briefing_app.notes.store import NoteStore
from briefing_app.paths import Paths
from tests.builders import prose_of, write_card
from tests.paper.readers import pdfium_pages
from tests.windows import OpenWindow, click_button, editor, page, press, when_dialog_opens

OpenNotes = Callable[[], MainWindow]


@pytest.fixture
def notes(paths: Paths) -> NoteStore:
    return NoteStore(paths.notes)


@pytest.fixture
def marks(paths: Paths) -> AnnotationStore:
    return AnnotationStore(paths.notes)


@pytest.fixture
def open_notes(open_window: OpenWindow, library: Path, notes: NoteStore, marks: AnnotationStore) -> OpenNotes:
    """Opens the page of all notes over three of them."""
    notes.save("oslo", "Compare with [[vienna]].\n- [ ] call\n- [ ] read")
    marks.add("geneva", "Who says so?")
    marks.add("vienna", "Ask @Anna Lake Monday.", audience="delegation")
    notes.close()
    marks.close()

    def open_one() -> MainWindow:
        window = open_window("oslo")
        window.actions_by_id["all-notes"].trigger()
        open_window.settle(window)
        return window

    return open_one


def kept(store: AnnotationStore) -> list[Annotation]:
    found = store.all()
    store.close()
    return found


def text_of(store: NoteStore, card_id: str) -> str:
    note = store.get(card_id)
    store.close()
    return note.text if note else ""


def use_link(window: MainWindow, words: str, number: int = 1) -> None:
    """Walk to the link with these words by Tab and press Enter."""
    window.view.setFocus()
    window.view.moveCursor(window.view.textCursor().MoveOperation.Start)
    for _step in range(300):
        QTest.keyClick(window.view, Qt.Key.Key_Tab)
        assert window.view.hasFocus(), f"no link {words}"
        if window.view.textCursor().selectedText() == words:
            number -= 1
            if not number:
                QTest.keyClick(window.view, Qt.Key.Key_Return)
                return
    raise AssertionError(words)


def choose(name: str) -> Callable[[QWidget], None]:
    """Takes a choice of a menu by keys."""

    def act(menu: QWidget) -> None:
        assert isinstance(menu, QMenu)
        action = next(one for one in menu.actions() if one.text() == name)
        menu.setActiveAction(action)
        QTest.keyClick(menu, Qt.Key.Key_Return)

    return act


def answer(name: str, asked: list[str]) -> Callable[[QWidget], None]:
    """Presses a button of a question and keeps its sentence."""

    def act(box: QWidget) -> None:
        assert isinstance(box, QMessageBox)
        asked.append(box.informativeText())
        click_button(box, name)

    return act


# The page and what narrows it


def test_typing_narrows_the_page_and_one_press_shows_all(open_notes: OpenNotes, open_window: OpenWindow) -> None:
    window = open_notes()
    bar = window.notebook.bar
    assert bar.isVisible() and bar.field.hasFocus()
    QTest.keyClicks(bar.field, "who say")
    open_window.settle(window)
    assert "Who says so?" in page(window) and "1 of 3" in page(window) and "Monday" not in page(window)
    QTest.keyClicks(bar.field, " nobody")
    open_window.settle(window)
    assert "None of your notes fits" in page(window)
    click_button(bar, "Show all")
    open_window.settle(window)
    assert bar.field.text() == "" and "Monday" in page(window)
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert window.view.hasFocus()


def test_what_is_chosen_is_shown_combined_and_kept_while_the_window_lives(
    open_notes: OpenNotes, open_window: OpenWindow
) -> None:
    window = open_notes()
    chips = {chip.text(): chip for chip in window.notebook.bar.findChildren(QToolButton, "chip")}
    next(one for one in chips["Audience"].menu().actions() if one.text() == "Delegation").trigger()
    open_window.settle(window)
    assert chips["Audience"].text() == "Delegation" and "1 of 3" in page(window)
    chips["Open tasks"].click()
    open_window.settle(window)
    assert "None of your notes fits" in page(window)
    chips["Open tasks"].click()
    window.show_card("geneva")
    assert not window.notebook.bar.isVisible()
    window.go_back()
    open_window.settle(window)
    assert window.notebook.bar.isVisible() and "1 of 3" in page(window)
    use_link(window, "Vienna round")
    assert window.card_id == "vienna"


def test_notes_of_one_card_are_chosen_by_typing_its_title(open_notes: OpenNotes, open_window: OpenWindow) -> None:
    window = open_notes()

    def act(dialog: QWidget) -> None:
        assert isinstance(dialog, Palette)
        QTest.keyClicks(dialog.field, "geneva")
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)

    when_dialog_opens(act)
    click_button(window.notebook.bar, "Card…")
    open_window.settle(window)
    assert "Who says so?" in page(window) and "1 of 3" in page(window)


def test_pages_are_turned(open_notes: OpenNotes, open_window: OpenWindow, marks: AnnotationStore) -> None:
    for number in range(60):
        marks.add("oslo", f"number {number}")
    window = open_notes()
    assert "number 59" in page(window) and "number 0\n" not in page(window)
    use_link(window, "Older")
    open_window.settle(window)
    assert "number 0\n" in page(window) and window.view.verticalScrollBar().value() == 0


# One note


def test_a_note_is_opened_beside_the_page_and_written(
    open_notes: OpenNotes, open_window: OpenWindow, qtbot: QtBot, marks: AnnotationStore, notes: NoteStore
) -> None:
    window = open_notes()
    use_link(window, "Edit")  # of the latest
    assert editor(window).hasFocus() and editor(window).toPlainText() == "Ask @Anna Lake Monday."
    press(editor(window), "Ctrl+End")
    with qtbot.waitSignal(window.notes.note_saved):
        QTest.keyClicks(editor(window), "!")
    assert kept(marks)[0].text == "Ask @Anna Lake Monday.!"
    open_window.settle(window)
    assert "Monday.!" in page(window) and editor(window).hasFocus()
    window.notebook.edit("note:oslo")
    press(editor(window), "Ctrl+A")
    QTest.keyClicks(editor(window), "Other")
    window.show_card("geneva")
    assert text_of(notes, "oslo") == "Other"
    assert editor(window).toPlainText() == ""


def test_an_entry_leads_to_its_passage(open_window: OpenWindow, library: Path, marks: AnnotationStore) -> None:
    write_card(library, "long", prose_of(3000) + "\n\nThe last words of all.", title="A long card", date="2025-12-24")
    window = open_window("long")
    card = window._workspace.card_text("long")
    start = card.text.index("last words")
    marks.add("long", anchor=card.anchor(start, start + 10))
    marks.close()
    window.show_all_notes()
    open_window.settle(window)
    use_link(window, "A long card")
    open_window.settle(window)
    assert window.card_id == "long"
    assert window.view.cursorRect(window.view.document().find("last words")).top() < window.view.viewport().height()
    assert window.view.verticalScrollBar().value() > 0
    assert window.marking.marks.currentRow() == 0


def test_a_box_is_ticked_by_keyboard_which_stays_there(
    open_notes: OpenNotes, open_window: OpenWindow, notes: NoteStore
) -> None:
    window = open_notes()
    assert "2 open tasks" in page(window)
    use_link(window, "☐", 2)
    open_window.settle(window)
    assert text_of(notes, "oslo") == "Compare with [[vienna]].\n- [ ] call\n- [x] read"
    assert "1 open task\n" in page(window)
    assert window.view.textCursor().selectedText() == "☑"
    QTest.keyClick(window.view, Qt.Key.Key_Return)
    open_window.settle(window)
    assert text_of(notes, "oslo") == "Compare with [[vienna]].\n- [ ] call\n- [ ] read"
    assert [edit.text.count("[x]") for edit in notes.history("oslo")][-1] == 0
    notes.close()


def test_a_box_of_a_note_that_changed_meanwhile_is_left(
    open_notes: OpenNotes, open_window: OpenWindow, notes: NoteStore
) -> None:
    window = open_notes()
    notes.save("oslo", "- [ ] something else\n- [ ] call\n- [ ] read")
    window.notebook.follow("task\x1fnote:oslo\x1f1\x1f1\x1fdone")
    assert "changed meanwhile" in window.message.text
    assert "[x]" not in text_of(notes, "oslo")
    open_window.settle(window)
    assert "something else" in page(window)


def test_links_lead_to_cards_and_to_persons(
    open_window: OpenWindow, open_notes: OpenNotes, library: Path, qtbot: QtBot
) -> None:
    write_card(library, "fish", title="Fishing", date="2020-01-02", actors=[{"name": "Anna Lake", "role": "Minister"}])
    window = open_notes()
    use_link(window, "@Anna Lake Monday")
    qtbot.waitUntil(lambda: window.showing.page_of == ("person", "Anna Lake"))
    window.show_all_notes()
    open_window.settle(window)
    use_link(window, "Vienna round", 2)  # the first is that of its own note
    assert window.card_id == "vienna"


# Who may see it


def test_raising_asks_each_time_and_lowering_never(
    open_notes: OpenNotes, open_window: OpenWindow, notes: NoteStore
) -> None:
    window = open_notes()
    asked: list[str] = []

    def audience() -> str:
        note = notes.get("oslo")
        notes.close()
        return note.audience if note else ""

    def raise_it(button: str) -> None:
        when_dialog_opens(answer(button, asked))
        window.audiences.change("note:oslo", "delegation")

    raise_it("Keep it as it is")
    assert audience() == "me"
    raise_it("For the delegation")
    assert audience() == "delegation"
    window.audiences.change("note:oslo", "me")
    assert audience() == "me"
    raise_it("For the delegation")
    assert len(asked) == 3 and "within it" in asked[0]
    open_window.settle(window)
    assert page(window).count("Delegation") == 2


def test_the_audience_is_chosen_at_the_entry_by_keyboard(
    open_notes: OpenNotes, open_window: OpenWindow, marks: AnnotationStore, qtbot: QtBot
) -> None:
    window = open_notes()
    when_dialog_opens(choose("Only me"))
    use_link(window, "Delegation")
    qtbot.waitUntil(lambda: {one.audience for one in kept(marks)} == {"me"})
    open_window.settle(window)
    assert "Delegation" not in page(window)


def test_the_audience_stands_beside_the_note_and_is_chosen_there(
    open_window: OpenWindow, library: Path, notes: NoteStore, qtbot: QtBot
) -> None:
    window = open_window("oslo")
    assert not window.notes.audience.isVisible()
    window.actions_by_id["audience"].trigger()
    assert "Write something first" in window.message.text
    window.writing.write_note()
    QTest.keyClicks(editor(window), "words")
    asked: list[str] = []

    def release(menu: QWidget) -> None:
        when_dialog_opens(answer("For release", asked))
        choose("Release")(menu)

    when_dialog_opens(release)
    press(editor(window), "Ctrl+Shift+A")
    qtbot.waitUntil(lambda: window.notes.audience.text() == "Release")
    assert asked and window.notes.audience.isVisible()
    QTest.keyClicks(editor(window), " more")
    window.close()
    note = notes.get("oslo")
    assert note is not None and (note.text, note.audience) == ("words more", "release")
    notes.close()


def test_a_raised_mark_says_so_in_the_list(open_window: OpenWindow, library: Path, marks: AnnotationStore) -> None:
    added = marks.add("oslo", "words", audience="delegation")
    marks.add("oslo", "mine")
    window = open_window("oslo")
    listed = [window.marking.marks.item(row).text() for row in range(2)]
    assert listed == ["mine", "[Delegation]\nwords"]
    window.audiences.change(f"mark:{added.id}", "me")
    open_window.settle(window)
    assert sorted(window.marking.marks.item(row).text() for row in range(2)) == ["mine", "words"]
    marks.close()


# The journal


def test_the_journal_has_one_page_a_day(
    open_window: OpenWindow, library: Path, marks: AnnotationStore, notes: NoteStore
) -> None:
    window = open_window("oslo")
    window.actions_by_id["journal"].trigger()
    assert editor(window).hasFocus() and kept(marks) == []
    QTest.keyClicks(editor(window), "Met")
    assert window.flush()
    QTest.keyClicks(editor(window), " him.")
    QTest.keyClick(editor(window), Qt.Key.Key_Escape)
    assert window.view.hasFocus() and editor(window).toPlainText() == ""  # the card's own note again
    window.writing.write_note()
    QTest.keyClicks(editor(window), "of the card")
    window.actions_by_id["journal"].trigger()
    assert editor(window).toPlainText() == "Met him."
    press(editor(window), "Ctrl+End")
    QTest.keyClicks(editor(window), " Again.")
    window.show_all_notes()
    open_window.settle(window)
    assert [(one.kind, one.card_id, one.text) for one in kept(marks)] == [("journal", "", "Met him. Again.")]
    assert text_of(notes, "oslo") == "of the card"
    assert "Journal" in page(window) and "Again." in page(window)
    use_link(window, "Journal")
    assert editor(window).toPlainText() == "Met him. Again." and editor(window).hasFocus()


def test_a_page_of_the_journal_that_another_process_wrote_on_holds_both(
    open_window: OpenWindow, library: Path, marks: AnnotationStore
) -> None:
    window = open_window("oslo")
    window.notebook.open_journal()
    QTest.keyClicks(editor(window), "Mine")
    assert window.flush()
    (journal,) = kept(marks)
    QTest.keyClicks(editor(window), " too")
    marks.change(journal.id, text="Theirs")
    assert window.flush()
    (journal,) = kept(marks)
    assert "Mine too" in journal.text and "Theirs" in journal.text


# What notes name


@pytest.fixture
def fish(library: Path) -> None:
    write_card(library, "fish", title="Fishing", date="2020-01-02", actors=[{"name": "Anna Lake", "role": "Minister"}])


def status(window: MainWindow) -> str:
    line = window.notes.findChild(QWidget, "notesStatus")
    return str(line.property("state")) if isinstance(line, QWidget) else ""


def links_drawn(window: MainWindow) -> list[str]:
    return [extra.cursor.selectedText() for extra in editor(window).extraSelections()]


@pytest.mark.usefixtures("fish")
def test_links_are_drawn_and_followed_in_the_editor(open_window: OpenWindow, notes: NoteStore, qtbot: QtBot) -> None:
    notes.save("oslo", "😀 Ask @Anna Lake, see [[vienna]].")
    notes.close()
    window = open_window("oslo")
    assert links_drawn(window) == ["@Anna Lake", "[[vienna]]"]
    assert status(window) == "saved"  # drawing is no writing
    window.writing.write_note()
    press(editor(window), "Ctrl+End")
    press(editor(window), "Left")
    press(editor(window), "Ctrl+Return")
    assert window.card_id == "vienna" and links_drawn(window) == []
    window.show_card("oslo")
    cursor = editor(window).document().find("Anna")
    where = editor(window).cursorRect(cursor).center()
    QTest.mouseClick(editor(window).viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, where)
    qtbot.waitUntil(lambda: window.showing.page_of == ("person", "Anna Lake"))


@pytest.mark.usefixtures("fish")
def test_names_are_offered_while_they_are_written(open_window: OpenWindow, notes: NoteStore, qtbot: QtBot) -> None:
    window = open_window("oslo")
    window.writing.write_note()
    QTest.keyClicks(editor(window), "Ask @la")
    offered = window.notes.editor._names._list
    qtbot.waitUntil(offered.isVisible)
    QTest.keyClick(offered, Qt.Key.Key_Return)
    assert editor(window).toPlainText() == "Ask @Anna Lake "
    QTest.keyClicks(editor(window), "[[vien")
    qtbot.waitUntil(offered.isVisible)
    QTest.keyClick(offered, Qt.Key.Key_Tab)
    assert editor(window).toPlainText() == "Ask @Anna Lake [[vienna]]"
    QTest.keyClicks(editor(window), " @nobody at all")
    open_window.settle(window)
    assert not offered.isVisible()
    window.close()
    assert text_of(notes, "oslo") == "Ask @Anna Lake [[vienna]] @nobody at all"


def test_a_card_shows_which_notes_link_to_it(
    open_window: OpenWindow, library: Path, notes: NoteStore, marks: AnnotationStore, paths: Paths
) -> None:
    notes.save("oslo", "Before.\n- [ ] Compare with [[VIENNA]].")
    notes.save("vienna", "Itself: [[vienna]].")
    marks.add("", "See [[vienna]].")
    notes.close()
    marks.close()
    window = open_window("vienna")
    back = window.note_links.back_links
    words = [back.list.item(row).text() for row in range(back.list.count())]
    assert words == ["Journal\nSee [[vienna]].", "Oslo channel\nCompare with [[VIENNA]]."]
    back.list.setFocus()
    back.list.setCurrentRow(1)
    QTest.keyClick(back.list, Qt.Key.Key_Return)
    open_window.settle(window)
    assert window.card_id == "oslo" and not back.isVisible()
    for file in paths.cache.iterdir():
        assert b"Compare with" not in file.read_bytes()
    window.writing.write_note()
    press(editor(window), "Ctrl+A")
    QTest.keyClicks(editor(window), "Nothing")
    window.show_card("vienna")
    open_window.settle(window)
    assert [back.list.item(row).text() for row in range(back.list.count())] == ["Journal\nSee [[vienna]]."]


def test_a_box_is_put_into_the_note_by_its_keys(open_window: OpenWindow, library: Path, notes: NoteStore) -> None:
    window = open_window("oslo")
    window.writing.write_note()
    QTest.keyClicks(editor(window), "call")
    press(editor(window), "Ctrl+Shift+T")
    assert editor(window).toPlainText() == "- [ ] call"
    QTest.keyClicks(editor(window), " Bern")
    press(editor(window), "Ctrl+Shift+T")
    assert editor(window).toPlainText() == "- [x] call Bern"
    press(editor(window), "Ctrl+Z")
    assert editor(window).toPlainText() == "- [ ] call Bern"
    window.close()
    assert text_of(notes, "oslo") == "- [ ] call Bern"


# Out of the window


def test_what_the_page_shows_is_written_to_a_file(
    open_notes: OpenNotes,
    open_window: OpenWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = open_notes()

    def export(name: str) -> Path:
        target = tmp_path / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(target), ""))
        use_link(window, "Export notes…" if name == "all.json" else "Export these notes…")
        open_window.settle(window)
        assert str(target) in window.message.text
        return target

    assert len(json.loads(export("all.json").read_text("utf-8"))["items"]) == 3
    window.notebook.narrow(window.notebook.filter._replace(audience="delegation"))
    open_window.settle(window)
    markdown = export("some.md").read_text("utf-8")
    assert "## Vienna round" in markdown and "Ask @Anna Lake Monday." in markdown and "Who says so?" not in markdown
    (printed,) = pdfium_pages(export("some.pdf").read_bytes())
    assert "Vienna round" in printed and "Delegation" in printed and "Who says so?" not in printed


def test_words_stand_out_on_the_page_as_markdown_has_them(
    open_notes: OpenNotes, open_window: OpenWindow, notes: NoteStore
) -> None:
    notes.save("oslo", "- **by Monday**, *or so*")
    window = open_notes()
    assert "• by Monday, or so" in page(window)  # Qt gives a no-break space as a plain one
    bold = window.view.document().find("by Monday").charFormat()
    assert bold.fontWeight() > QFont.Weight.Normal

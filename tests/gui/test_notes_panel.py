"""The notes panel over a real store: typing is saved, the status tells the truth, nothing typed is dropped."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFont, QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.errors import MachineError, NotesUnreadableError, NotSavedError
from briefing_app.gui.conflict_bar import ConflictBar
from briefing_app.gui.notes_panel import NotesPanel
from briefing_app.notes.store import Note, NoteStore

KEPT_BY_NO_HISTORY = {"x-kde-passwordManagerHint": b"secret"} if sys.platform == "linux" else {}


class Desk:
    """What the window is to the panel: it saves into a store, or fails as a full disk would."""

    def __init__(self, path: Path) -> None:
        self.store = NoteStore(path)
        self.failure: MachineError | None = None
        self.asked = 0
        self.window = QWidget()
        self.panel = NotesPanel(self.save, retry_ms=10)
        self.elsewhere = QLineEdit()
        layout = QVBoxLayout(self.window)
        layout.addWidget(self.panel)
        layout.addWidget(self.elsewhere)

    def save(self, card_id: str, text: str, base_revision: int) -> Note:
        self.asked += 1
        if self.failure:
            raise self.failure
        return self.store.save(card_id, text, base_revision)

    def show(self, card_id: str) -> bool:
        return self.panel.show_note(card_id, card_id.title(), self.store.get(card_id))

    @property
    def editor(self) -> QPlainTextEdit:
        editor = self.panel.findChild(QPlainTextEdit, "notesEditor")
        assert isinstance(editor, QPlainTextEdit)
        return editor

    @property
    def status(self) -> tuple[str, str]:
        label = self.panel.findChild(QLabel, "notesStatus")
        assert isinstance(label, QLabel)
        return label.property("state"), label.text()

    @property
    def text(self) -> str:
        return self.editor.toPlainText()


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "data" / "notes.sqlite")
    qtbot.addWidget(desk.window)
    with qtbot.waitExposed(desk.window):
        desk.window.show()
    desk.panel.setFocus()
    qtbot.waitUntil(desk.editor.hasFocus)
    yield desk
    desk.store.close()


def stored(desk: Desk, card_id: str) -> str | None:
    note = desk.store.get(card_id)
    return note.text if note else None


def test_what_is_typed_is_saved_after_a_pause(desk: Desk, qtbot: QtBot) -> None:
    desk.show("card")
    assert desk.status == ("idle", "Only on this computer")
    with qtbot.waitSignal(desk.panel.note_saved) as saved:
        QTest.keyClicks(desk.editor, "Ask who keeps the minutes.")
        assert desk.status == ("unsaved", "Not saved yet…")
        assert desk.panel.has_unsaved_text()
        assert desk.store.get("card") is None
    assert saved.args == [desk.store.get("card")]
    assert stored(desk, "card") == "Ask who keeps the minutes."
    qtbot.waitUntil(lambda: desk.status[0] == "saved")
    words = desk.status[1]
    assert words.startswith("Saved ") and words.endswith(" · only on this computer")
    assert not desk.panel.has_unsaved_text()


def test_each_key_is_saved_within_half_a_second_also_while_typing_goes_on(desk: Desk, qtbot: QtBot) -> None:
    desk.show("card")
    QTest.keyClicks(desk.editor, "x")
    timers = [timer for timer in desk.panel.findChildren(QTimer) if timer.isActive()]
    assert min(timer.interval() for timer in timers) < 500
    said: set[tuple[str, str]] = set()

    def typed_on_and_saved() -> bool:
        QTest.keyClicks(desk.editor, "x")  # so often that there is no pause
        said.add(desk.status)
        return desk.asked > 2

    qtbot.waitUntil(typed_on_and_saved, timeout=20_000)
    assert len(stored(desk, "card") or "") > 1
    assert said == {("unsaved", "Not saved yet…")}  # it does not flicker
    qtbot.waitUntil(lambda: desk.status[0] == "saved")
    assert stored(desk, "card") == desk.text


def test_losing_the_focus_saves(desk: Desk) -> None:
    desk.show("card")
    QTest.keyClicks(desk.editor, "words")
    desk.elsewhere.setFocus()
    assert stored(desk, "card") == "words"


def test_flush_saves_at_once_and_only_what_is_new(desk: Desk) -> None:
    desk.show("card")
    assert desk.panel.flush()
    assert desk.asked == 0
    QTest.keyClicks(desk.editor, "words")
    assert desk.panel.flush()
    assert desk.panel.flush()
    assert desk.asked == 1
    assert stored(desk, "card") == "words"


def test_changing_the_card_saves_and_keeps_each_text_and_its_undo(desk: Desk) -> None:
    desk.show("a")
    QTest.keyClicks(desk.editor, "first")
    assert desk.show("b")
    assert desk.text == ""
    QTest.keyClicks(desk.editor, "second")
    desk.editor.undo()
    desk.editor.undo()  # as often as one likes: nothing of the other card comes
    assert desk.text == ""
    desk.editor.redo()
    assert desk.show("A")
    assert desk.text == "first"
    assert stored(desk, "b") == "second"
    QTest.keyClicks(desk.editor, "!")
    assert desk.text == "first!"  # the cursor is where it was
    desk.editor.undo()
    desk.editor.undo()
    assert desk.text == ""
    assert desk.panel.flush()
    assert stored(desk, "a") == ""


def test_a_failing_disk_keeps_the_text_and_the_card_and_is_tried_again(desk: Desk, qtbot: QtBot) -> None:
    desk.show("card")
    desk.failure = NotSavedError("The note is not saved: the disk is full.", "Free some space.")
    told: list[MachineError] = []
    desk.panel.save_failed.connect(told.append)
    QTest.keyClicks(desk.editor, "words")
    qtbot.waitUntil(lambda: desk.asked > 3)
    assert told == [desk.failure]
    assert desk.status == (
        "failed",
        f"{desk.failure.sentence} {desk.failure.hint} The text stays here and is saved as soon as it can be.",
    )
    assert not desk.panel.flush()
    assert not desk.show("other")
    assert not desk.panel.show_nothing()
    assert not desk.panel.show_unreadable(NotesUnreadableError("No."))
    assert (desk.panel.card_id, desk.text) == ("card", "words")
    assert desk.panel.has_unsaved_text()
    QTest.keyClicks(desk.editor, " and more")
    assert desk.status[0] == "failed"
    with qtbot.waitSignal(desk.panel.note_saved):
        desk.failure = None
    assert stored(desk, "card") == "words and more"
    assert desk.status[0] == "saved"
    assert desk.show("other")


def test_taking_back_what_could_not_be_saved_ends_the_failure(desk: Desk) -> None:
    desk.store.save("card", "words")
    desk.show("card")
    desk.failure = NotSavedError("The note is not saved: the disk is full.")
    QTest.keyClicks(desk.editor, "x")
    assert not desk.panel.flush()
    desk.editor.undo()
    assert desk.panel.flush()
    assert desk.status[0] == "saved"


def test_a_change_elsewhere_is_shown_with_the_cursor_where_it_was(desk: Desk) -> None:
    desk.store.save("card", "😀 top\nend\n")
    desk.show("card")
    cursor = desk.editor.textCursor()
    cursor.setPosition(len("😀 top\nen".encode("utf-16-le")) // 2)
    desk.editor.setTextCursor(cursor)
    note = desk.store.save("card", "😀 😀 top\nmore\nend\n")
    desk.panel.note_changed_elsewhere(note)
    assert desk.text == note.text
    assert not desk.panel.has_unsaved_text()
    assert desk.status[1].startswith("Changed elsewhere ")
    QTest.keyClicks(desk.editor, "|")
    assert desk.text == "😀 😀 top\nmore\nen|d\n"
    assert desk.panel.flush()
    assert stored(desk, "card") == desk.text


def meet(desk: Desk) -> None:
    """Type while another process writes, and save."""
    desk.show("card")
    QTest.keyClicks(desk.editor, "mine")
    desk.panel.note_changed_elsewhere(desk.store.save("card", "theirs"))
    assert desk.text == "mine"
    assert "both texts will be kept" in desk.status[1]
    assert desk.panel.flush()


def said(desk: Desk) -> list[str]:
    """What the history has, the newest first."""
    return [edit.text for edit in desk.store.history("card")]


def press(desk: Desk, words: str) -> None:
    """Choose in the bar, by the keyboard."""
    button = next(b for b in desk.panel.findChildren(QPushButton) if b.text().replace("&", "") == words)
    assert button.isVisible()
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def test_a_change_elsewhere_while_typing_loses_neither(desk: Desk) -> None:
    meet(desk)
    bar = desk.panel.findChild(ConflictBar)
    assert bar is not None and bar.isVisible() and "Also changed elsewhere at " in bar.accessibleName()
    assert desk.text == "mine" and desk.status[1].endswith("both texts kept")
    both = stored(desk, "card") or ""  # as it is found after a crash: nobody has chosen yet
    assert both.startswith("mine\n") and both.endswith("\ntheirs")
    assert said(desk) == [both, "mine", "theirs"]
    QTest.keyClicks(desk.editor, " goes on")
    assert desk.panel.flush() and desk.text == "mine goes on"
    both = stored(desk, "card") or ""
    assert both.startswith("mine goes on\n") and both.count("theirs") == 1
    desk.show("other")
    desk.show("card")
    assert desk.text == both and not bar.isVisible()


@pytest.mark.parametrize(
    ("choice", "kept"), [("Keep mine", "mine, more"), ("Take the other", "theirs"), ("Keep both", "")]
)
def test_the_reader_chooses_and_every_text_stays_in_the_history(desk: Desk, choice: str, kept: str) -> None:
    meet(desk)
    QTest.keyClicks(desk.editor, ", more")
    press(desk, choice)
    bar = desk.panel.findChild(ConflictBar)
    assert bar is not None and not bar.isVisible() and desk.editor.hasFocus()
    assert desk.panel.flush()
    assert desk.text == stored(desk, "card") and (not kept or desk.text == kept)
    assert {"mine", "theirs"} <= set(said(desk))
    assert any(text.startswith("mine, more") for text in said(desk))
    QTest.keyClicks(desk.editor, "!")
    assert desk.panel.flush() and desk.text == stored(desk, "card")


def test_a_choice_that_cannot_be_saved_keeps_the_text_and_the_question(desk: Desk, qtbot: QtBot) -> None:
    meet(desk)
    QTest.keyClicks(desk.editor, ", more")
    desk.failure = NotSavedError("The disk is full.", "Make room.")
    press(desk, "Take the other")
    assert desk.text == "mine, more" and desk.status[0] == "failed"
    desk.failure = None
    qtbot.waitUntil(lambda: desk.status[0] == "saved")
    press(desk, "Take the other")
    assert desk.text == stored(desk, "card") == "theirs"


def test_a_third_text_is_kept_as_well(desk: Desk) -> None:
    meet(desk)
    desk.store.save("card", "a third")
    QTest.keyClicks(desk.editor, ", more")
    assert desk.panel.flush()
    assert {"mine, more", "theirs", "a third"} <= set(desk.text.split("\n"))
    assert desk.text == stored(desk, "card")


def test_the_difference_is_shown_when_asked_for(desk: Desk, qtbot: QtBot) -> None:
    meet(desk)
    with qtbot.waitSignal(desk.panel.difference_wanted) as wanted:
        press(desk, "Show the difference")
    assert wanted.args == ["theirs", "mine"]


def test_a_change_elsewhere_that_nobody_told_loses_nothing_either(desk: Desk) -> None:
    desk.show("card")
    desk.store.save("card", "theirs")
    QTest.keyClicks(desk.editor, "mine")
    assert desk.panel.flush()
    assert {"mine", "theirs"} <= set((stored(desk, "card") or "").split("\n"))
    press(desk, "Keep mine")
    assert stored(desk, "card") == "mine"


def test_a_note_destroyed_elsewhere_is_shown_no_longer_and_unsaved_words_stay(desk: Desk) -> None:
    desk.store.save("card", "destroyed")
    desk.show("card")
    QTest.keyClicks(desk.editor, "mine ")
    desk.panel.note_destroyed()
    assert desk.text.startswith("mine ")
    assert desk.panel.flush()
    desk.panel.note_destroyed()
    assert desk.text == "" and not desk.editor.document().isUndoAvailable()
    assert desk.panel.flush() and not desk.panel.has_unsaved_text()


def test_a_change_elsewhere_is_shown_when_the_typing_was_taken_back(desk: Desk) -> None:
    desk.show("card")
    QTest.keyClicks(desk.editor, "mine")
    desk.panel.note_changed_elsewhere(desk.store.save("card", "theirs"))
    desk.editor.undo()
    assert desk.panel.flush()
    assert desk.text == stored(desk, "card") == "theirs"


def test_a_change_of_another_card_is_not_shown(desk: Desk) -> None:
    desk.show("card")
    desk.panel.note_changed_elsewhere(desk.store.save("other", "words"))
    desk.panel.note_changed_elsewhere(None)
    assert desk.text == ""


def test_showing_the_same_card_again_drops_no_typing(desk: Desk) -> None:
    desk.show("card")
    QTest.keyClicks(desk.editor, "words")
    assert desk.show("CARD")
    assert desk.text == "words"


@pytest.mark.parametrize(
    "text", ["a\u00a0b\u202fc", "tab\tand\n\nempty lines\n", "\u202eأنور\u202c 😀", "nul\0nul"], ids=ascii
)
def test_a_text_passes_through_the_editor_unchanged(text: str, desk: Desk) -> None:
    desk.store.save("card", text)
    desk.show("card")
    assert not desk.panel.has_unsaved_text()
    QTest.keyClicks(desk.editor, "x")
    assert desk.panel.flush()
    assert stored(desk, "card") == f"x{text}"


def test_a_foreign_line_end_alone_is_no_edit(desk: Desk) -> None:
    desk.store.save("card", "one\r\ntwo\u2028three")
    desk.show("card")
    assert desk.text == "one\ntwo\nthree"
    assert desk.show("other")
    assert desk.asked == 0


def test_without_a_card_nothing_is_typed(desk: Desk) -> None:
    QTest.keyClicks(desk.editor, "words")
    assert desk.text == ""
    assert desk.panel.card_id is None
    assert desk.panel.flush()


def test_unreadable_notes_are_told_and_not_written_over(desk: Desk) -> None:
    desk.show("card")
    assert desk.panel.show_unreadable(NotesUnreadableError("The file of notes is damaged.", "Put a copy in its place."))
    QTest.keyClicks(desk.editor, "words")
    assert desk.text == ""
    assert desk.status == ("failed", "The file of notes is damaged. Put a copy in its place.")


def test_copies_and_pastes_are_plain_text(desk: Desk) -> None:
    desk.store.save("card", "two\nlines")
    desk.show("card")
    desk.editor.selectAll()
    desk.editor.copy()
    copied = QGuiApplication.clipboard().mimeData()
    assert [name for name in copied.formats() if name not in KEPT_BY_NO_HISTORY] == ["text/plain"]
    assert {name: copied.data(name).data() for name in KEPT_BY_NO_HISTORY} == KEPT_BY_NO_HISTORY
    assert QGuiApplication.clipboard().text() == "two\nlines"
    desk.editor.paste()
    assert desk.text == "two\nlines"


def test_keys_leave_the_editor(desk: Desk, qtbot: QtBot) -> None:
    desk.show("card")
    with qtbot.waitSignal(desk.panel.escape_pressed):
        QTest.keyClick(desk.editor, Qt.Key.Key_Escape)
    QTest.keyClick(desk.editor, Qt.Key.Key_Tab)
    assert desk.elsewhere.hasFocus()


def test_everything_has_a_name_for_a_screen_reader(desk: Desk) -> None:
    desk.show("card")
    assert desk.panel.accessibleName() == "Notes"
    assert desk.editor.accessibleName() == "Note on “Card”"
    assert desk.editor.placeholderText()


def test_every_note_is_drawn_in_the_chosen_font(desk: Desk) -> None:
    desk.show("a")
    desk.show("b")
    desk.panel.set_text_font(QFont("Noto Sans", 31))
    assert desk.show("a")
    assert desk.editor.document().defaultFont().pointSize() == 31
    assert desk.show("c")
    assert desk.editor.document().defaultFont().pointSize() == 31


def test_a_note_of_another_day_says_which(desk: Desk) -> None:
    old = NoteStore(desk.store._file.path, clock=lambda: datetime(2024, 3, 5, 12, tzinfo=UTC))
    old.save("card", "words")
    old.close()
    desk.show("card")
    assert "24" in desk.status[1].removesuffix("only on this computer")


def test_many_cards_are_shown_one_after_the_other(desk: Desk) -> None:
    for number in range(120):
        assert desk.show(f"card-{number}")
        desk.editor.insertPlainText(f"text {number}")
    assert desk.show("card-0")
    assert desk.text == "text 0"
    assert len(desk.store.all()) == 120


# Markdown's habits


def test_a_list_goes_on_by_itself_and_ends_with_an_empty_item(desk: Desk) -> None:
    desk.show("card")
    QTest.keyClicks(desk.editor, "- [x] call")
    QTest.keyClick(desk.editor, Qt.Key.Key_Return)
    QTest.keyClicks(desk.editor, "ask")
    assert desk.text == "- [x] call\n- [ ] ask"
    QTest.keyClick(desk.editor, Qt.Key.Key_Return)
    QTest.keyClick(desk.editor, Qt.Key.Key_Return)
    QTest.keyClicks(desk.editor, "Done.")
    assert desk.text == "- [x] call\n- [ ] ask\nDone."
    QTest.keyClick(desk.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "Done." not in desk.text


def test_the_first_line_of_a_list_may_end_it(desk: Desk) -> None:
    desk.show("card")
    QTest.keyClicks(desk.editor, "1. ")
    QTest.keyClick(desk.editor, Qt.Key.Key_Return)
    QTest.keyClicks(desk.editor, "words")
    assert desk.text == "words"


def test_keys_make_words_stand_out_and_plain_again(desk: Desk) -> None:
    desk.show("card")
    QTest.keyClicks(desk.editor, "by Monday")
    desk.editor.selectAll()
    QTest.keyClick(desk.editor, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert desk.text == "**by Monday**"
    desk.editor.selectAll()
    QTest.keyClick(desk.editor, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert desk.text == "by Monday"
    desk.editor.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClick(desk.editor, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(desk.editor, "now")
    assert desk.text == "by Monday*now*"

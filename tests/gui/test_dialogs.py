"""What the reader is asked and told: the state of every choice is said, nothing is read as rich text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from briefing_app.card_export import Wish
from briefing_app.errors import BriefingError
from briefing_app.gui import dialogs
from briefing_app.gui.encryption_dialogs import PassphraseDialog
from briefing_app.gui.paper_dialog import PaperDialog
from briefing_app.gui.restore_dialog import RestoreDialog
from briefing_app.notes.exchange import Merged
from briefing_app.outgoing import NotesChoice
from tests.windows import OpenWindow, editor, when_dialog_opens

HOSTILE = '<img src="/etc/hostname"><b>bold</b>'


def said(dialog: QDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


COUNTS: dict[NotesChoice, int] = {"none": 0, "release": 0, "delegation": 1, "all": 3}


def box(dialog: QDialog, name: str) -> QComboBox:
    found = next(one for one in dialog.findChildren(QComboBox) if one.accessibleName() == name)
    assert isinstance(found, QComboBox)
    return found


def test_notes_stay_at_home_unless_chosen(qtbot: QtBot) -> None:
    dialog = PaperDialog("a4", COUNTS)
    qtbot.addWidget(dialog)
    notes = box(dialog, "Notes that go out")
    assert dialog.wish() == Wish("none", "card", "a4")
    for choice, told in (
        ("release", "Your notes stay here"),
        ("delegation", "1 of your 3 notes goes out"),
        ("all", "3 of your 3 notes go out with the card: whoever gets the pages reads them."),
    ):
        QTest.keyClick(notes, Qt.Key.Key_Down)
        assert dialog.wish().notes == choice
        assert told in said(dialog) and told in notes.accessibleDescription()


def test_format_and_paper_are_chosen_by_keys(qtbot: QtBot) -> None:
    dialog = PaperDialog("letter", COUNTS)
    qtbot.addWidget(dialog)
    QTest.keyClick(box(dialog, "Format"), Qt.Key.Key_End)
    assert dialog.wish() == Wish("none", "pocket-sheet", "letter")
    QTest.keyClick(box(dialog, "Paper"), Qt.Key.Key_Up)
    assert dialog.wish().paper == "a4"


def test_small_pages_are_offered_for_files_alone(qtbot: QtBot) -> None:
    for printed in (True, False):
        dialog = PaperDialog("a4", COUNTS, printed=printed)
        qtbot.addWidget(dialog)
        formats = box(dialog, "Format")
        values = [formats.itemData(place) for place in range(formats.count())]
        assert ("pocket" in values, "pocket-sheet" in values) == (not printed, True)


def test_without_a_note_there_is_nothing_to_choose(qtbot: QtBot) -> None:
    dialog = PaperDialog("letter", dict.fromkeys(COUNTS, 0))
    qtbot.addWidget(dialog)
    assert not box(dialog, "Notes that go out").isEnabled()
    assert "You have no note on this card" in said(dialog)
    assert dialog.wish().notes == "none"


@pytest.mark.parametrize(
    "tell",
    [
        lambda parent: dialogs.ask_to_open_link(parent, f"https://example.org/{HOSTILE}"),
        lambda parent: dialogs.show_failure(HOSTILE, saved=True),
        lambda parent: dialogs.show_problems(parent, [BriefingError(HOSTILE, HOSTILE, HOSTILE)]),
    ],
)
def test_no_dialog_reads_markup(qtbot: QtBot, tell: object) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    formats: list[Qt.TextFormat] = []

    def look(dialog: QWidget) -> None:
        shown = [label for label in dialog.findChildren(QLabel) if label.text()]
        formats.extend(label.textFormat() for label in shown)
        boxes = [box.toPlainText() for box in dialog.findChildren(QPlainTextEdit)]
        assert HOSTILE in " ".join([*boxes, *(label.text() for label in shown)])
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    when_dialog_opens(look)
    tell(parent)  # type: ignore[operator]
    assert set(formats) == {Qt.TextFormat.PlainText}


def test_a_failure_says_whether_the_note_is_saved(qtbot: QtBot) -> None:
    told: list[str] = []

    def look(dialog: QWidget) -> None:
        assert isinstance(dialog, QDialog)
        told.append(said(dialog))
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    for saved in (True, False):
        when_dialog_opens(look)
        dialogs.show_failure("details", saved=saved)
    assert "Your notes were saved first." in told[0]
    assert "Your note could not be saved." in told[1]
    assert all("Nothing is sent." in words for words in told)


def _passphrase(parent: QWidget) -> QDialog:
    dialog = PassphraseDialog("Open", (), "Do it", parent)
    dialog.ask_for("Passphrase")
    return dialog


@pytest.mark.parametrize(
    "make",
    [
        lambda parent: PaperDialog("a4", COUNTS, parent=parent),
        lambda parent: RestoreDialog("Restore", Merged(["note:a"], [], [], []), str, parent),
        _passphrase,
    ],
)
def test_the_keyboard_begins_at_the_question_and_return_does_it(
    qtbot: QtBot, make: Callable[[QWidget], QDialog]
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = make(parent)
    seen: list[tuple[bool, str]] = []

    def look(_dialog: QWidget) -> None:
        qtbot.waitUntil(lambda: dialog.focusWidget() is not None)
        buttons = dialog.findChildren(QPushButton)
        default = [button.text().replace("&", "") for button in buttons if button.isDefault()]
        seen.append((isinstance(dialog.focusWidget(), QPushButton), " ".join(default)))
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    when_dialog_opens(look)
    accepted = dialog.run(lambda _words: None) if isinstance(dialog, PassphraseDialog) else bool(dialog.exec())
    assert (accepted, seen[0][0]) == (True, False)
    assert seen[0][1] in ("Do it", "Take them in", "Export…")


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("with_notes", [False, True])
def test_a_card_is_exported_with_or_without_its_note(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, with_notes: bool
) -> None:
    from pypdf import PdfReader

    window = open_window()
    QTest.keyClicks(editor(window), "Ask who keeps the minutes.")
    assert window.flush()
    target = tmp_path / "out.pdf"
    window.files.export_to(target, Wish("all" if with_notes else "none", paper="a4"))
    qtbot.waitUntil(lambda: window.message.text == f"Written: {target}", timeout=20_000)
    text = " ".join(page.extract_text() for page in PdfReader(target).pages)
    assert "Geneva talks" in text
    assert ("Ask who keeps the minutes." in text) == with_notes


@pytest.mark.usefixtures("library")
def test_an_export_that_fails_is_told_and_leaves_the_old_file(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window()
    folder = tmp_path / "out.pdf"
    folder.mkdir()
    window.files.export_to(folder, Wish(paper="a4"))
    qtbot.waitUntil(lambda: window.message.text != "", timeout=20_000)
    assert "could not be written" in window.message.text
    assert window.message.problems
    assert list(tmp_path.glob("*.pdf")) == [folder]


@pytest.mark.usefixtures("library")
def test_export_asks_what_with_and_where_to(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window()
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, on=False)
    target = tmp_path / "chosen.pdf"

    def choose_file(dialog: QWidget) -> None:
        assert isinstance(dialog, QFileDialog)
        assert [Path(name).name for name in dialog.selectedFiles()] == ["geneva.pdf"]  # an id, never a title
        dialog.selectFile(str(target))
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    def agree(dialog: QWidget) -> None:
        assert isinstance(dialog, PaperDialog)
        when_dialog_opens(choose_file)
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    when_dialog_opens(agree)
    QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(target.exists, timeout=20_000)
    qtbot.waitUntil(lambda: window.message.text == f"Written: {target}")
    # That Qt's dialog left no list of folders in the home folder is seen by the strictness of every test.

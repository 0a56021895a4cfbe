"""The way to paper: choices, the pages that they lead to, the file, and what may be done with it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from briefing_app.card_export import Exported, Wish
from briefing_app.cards.markings import Banner
from briefing_app.gui import desktop, dialogs
from briefing_app.gui.paper_dialog import PaperDialog
from briefing_app.gui.tasks import Latest
from briefing_app.paper.edition import Cover
from tests.builders import prose_of, write_card
from tests.paper.test_process import children, is_gone, on_linux
from tests.windows import OpenWindow, click_button, editor, press, when_dialog_opens

if TYPE_CHECKING:
    from briefing_app.paths import Paths
    from briefing_app.workspace import Workspace

CARD = "nato-1949"

OpenDialog = Callable[..., PaperDialog]


def said(dialog: QDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


def named(dialog: QDialog, name: str) -> QWidget:
    """The field of this name, whether it is in sight or not."""
    fields = [*dialog.findChildren(QComboBox), *dialog.findChildren(QLineEdit)]
    return next(one for one in fields if one.accessibleName() == name)


def box(dialog: QDialog, name: str) -> QComboBox:
    found = named(dialog, name)
    assert isinstance(found, QComboBox)
    return found


def type_into(dialog: QDialog, name: str, text: str) -> None:
    field = named(dialog, name)
    assert field.isVisible()
    QTest.keyClicks(field, text)


def export_button(dialog: QDialog) -> QPushButton:
    return next(one for one in dialog.findChildren(QPushButton) if one.text().startswith(("Export", "Choose")))


@pytest.fixture
def open_dialog(qtbot: QtBot, workspace: Workspace) -> Iterator[OpenDialog]:
    """Opens the dialog on cards and waits for the pages, or for the sentence that says why there are none."""
    opened: list[PaperDialog] = []
    workspace.library.refresh()

    def open_it(
        card_ids: Sequence[str] = (CARD,), wish: Wish | None = None, *, printed: bool = False, settled: bool = True
    ) -> PaperDialog:
        dialog = PaperDialog(workspace, card_ids, wish or Wish(), None if printed else lambda _wish: None)
        opened.append(dialog)
        dialog.show()
        if settled:
            settle(qtbot, dialog)
        return dialog

    yield open_it
    for dialog in opened:
        dialog.reject()
        dialog.deleteLater()


def settle(qtbot: QtBot, dialog: PaperDialog) -> None:
    def settled() -> bool:
        return not (dialog.is_waiting() or dialog.preview.is_busy())

    qtbot.waitUntil(settled, timeout=20_000)


def words_of(dialog: PaperDialog, pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


@pytest.fixture
def noted(workspace: Workspace) -> Workspace:
    workspace.notes.save(CARD, "Only mine.")
    for audience in ("me", "delegation"):
        workspace.annotations.add(CARD, f"A note for {audience}.", audience=audience)
    return workspace


# --- choices -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("noted")
def test_notes_stay_at_home_unless_chosen(open_dialog: OpenDialog) -> None:
    dialog = open_dialog()
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


def test_without_a_note_there_is_nothing_to_choose(open_dialog: OpenDialog) -> None:
    dialog = open_dialog()
    assert not box(dialog, "Notes that go out").isEnabled()
    assert "You have no note on this card" in said(dialog)
    assert dialog.wish().notes == "none"


def test_format_and_paper_are_chosen_by_keys(open_dialog: OpenDialog) -> None:
    dialog = open_dialog()
    QTest.keyClick(box(dialog, "Format"), Qt.Key.Key_Down)
    assert dialog.wish().form == "one-pager"
    QTest.keyClick(box(dialog, "Paper"), Qt.Key.Key_Down)
    assert dialog.wish().paper == "letter"


def test_small_pages_are_offered_for_files_alone(open_dialog: OpenDialog) -> None:
    for printed in (True, False):
        formats = box(open_dialog(printed=printed), "Format")
        values = [formats.itemData(place) for place in range(formats.count())]
        assert ("pocket" in values, "pocket-sheet" in values) == (not printed, True)


def test_what_was_wished_is_what_is_chosen(open_dialog: OpenDialog) -> None:
    cover = Cover("Talks", "A visit", "2026-12-02", "The Minister", "The desk", "3")
    banner = Banner("SECRET", "")
    wish = Wish("all", "book", "letter", None, banner, cover, "A. Lake", ("yalta-conference-1945",))
    dialog = open_dialog((CARD, "yalta-conference-1945"), wish, settled=False)
    assert dialog.wish() == wish
    QTest.keyClick(box(dialog, "Format"), Qt.Key.Key_Home)
    assert dialog.wish() == wish._replace(form="card", cover=Cover(), annexes=())  # a book's alone


def test_every_field_has_a_label_a_letter_and_a_name(open_dialog: OpenDialog) -> None:
    dialog = open_dialog(wish=Wish(form="book"))
    dialog.choices.ask_for_reason(wanted=True)
    form = dialog.choices.layout()
    assert isinstance(form, QFormLayout)
    letters = []
    for row in range(form.rowCount()):
        label, field = (
            form.itemAt(row, QFormLayout.ItemRole.LabelRole),
            form.itemAt(row, QFormLayout.ItemRole.FieldRole),
        )
        text, asked = label and label.widget(), field and field.widget()
        if text is None or asked is None:
            continue
        assert isinstance(text, QLabel) and text.buddy() is asked
        assert asked.accessibleName() == text.text().replace("&", "")
        letters.append(text.text()[text.text().index("&") + 1].lower())
    letters.append("l")  # of the button that changes the size
    assert len(letters) == 15 and len(set(letters)) == 15, letters
    for button in dialog.findChildren(QAbstractButton):
        assert button.text() or button.accessibleName()


def test_the_keyboard_begins_at_the_question_and_return_goes_on(open_dialog: OpenDialog, qtbot: QtBot) -> None:
    dialog = open_dialog()
    asked: list[Wish] = []
    dialog._choose = asked.append
    dialog.activateWindow()
    qtbot.waitUntil(lambda: dialog.focusWidget() is not None)
    assert dialog.focusWidget() is box(dialog, "Format")
    assert export_button(dialog).isDefault()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert asked == [dialog.wish()]
    assert dialog.isVisible()  # no file was chosen: the choices are not lost


# --- the pages ---------------------------------------------------------------------------------------------------


def test_the_pages_are_shown_and_turned_by_keys_and_buttons(open_dialog: OpenDialog, qtbot: QtBot) -> None:
    dialog = open_dialog()
    preview = dialog.preview
    assert preview.page == 1 and preview.count > 1
    assert f"Page 1 of {preview.count}" in said(dialog)
    first = preview.picture
    press(dialog, "PgDown")
    settle(qtbot, dialog)
    assert preview.page == 2 and f"Page 2 of {preview.count}" in said(dialog)
    assert preview.picture != first
    press(dialog, "PgUp")
    assert preview.page == 1
    for _turn in range(preview.count + 2):
        press(dialog, "PgDown")
    assert preview.page == preview.count  # and no further
    settle(qtbot, dialog)


def test_a_page_is_as_sharp_as_the_screen(open_dialog: OpenDialog, qtbot: QtBot) -> None:
    dialog = open_dialog()
    dialog.resize(1200, 640)
    settle(qtbot, dialog)
    sheet, ratio = dialog.preview.findChildren(QWidget, "sheet")[0], dialog.devicePixelRatioF()
    assert dialog.preview.picture.width() == pytest.approx(sheet.width() * ratio, abs=1)
    before = sheet.width()
    click_button(dialog, "Full width")
    settle(qtbot, dialog)
    assert sheet.width() > before
    assert dialog.preview.picture.width() == pytest.approx(sheet.width() * ratio, abs=1)
    dialog.resize(1400, 900)
    qtbot.waitUntil(lambda: dialog.preview.picture.width() == pytest.approx(sheet.width() * ratio, abs=1))


def test_the_pages_follow_a_choice(open_dialog: OpenDialog, qtbot: QtBot) -> None:
    dialog = open_dialog()
    before = dialog.preview.picture
    pages: list[bytes] = []
    dialog.making.made.connect(pages.append)
    type_into(dialog, "Watermark", "Anna Lake, copy 3")
    assert dialog.preview.is_busy() and dialog.preview.picture == before  # the last one stays, dimmed
    settle(qtbot, dialog)
    assert dialog.preview.picture != before
    assert "Anna Lake, copy 3" in words_of(dialog, pages[-1])


def test_the_latest_choice_wins(open_dialog: OpenDialog, qtbot: QtBot) -> None:
    dialog = open_dialog()
    pages: list[bytes] = []
    dialog.making.made.connect(pages.append)
    for paper in ("letter", "a4", "letter"):
        for watermark in ("one", "two", "three"):
            dialog.making.ask(Wish(paper=paper, watermark=watermark))
    settle(qtbot, dialog)
    assert len(pages) == 1
    assert "three" in words_of(dialog, pages[0])


def test_only_what_was_asked_last_is_handed_over(qtbot: QtBot) -> None:
    latest, done = Latest(), list[int]()
    for number in range(5):
        latest.ask(lambda number=number: number, done.append, lambda _error: done.append(-1))  # type: ignore[misc]
    qtbot.waitUntil(lambda: not latest.busy(), timeout=5000)
    assert done == [4]


def test_what_does_not_fit_is_said_in_place_of_the_pages(
    open_dialog: OpenDialog, workspace: Workspace, qtbot: QtBot
) -> None:
    points = "## Points to make\n\n" + "\n".join(
        f"- Point {number}: {'the order of business. ' * 9}" for number in range(60)
    )
    write_card(workspace.paths.library, "long", points)
    workspace.library.refresh()
    dialog = open_dialog(("long",))
    assert export_button(dialog).isEnabled()
    QTest.keyClick(box(dialog, "Format"), Qt.Key.Key_Down)
    settle(qtbot, dialog)
    assert "does not fit on 1 page" in dialog.preview.problem
    assert not export_button(dialog).isEnabled()
    assert "does not fit on 1 page" in export_button(dialog).accessibleDescription()
    QTest.keyClick(box(dialog, "Format"), Qt.Key.Key_Up)
    settle(qtbot, dialog)
    assert dialog.preview.problem == "" and dialog.preview.page == 1
    assert export_button(dialog).isEnabled()


def test_a_character_without_a_glyph_is_named(open_dialog: OpenDialog, workspace: Workspace) -> None:
    write_card(workspace.paths.library, "rare", "A rare \U00010a00 letter.")
    workspace.library.refresh()
    dialog = open_dialog(("rare",))
    assert "U+10A00" in dialog.preview.problem
    assert not export_button(dialog).isEnabled()


def test_a_lower_marking_asks_for_its_reason(open_dialog: OpenDialog, workspace: Workspace, qtbot: QtBot) -> None:
    write_card(workspace.paths.library, "secret", "Text.", marking="SECRET")
    workspace.library.refresh()
    dialog = open_dialog(("secret",))
    why = "Why it is lower than a card’s (not printed)"
    assert not named(dialog, why).isVisible()
    type_into(dialog, "Marking of the whole file", "OFFICIAL")
    settle(qtbot, dialog)
    assert "says less than “SECRET”" in dialog.preview.problem
    assert "--" not in dialog.preview.problem  # no option of the command line
    assert not export_button(dialog).isEnabled()
    type_into(dialog, why, "Released by the desk")
    settle(qtbot, dialog)
    assert dialog.preview.problem == "" and export_button(dialog).isEnabled()
    assert dialog.wish().banner == Banner("OFFICIAL", "Released by the desk")


def test_markings_that_cannot_be_compared_ask_for_one(
    open_dialog: OpenDialog, workspace: Workspace, qtbot: QtBot
) -> None:
    write_card(workspace.paths.library, "british", "Text.", marking="OFFICIAL")
    write_card(workspace.paths.library, "tlp", "Text.", marking="TLP:AMBER")
    workspace.library.refresh()
    dialog = open_dialog(("british", "tlp"))
    assert "two schemes" in dialog.preview.problem and "--" not in dialog.preview.problem
    marking = box(dialog, "Marking of the whole file")
    assert "TLP:AMBER" in [marking.itemText(place) for place in range(marking.count())]


def test_the_built_in_template_is_offered_in_place_of_a_broken_one(
    open_dialog: OpenDialog, workspace: Workspace, qtbot: QtBot
) -> None:
    own = workspace.paths.templates / "typst"
    own.mkdir(parents=True)
    (own / "card.typ").write_text('#let whole-card(..all) = panic("mine")')
    dialog = open_dialog()
    assert "card.typ" in dialog.preview.problem and not export_button(dialog).isEnabled()
    dialog.built_in_wanted.connect(workspace.use_built_in_templates)
    click_button(dialog, "Use the built-in template")
    settle(qtbot, dialog)
    assert dialog.preview.page == 1 and export_button(dialog).isEnabled()


def test_a_card_that_is_gone_is_said(open_dialog: OpenDialog) -> None:
    dialog = open_dialog(("no-such-card",))
    assert dialog.preview.problem.startswith("There is no card “no-such-card”.")


# --- books -------------------------------------------------------------------------------------------------------


@pytest.fixture
def long_ids(paths: Paths) -> list[str]:
    """Cards that take a process some seconds."""
    return [write_card(paths.library, f"long-{n}", prose_of(1500), title=f"Round {n}").stem for n in range(25)]


@on_linux
def test_the_preview_of_a_book_is_stopped_with_the_dialog(
    open_dialog: OpenDialog, long_ids: list[str], workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.library.refresh()
    dialog = open_dialog(long_ids, Wish(form="book"), settled=False)
    qtbot.waitUntil(lambda: bool(children()), timeout=20_000)
    (pid,) = children()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert is_gone(pid) and not dialog.isVisible()


@on_linux
def test_the_preview_of_a_book_can_be_stopped(
    open_dialog: OpenDialog, long_ids: list[str], workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.library.refresh()
    dialog = open_dialog(long_ids, Wish(form="book"), settled=False)
    qtbot.waitUntil(lambda: bool(children()) and dialog.preview.work.isVisible(), timeout=20_000)
    assert dialog.preview.work.words == "Setting the pages of 25 cards…"
    click_button(dialog.preview, "Stop")
    settle(qtbot, dialog)
    assert "given up" in dialog.preview.problem
    assert children() == []
    assert export_button(dialog).isEnabled()


@on_linux
def test_another_choice_ends_the_process_of_the_one_before(
    open_dialog: OpenDialog, long_ids: list[str], workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.library.refresh()
    dialog = open_dialog(long_ids, Wish(form="book"), settled=False)
    qtbot.waitUntil(lambda: bool(children()), timeout=20_000)
    (pid,) = children()
    QTest.keyClick(box(dialog, "Paper"), Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: is_gone(pid), timeout=5000)
    settle(qtbot, dialog)
    assert dialog.preview.page == 1


@on_linux
def test_the_window_works_on_while_a_book_is_made(
    open_window: OpenWindow, long_ids: list[str], tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window()
    target, done = tmp_path / "book.pdf", list[Exported]()
    wish = Wish(form="book")
    ticks = Ticks()
    window.files.paper.write(long_ids, target, wish, lambda written, _wish: done.append(written))
    qtbot.waitUntil(lambda: bool(children()), timeout=20_000)
    before = ticks.count
    QTest.keyClicks(editor(window), "Written meanwhile.")
    press(window, "Alt+Down")
    assert window.files.busy() and children()
    qtbot.waitUntil(lambda: bool(done), timeout=60_000)
    assert ticks.count - before > 20
    ticks.stop()
    assert done[0].pages == len(PdfReader(target).pages)
    assert window.message.text == f"Written: {target}"
    assert not window.files.paper.bar.isVisible()
    open_window.settle(window)


@on_linux
@pytest.mark.parametrize("before", [b"", b"the file of yesterday"])
def test_stopping_a_book_changes_nothing(
    open_window: OpenWindow, long_ids: list[str], tmp_path: Path, qtbot: QtBot, before: bytes
) -> None:
    window = open_window()
    target = tmp_path / "out" / "book.pdf"
    target.parent.mkdir()
    if before:
        target.write_bytes(before)
    window.files.paper.write(long_ids, target, Wish(form="book"))
    qtbot.waitUntil(lambda: bool(children()) and window.files.paper.bar.isVisible(), timeout=20_000)
    (pid,) = children()
    press(window, "Ctrl+Alt+.")
    qtbot.waitUntil(lambda: not window.files.busy())
    assert is_gone(pid)
    assert window.message.text == "Given up. Nothing was written."
    assert [file.read_bytes() for file in target.parent.iterdir()] == ([before] if before else [])


@on_linux
def test_a_killed_process_is_told_of(
    open_window: OpenWindow, long_ids: list[str], tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window()
    window.files.paper.write(long_ids, tmp_path / "book.pdf", Wish(form="book"))
    qtbot.waitUntil(lambda: bool(children()), timeout=20_000)
    os.kill(children()[0], signal.SIGKILL)
    qtbot.waitUntil(lambda: not window.files.busy())
    assert window.message.text.startswith("The process that makes the pages ended before they were done.")
    assert list(tmp_path.glob("*.pdf")) == []


@on_linux
def test_closing_the_window_ends_the_process(
    open_window: OpenWindow, long_ids: list[str], tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window()
    window.files.paper.write(long_ids, tmp_path / "book.pdf", Wish(form="book"))
    qtbot.waitUntil(lambda: bool(children()), timeout=20_000)
    (pid,) = children()
    window.close()
    assert is_gone(pid)
    assert list(tmp_path.glob("*.pdf")) == []


class Ticks(QObject):
    """Counts how often the window's thread comes round."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self._timer = QTimer(self, interval=5)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    @Slot()
    def _tick(self) -> None:
        self.count += 1


# --- the file ----------------------------------------------------------------------------------------------------


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
    window.files.paper.write([window.card_id], target, Wish("all" if with_notes else "none", paper="a4"))
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
    window.files.paper.write([window.card_id], folder, Wish(paper="a4"))
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
        when_dialog_opens(choose_file, above=dialog)
        QTest.keyClick(dialog, Qt.Key.Key_Return)

    when_dialog_opens(agree)
    QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(target.exists, timeout=20_000)
    qtbot.waitUntil(lambda: window.message.text == f"Written: {target}")
    # That Qt's dialog left no list of folders in the home folder is seen by the strictness of every test.


@pytest.mark.usefixtures("library")
def test_cards_are_exported_as_wished_and_whoever_asked_is_told(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    target, done = tmp_path / "book.pdf", list[tuple[Exported, Wish]]()
    proposed: list[tuple[str, str]] = []

    def choose(_parent: QWidget, name: str, folder: str, *, pdf_alone: bool) -> Path:
        proposed.append((name, folder))
        assert not pdf_alone
        return target

    monkeypatch.setattr(dialogs, "choose_card_file", choose)
    wish = Wish(form="book", cover=Cover(title="Lakes"))
    for _time in range(2):
        when_dialog_opens(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Return))
        window.files.export_cards(["geneva", "oslo"], wish, lambda *made: done.append(made))
        qtbot.waitUntil(lambda: not window.files.busy(), timeout=20_000)
    assert proposed == [("briefing book", ""), ("briefing book", str(tmp_path))]  # the folder is remembered
    assert done[0] == done[1]
    assert done[0][1] == wish._replace(paper="a4")
    assert done[0][0].pages == len(PdfReader(target).pages)


@pytest.mark.usefixtures("library")
def test_the_file_is_opened_and_shown_in_its_folder_by_keyboard(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    press(window, "Ctrl+Alt+E")
    assert window.message.text == "No file was written yet."
    target = tmp_path / "out.pdf"
    window.files.paper.write([window.card_id], target, Wish())
    qtbot.waitUntil(lambda: window.message.text == f"Written: {target}", timeout=20_000)
    opened: list[str] = []

    def take(address: QUrl) -> bool:
        opened.append(address.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", take)
    for text in ("Open", "Show in folder"):
        button = next(one for one in window.message.findChildren(QPushButton) if one.text() == text)
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        QTest.keyClick(button, Qt.Key.Key_Space)
    press(window, "Ctrl+Alt+E")
    window.actions_by_id["show-written"].trigger()
    assert opened == [str(target), str(tmp_path)] * 2
    target.unlink()
    press(window, "Ctrl+Alt+E")
    assert window.message.text == "“out.pdf” is not there any more."


@pytest.mark.parametrize(
    ("platform", "started"),
    [("win32", ("explorer.exe", ["/select,/x/a b.pdf"])), ("darwin", ("open", ["-R", "/x/a b.pdf"]))],
)
def test_each_system_is_asked_in_its_own_way(
    monkeypatch: pytest.MonkeyPatch, platform: str, started: tuple[str, list[str]]
) -> None:
    asked: list[tuple[str, list[str]]] = []

    def start(program: str, *arguments: str) -> bool:
        asked.append((program, list(arguments)))
        return True

    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(desktop, "_start", start)
    assert desktop.show_in_folder(Path("/x/a b.pdf"))
    assert asked == [started]


@pytest.mark.parametrize("agrees", [True, False])
def test_a_file_is_replaced_only_where_the_reader_agreed(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, agrees: bool
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    (tmp_path / "talks.pdf").write_bytes(b"before")
    name = str(tmp_path / "talks")  # typed without its suffix, so that the system asked about another name
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (name, "PDF (*.pdf)"))

    def answer(question: QWidget) -> None:
        assert isinstance(question, QMessageBox) and "talks.pdf" in question.informativeText()
        assert question.defaultButton() is question.button(QMessageBox.StandardButton.Cancel)
        click_button(question, "Replace it" if agrees else "Cancel")

    when_dialog_opens(answer)
    chosen = dialogs.choose_card_file(parent, "talks", str(tmp_path), pdf_alone=True)
    assert chosen == (tmp_path / "talks.pdf" if agrees else None)


@pytest.mark.usefixtures("library")
def test_printing_asks_and_then_prints_the_pages_that_were_shown(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtPrintSupport import QPrinter

    from briefing_app.gui import printing

    window = open_window()
    asked: list[tuple[int, str]] = []

    def ask(_parent: QWidget, count: int, paper: str) -> QPrinter:
        asked.append((count, paper))
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "printed.pdf"))
        return printer

    monkeypatch.setattr(printing, "ask_for_printer", ask)
    when_dialog_opens(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Return))
    press(window, "Ctrl+P")
    qtbot.waitUntil(lambda: bool(asked) and not window.files.busy(), timeout=20_000)
    count = len(PdfReader(tmp_path / "printed.pdf").pages)
    assert asked == [(count, "a4")]
    assert window.message.text == f"{count} page given to the printer."


def test_nothing_of_paper_is_imported_before_it_is_wanted(open_window: OpenWindow, library: Path) -> None:
    window = open_window()
    assert "paper" not in window.files.__dict__
    window.actions_by_id["stop-making"].trigger()
    assert "paper" not in window.files.__dict__

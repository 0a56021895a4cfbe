"""Named books in the window: put together, put in order, made, and made again after an update."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu, QScrollBar, QWidget

from briefing_app.book_export import book_cards
from briefing_app.books.book import new_book, with_cards, with_cover
from briefing_app.books.shelf import Shelf
from briefing_app.card_export import Exported, Wish, export
from briefing_app.gui.book_rows import BookRow
from briefing_app.gui.book_view import BookView
from briefing_app.gui.main_window import MainWindow
from briefing_app.gui.palette import Palette
from briefing_app.paths import Paths
from tests.builders import write_card
from tests.test_architecture import modules_after
from tests.windows import OpenWindow, back_to, click_button, press, when_dialog_opens

ALL = ["geneva", "vienna", "oslo"]
NAME = "Spring round"


@pytest.fixture
def shelf(paths: Paths) -> Shelf:
    """The reader's books, as another program reads and writes them."""
    return Shelf(paths.books, paths.trash)


@pytest.fixture
def opened(open_window: OpenWindow, library: Path) -> MainWindow:
    """A window with the book of all three cards open beside it."""
    window = open_window("geneva")
    begin(window, NAME, ALL)
    window.books.open(NAME)
    settle(open_window, window)
    return window


def begin(window: MainWindow, name: str, card_ids: list[str]) -> None:
    workspace = window.books._workspace
    workspace.books.create(with_cards(new_book(name), book_cards(workspace, card_ids)))


def settle(open_window: OpenWindow, *windows: MainWindow) -> None:
    for window in windows:
        open_window.settle(window)
        open_window.wait_until(partial(_is_idle, window))


def _is_idle(window: MainWindow) -> bool:
    return not window.books.is_busy()


def rows(view: BookView) -> list[BookRow]:
    return [view.list.rows.row(number) for number in range(view.list.rows.rowCount())]


def ids(view: BookView) -> list[str]:
    return [row.card_id for row in rows(view)]


def kept(shelf: Shelf, name: str = NAME) -> list[str]:
    return [card.id for card in shelf.get(name).cards]


@pytest.fixture
def written(opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a book goes; nobody is asked where to and how, the file itself is real."""
    target = tmp_path / "book.pdf"

    def write(card_ids: Sequence[str], wish: Wish, done: Callable[[Exported, Wish], object]) -> None:
        done(export(opened.books._workspace, card_ids, target, wish), wish)

    monkeypatch.setattr(opened.files, "export_cards", write)
    return target


def choose(view: BookView, *card_ids: str) -> None:
    view.list.clearSelection()
    for number in view.list.rows.rows_of(card_ids):
        index = view.list.rows.index(number)
        view.list.selectionModel().setCurrentIndex(index, view.list.selectionModel().SelectionFlag.Select)
    view.list.setFocus()


def drop(view: BookView, card_ids: list[str], on: str, share: float) -> None:
    """Drop cards of the book on another one, so far down its row."""
    indexes = [view.list.rows.index(number) for number in view.list.rows.rows_of(card_ids)]
    data = view.list.rows.mimeData(indexes)
    place = view.list.visualRect(view.list.rows.index(view.list.rows.rows_of([on])[0]))
    where = QPointF(place.center().x(), place.top() + place.height() * share)
    move, left, none = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    view.list.dropEvent(QDropEvent(where, move, data, left, none))


def answer(name: str) -> Callable[[QWidget], None]:
    """Type a name where one is asked for."""

    def act(dialog: QWidget) -> None:
        assert isinstance(dialog, QInputDialog)
        dialog.setTextValue(name)
        dialog.accept()

    return act


def pick(words: str, seen: list[str] | None = None) -> Callable[[QWidget], None]:
    """Choose a row of the palette by typing."""

    def act(palette: QWidget) -> None:
        assert isinstance(palette, Palette)
        if seen is not None:
            seen.extend(palette.list.item(row).text() for row in range(palette.list.count()))
        QTest.keyClicks(palette.field, words)
        QTest.keyClick(palette.field, Qt.Key.Key_Return)

    return act


# --- order -----------------------------------------------------------------------------------------------------------


def test_alt_and_the_arrows_move_what_is_chosen(opened: MainWindow, shelf: Shelf) -> None:
    view = opened.books.view
    choose(view, "geneva")
    press(view.list, "Alt+Down")
    assert ids(view) == kept(shelf) == ["vienna", "geneva", "oslo"]
    press(view.list, "Alt+Down")
    press(view.list, "Alt+Down")  # it is the last already
    assert ids(view) == kept(shelf) == ["vienna", "oslo", "geneva"]
    assert [row.card_id for row in view.list.chosen] == ["geneva"]
    press(view.list, "Alt+Up")
    assert ids(view) == kept(shelf) == ["vienna", "geneva", "oslo"]
    assert [row.tab for row in rows(view)] == ["1", "2", "3"]


def test_several_are_moved_together_and_back(opened: MainWindow, shelf: Shelf) -> None:
    view = opened.books.view
    choose(view, "geneva", "vienna")
    click_button(view, "Move down")
    assert ids(view) == kept(shelf) == ["oslo", "geneva", "vienna"]
    press(view, "Ctrl+Z")
    assert ids(view) == kept(shelf) == ALL


@pytest.mark.parametrize(
    ("dragged", "on", "share", "order"),
    [
        (["oslo"], "geneva", 0.2, ["oslo", "geneva", "vienna"]),
        (["oslo"], "geneva", 0.8, ["geneva", "oslo", "vienna"]),
        (["geneva"], "oslo", 0.8, ["vienna", "oslo", "geneva"]),
        (["geneva", "oslo"], "vienna", 0.2, ["geneva", "oslo", "vienna"]),
        (["vienna"], "vienna", 0.8, ALL),
    ],
)
def test_cards_are_dropped_before_or_behind_another(
    opened: MainWindow, shelf: Shelf, dragged: list[str], on: str, share: float, order: list[str]
) -> None:
    drop(opened.books.view, dragged, on, share)
    assert ids(opened.books.view) == kept(shelf) == order


def test_nothing_from_elsewhere_can_be_dropped(opened: MainWindow, shelf: Shelf) -> None:
    view = opened.books.view
    data = view.list.rows.mimeData([view.list.rows.index(0)])
    event = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    view.list.dragEnterEvent(event)
    assert not event.isAccepted()
    data.clear()
    data.setText("geneva")
    assert not view.list.rows.dropMimeData(data, Qt.DropAction.MoveAction, 2, 0, view.list.rootIndex())
    assert kept(shelf) == ALL


def test_del_takes_cards_out_and_undo_puts_each_back_in_its_place(opened: MainWindow, shelf: Shelf) -> None:
    view = opened.books.view
    choose(view, "geneva", "oslo")
    press(view.list, "Del")
    assert ids(view) == kept(shelf) == ["vienna"]
    assert view.message.text == "2 cards taken out."
    click_button(view, "Undo")
    assert ids(view) == kept(shelf) == ALL


def test_an_annex_stands_behind_the_others_with_its_letter(opened: MainWindow, shelf: Shelf) -> None:
    view = opened.books.view
    choose(view, "geneva")
    click_button(view, "Make annex")
    assert [(row.card_id, row.tab, row.annex) for row in rows(view)] == [
        ("vienna", "1", False),
        ("oslo", "2", False),
        ("geneva", "A", True),
    ]
    assert rows(view)[2].spoken.startswith("Annex A, Geneva talks")
    click_button(view, "No annex any more")
    assert kept(shelf) == ["vienna", "oslo", "geneva"]
    press(view, "Ctrl+Z")
    press(view, "Ctrl+Z")
    assert ids(view) == kept(shelf) == ALL
    press(view, "Ctrl+Z")
    assert view.message.text == "There is nothing to undo."


def test_undo_leaves_alone_what_others_did_meanwhile(opened: MainWindow, shelf: Shelf, library: Path) -> None:
    view = opened.books.view
    choose(view, "geneva")
    press(view.list, "Del")
    shelf.change(NAME, lambda book: with_cards(book, book_cards(opened.books._workspace, ["GENEVA"]), 0))
    shelf.rename(NAME, "SPRING ROUND")
    opened.books.look()
    assert ids(view) == ALL
    press(view, "Ctrl+Z")
    assert kept(shelf) == ALL


# --- what is shown ---------------------------------------------------------------------------------------------------


def test_a_row_tells_date_pages_and_marking(opened: MainWindow) -> None:
    view = opened.books.view
    first = rows(view)[0]
    assert (first.title, first.facts, first.marking) == ("Geneva talks", "3 Sep 2025 · 1 page", "PUBLIC")
    assert view._summary.text() == "3 cards · 3 pages · not made yet"
    assert view._marking.text() == "PUBLIC"
    assert "Geneva talks" in first.spoken
    assert "1 page" in first.spoken


def test_pages_are_counted_anew_with_other_templates(opened: MainWindow, open_window: OpenWindow) -> None:
    opened.books.page_counts.counted.disconnect()  # as if they were slow to come
    opened.templates_wanted.emit()
    assert rows(opened.books.view)[0].facts == "3 Sep 2025"
    settle(open_window, opened)
    opened.books._show()
    assert rows(opened.books.view)[0].facts == "3 Sep 2025 · 1 page"


def test_a_card_that_is_missing_stays_in_its_place_under_its_last_title(
    opened: MainWindow, open_window: OpenWindow, library: Path
) -> None:
    view = opened.books.view
    text = (library / "vienna.md").read_text()
    (library / "vienna.md").unlink()
    opened.refresh()
    settle(open_window, opened)
    missing = rows(view)[1]
    assert (missing.card_id, missing.title, missing.news, missing.missing) == (
        "vienna",
        "Vienna round",
        "missing",
        True,
    )
    (library / "vienna.md").write_text(text)
    opened.refresh()
    settle(open_window, opened)
    assert not rows(view)[1].missing


def test_markings_that_cannot_be_compared_are_told(opened: MainWindow, open_window: OpenWindow, library: Path) -> None:
    write_card(library, "vienna", title="Vienna round", date="2025-09-01", marking="SECRET")
    opened.refresh()
    settle(open_window, opened)
    assert "PUBLIC" in opened.books.view._marking.text()
    assert "SECRET" in opened.books.view._marking.text()
    assert opened.books.view._marking.property("urgent")


def test_every_control_has_a_name(opened: MainWindow) -> None:
    opened.books.view.message.tell("Done.")
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in opened.books.view.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(widget, QScrollBar)
        and not widget.objectName().startswith("qt_")
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert nameless == []


def test_there_is_a_sentence_where_there_is_no_book_and_no_card(open_window: OpenWindow, library: Path) -> None:
    window = open_window("geneva")
    press(window, "Ctrl+B")
    view = window.books.view
    assert view.isVisible()
    assert "There is no book yet" in words(view)
    when_dialog_opens(answer("Empty"))
    click_button(view, "New book…")
    assert "This book has no cards yet" in words(view)
    assert not view._export.isEnabled()


def test_a_damaged_file_is_told_and_hides_no_other_book(opened: MainWindow, paths: Paths) -> None:
    (paths.books / "foreign.json").write_text('{"theme": 1}')
    opened.books.look()
    assert "cannot be read; line 1" in opened.books.view.message.text
    assert ids(opened.books.view) == ALL


def test_enter_shows_the_card_in_the_window(opened: MainWindow) -> None:
    choose(opened.books.view, "oslo")
    press(opened.books.view.list, "Return")
    assert opened.card_id == "oslo"


# --- the cover -------------------------------------------------------------------------------------------------------


def test_what_is_typed_on_the_cover_is_kept_and_can_be_taken_back(opened: MainWindow, shelf: Shelf) -> None:
    view = opened.books.view
    field = view.cover.fields["occasion"]
    field.setFocus()
    QTest.keyClicks(field, "The second  round")
    press(field, "Return")
    assert shelf.get(NAME).cover.occasion == "The second round"
    assert view.isVisible()
    press(view.list, "Ctrl+Z")
    assert shelf.get(NAME).cover_lines == {}
    assert field.text() == ""


def test_what_is_being_typed_is_kept_on_closing(opened: MainWindow, shelf: Shelf) -> None:
    view = opened.books.view
    QTest.keyClicks(view.cover.fields["copy"], "3 of 12")
    press(view, "Esc")
    assert not view.isVisible()
    assert shelf.get(NAME).cover.copy == "3 of 12"


# --- made, and made again --------------------------------------------------------------------------------------------


def test_an_update_between_two_makings_is_told_and_forgotten_after_the_second(
    opened: MainWindow, open_window: OpenWindow, library: Path, written: Path
) -> None:
    view = opened.books.view
    click_button(view, "Export…")
    settle(open_window, opened)
    assert "nothing changed since" in view._summary.text()
    assert view.message.text == f"Written: {written}"
    first = written.read_bytes()
    write_card(library, "vienna", "## Background\n\nNew.", title="Vienna talks", date="2025-09-01", version=2)
    opened.refresh()
    settle(open_window, opened)
    assert rows(view)[1].news == "version 2, before 1 · was called “Vienna round”"
    choose(view, "oslo")
    press(view.list, "Del")
    assert view._news.text() == "“Oslo channel” was taken out."
    assert "3 changes since" in view._summary.text()
    click_button(view, "Export…")
    settle(open_window, opened)
    assert [row.news for row in rows(view)] == ["", ""]
    assert "nothing changed since" in view._summary.text()
    assert written.read_bytes() != first


def test_a_missing_card_is_asked_about_before_the_book_is_made(
    opened: MainWindow, open_window: OpenWindow, library: Path, written: Path
) -> None:
    view = opened.books.view
    (library / "oslo.md").unlink()
    opened.refresh()
    settle(open_window, opened)
    when_dialog_opens(lambda box: click_button(box, "Cancel"))
    click_button(view, "Export…")
    assert not written.exists()
    when_dialog_opens(lambda box: click_button(box, "Make it without them"))
    click_button(view, "Export…")
    settle(open_window, opened)
    assert written.exists()


def test_cards_in_another_format_are_no_making_of_the_book(
    opened: MainWindow, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(card_ids: Sequence[str], wish: Wish, done: Callable[[Exported, Wish], object]) -> None:
        other = wish._replace(form="reading")
        done(export(opened.books._workspace, card_ids, tmp_path / "cards.pdf", other), other)

    monkeypatch.setattr(opened.files, "export_cards", write)
    click_button(opened.books.view, "Export…")
    assert (tmp_path / "cards.pdf").exists()
    assert shelf.get(NAME).made is None


def test_much_news_leaves_the_cards_their_room(opened: MainWindow, library: Path, written: Path) -> None:
    view = opened.books.view
    lines = {line: f"The {line}" for line in view.cover.fields}
    click_button(view, "Export…")
    opened.books._workspace.books.change(NAME, lambda book: with_cover(book, lines))
    opened.books.look()
    assert view._news.text().split("\n")[3:] == [
        "Cover, prepared for: “The prepared_for”, before nothing.",
        "and 2 more",
    ]


# --- names -----------------------------------------------------------------------------------------------------------


def test_a_book_is_renamed_deleted_and_brought_back(opened: MainWindow, shelf: Shelf) -> None:
    view = opened.books.view
    when_dialog_opens(answer("Autumn round"))
    click_button(view, "Rename…")
    assert (view.books.currentText(), kept(shelf, "Autumn round")) == ("Autumn round", ALL)
    back_to(view)
    press(view.list, "Ctrl+Z")
    assert view.books.currentText() == NAME
    click_button(view, "Delete")
    assert shelf.all().books == []
    click_button(view, "Undo")
    assert (view.books.currentText(), kept(shelf)) == (NAME, ALL)


def test_a_name_that_is_taken_is_a_sentence(opened: MainWindow) -> None:
    when_dialog_opens(answer("spring ROUND"))
    click_button(opened.books.view, "New book…")
    assert opened.books.view.message.text == "There is a book “Spring round” already."


def test_another_book_is_chosen(opened: MainWindow) -> None:
    begin(opened, "Autumn", ["oslo"])
    opened.books.look()
    view = opened.books.view
    view.books.setFocus()
    press(view.books, "Up")
    assert ids(view) == ["oslo"]
    assert view.windowTitle() == "Autumn – Books"
    assert view.books.hasFocus()


def test_undo_is_about_the_book_that_is_shown(opened: MainWindow, shelf: Shelf) -> None:
    begin(opened, "Autumn", ["oslo"])
    opened.books.look()
    view = opened.books.view
    choose(view, "geneva")
    press(view.list, "Del")
    view.books.setFocus()
    press(view.books, "Up")
    assert not view.message.isVisible()
    press(view.books, "Ctrl+Z")
    assert view.message.text == "There is nothing to undo."
    assert kept(shelf) == ["vienna", "oslo"]


# --- adding ----------------------------------------------------------------------------------------------------------


def test_a_card_is_added_by_its_key_and_undone(open_window: OpenWindow, library: Path, shelf: Shelf) -> None:
    window = open_window("geneva")
    begin(window, "Autumn", [])
    begin(window, NAME, ["oslo"])
    seen: list[str] = []
    when_dialog_opens(pick("spring", seen))
    press(window, "Ctrl+Shift+B")
    assert seen == [NAME, "Autumn", "New book…"]  # the one that was changed last comes first
    assert kept(shelf) == ["oslo", "geneva"]
    assert window.message.text == f"Added to “{NAME}”."
    click_button(window.message, "Undo")
    assert kept(shelf) == ["oslo"]
    back_to(window)
    press(window, "Ctrl+Shift+Z")
    assert kept(shelf) == ["oslo", "geneva"]
    when_dialog_opens(pick("spring"))
    press(window, "Ctrl+Shift+B")
    assert window.message.text == f"“{NAME}” has this card already."


def test_a_card_begins_a_new_book(open_window: OpenWindow, library: Path, shelf: Shelf) -> None:
    window = open_window("geneva")

    def act(palette: QWidget) -> None:
        when_dialog_opens(answer("Autumn"), above=palette)
        pick("new")(palette)

    when_dialog_opens(act)
    press(window, "Ctrl+Shift+B")
    assert kept(shelf, "Autumn") == ["geneva"]


def test_the_menus_of_list_and_card_add_to_a_book(open_window: OpenWindow, library: Path, shelf: Shelf) -> None:
    window = open_window("geneva")
    begin(window, NAME, [])
    view = window.sidebar.list
    number = next(row for row in range(view.model().rowCount()) if view.model().index(row, 0).data() == "Oslo channel")
    where = view.visualRect(view.model().index(number, 0)).center()
    view.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, view.mapToGlobal(where)))
    choose_in_menu("Add to a book…")
    assert kept(shelf) == ["oslo"]
    assert window.card_id == "geneva"  # the card that is read stays
    view.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint()))
    choose_in_menu("Add to a book…")
    assert kept(shelf) == ["oslo", "geneva"]
    menu = window.view.menu_at(QPoint(5, 5))
    assert "Add to a book…" in [action.text().replace("&", "") for action in menu.actions()]
    window.show_help("searching")
    assert "Add to a book…" not in [a.text().replace("&", "") for a in window.view.menu_at(QPoint(5, 5)).actions()]


def test_the_palette_opens_a_book(open_window: OpenWindow, library: Path) -> None:
    window = open_window("geneva")
    begin(window, NAME, ALL)
    when_dialog_opens(pick("book: spring"))
    press(window, "Ctrl+K")
    settle(open_window, window)
    assert window.books.view.isVisible()
    assert ids(window.books.view) == ALL


# --- others ----------------------------------------------------------------------------------------------------------


def test_a_second_window_follows(opened: MainWindow, open_window: OpenWindow, shelf: Shelf) -> None:
    other = open_window.windows.open_another("oslo")
    settle(open_window, other)
    other.books.open(NAME)
    back_to(opened.books.view)
    choose(opened.books.view, "geneva")
    press(opened.books.view.list, "Alt+Down")
    assert kept(shelf) == ["vienna", "geneva", "oslo"]
    open_window.wait_until(lambda: ids(other.books.view) == ["vienna", "geneva", "oslo"])
    back_to(other.books.view)
    choose(other.books.view, "oslo")
    press(other.books.view.list, "Del")
    open_window.wait_until(lambda: ids(opened.books.view) == ["vienna", "geneva"])
    shelf.delete(NAME)  # as another program does
    open_window.wait_until(lambda: ids(opened.books.view) == ids(other.books.view) == [])
    assert "There is no book yet" in words(opened.books.view)


def test_closing_the_window_closes_its_books(opened: MainWindow, open_window: OpenWindow) -> None:
    view = opened.books.view
    open_window.close()
    assert not view.isVisible()


def test_no_title_stays_in_sight_while_the_notes_are_locked(opened: MainWindow) -> None:
    opened.cover(lambda _passphrase: None)
    assert not opened.books.view.isVisible()
    opened.uncover()


def test_no_start_imports_books() -> None:
    names = modules_after("import briefing_app.gui.application")
    assert not {name for name in names if name.startswith(("briefing_app.books", "briefing_app.gui.book"))}


def words(view: BookView) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisible())


def choose_in_menu(words: str) -> None:
    """Choose in the menu that is open, then the first book that is offered."""
    QApplication.processEvents()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    action = next(action for action in menu.actions() if action.text().replace("&", "") == words)
    menu.close()
    when_dialog_opens(pick(""))
    action.trigger()

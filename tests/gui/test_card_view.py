"""The reading pane by keys and clicks: the column, the place, links, the clipboard, and what it never reads."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QTextBrowser
from pytestqt.qtbot import QtBot

from briefing_app.gui import page_document
from briefing_app.gui.card_view import CardView
from briefing_app.gui.fonts import FontShelf
from briefing_app.paths import resources
from briefing_app.screen.renderer import Renderer
from briefing_app.screen.style import Page, PageStyle
from tests.builders import SENTENCE, build_card, prose_of, timeline_of

NAMES = [{"name": f"Actor number {number}", "role": "Minister", "country": "AM"} for number in range(9)]


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(resources(), "en")


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[CardView]:
    FontShelf(resources() / "fonts")
    view = CardView()
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show()
    yield view
    view.close()


def page(html: str) -> Page:
    return Page(f"<html><body>{html}</body></html>", (), "ltr")


def long_page(renderer: Renderer, style: PageStyle | None = None) -> Page:
    return renderer.card_page(build_card(prose_of(3000), actors=NAMES, timeline=timeline_of(40)), style or PageStyle())


def emitted(spy: QSignalSpy) -> list[object]:
    return [spy.at(number)[0] for number in range(spy.count())]


def text_at_top(view: CardView) -> str:
    return view.cursorForPosition(QPoint(0, 0)).block().text()


# The column


@pytest.mark.parametrize("zoom", [0.8, 1.0, 1.5, 2.0])
def test_a_full_line_has_62_to_75_characters_at_every_zoom(view: CardView, renderer: Renderer, zoom: float) -> None:
    view.resize(1600, 800)
    view.set_zoom(zoom)
    view.show_page(renderer.card_page(build_card(SENTENCE * 30), PageStyle(zoom=zoom)))
    cursor = view.document().find("The ministers")
    layout = cursor.block().layout()
    view.document().size()
    lengths = sorted(layout.lineAt(number).textLength() for number in range(layout.lineCount() - 1))
    assert 62 <= lengths[len(lengths) // 2] <= 75


@pytest.mark.parametrize("width", [500, 800, 1600])
def test_the_column_stands_in_the_middle(view: CardView, renderer: Renderer, width: int) -> None:
    view.resize(width, 600)
    view.show_page(long_page(renderer))
    left = view.viewport().x()
    right = view.width() - view.verticalScrollBar().width() - left - view.viewport().width()
    assert abs(left - right) <= 1
    assert left >= 24
    assert view.horizontalScrollBar().maximum() == 0


def test_a_narrow_pane_asks_for_one_column(view: CardView) -> None:
    spy = QSignalSpy(view.columns_changed)
    assert view.columns() == 2
    view.resize(420, 600)
    assert emitted(spy) == [1]
    view.resize(900, 600)
    assert emitted(spy) == [1, 2]
    view.set_zoom(2.0)
    assert view.columns() == 1


@pytest.mark.parametrize("where", ["title", "actor", "event", "quote", "source", "cell", "body"])
def test_a_long_word_does_not_widen_the_page(view: CardView, renderer: Renderer, where: str) -> None:
    word = "https://example.org/" + "x" * 300
    cases: dict[str, dict[str, Any]] = {
        "title": {"title": word},
        "actor": {"actors": [{"name": word, "role": word, "bio": word}, {"name": "B"}]},
        "event": {"timeline": [{"date": "2020", "event": word}]},
        "quote": {"quotes": [{"speaker": word, "text": word}]},
        "source": {"sources": [{"title": word, "url": word}]},
    }
    fields = cases.get(where, {})
    body = {"cell": f"| A | B |\n|---|---|\n| {word} | b |\n", "body": word}.get(where, "")
    view.resize(700, 600)
    view.show_page(renderer.card_page(build_card(body, **fields), PageStyle()))
    view.document().size()
    assert view.horizontalScrollBar().maximum() == 0


# Headings


def test_headings_keep_their_level_and_the_size_of_the_style(view: CardView, renderer: Renderer) -> None:
    view.show_page(renderer.card_page(build_card("## العنوان\n\n### Smaller\n\nText"), PageStyle()))
    found = {}
    block = view.document().begin()
    while block.isValid():
        if level := block.blockFormat().headingLevel():
            fragment = block.begin().fragment()
            found[level] = fragment.charFormat().font().pixelSize()
            assert fragment.text() == block.text(), "one run: parts of it would part Arabic letters"
        block = block.next()
    assert found == {1: 30, 2: 16, 3: 16}


# The place


def test_a_page_begins_at_its_top(view: CardView, renderer: Renderer) -> None:
    view.show_page(long_page(renderer))
    view.set_scroll_share(0.5)
    view.show_page(long_page(renderer))
    assert view.verticalScrollBar().value() == 0


@pytest.mark.parametrize("style", [PageStyle("dark"), PageStyle(zoom=1.5), PageStyle(columns=1)])
def test_another_look_keeps_the_passage_that_is_read(view: CardView, renderer: Renderer, style: PageStyle) -> None:
    view.show_page(long_page(renderer))
    view.set_scroll_share(0.4)
    before = text_at_top(view)
    assert before.strip()
    view.set_zoom(style.zoom)
    view.show_page(long_page(renderer, style), keep_place=True)
    assert text_at_top(view) == before


def test_resizing_there_and_back_keeps_the_passage(view: CardView, renderer: Renderer) -> None:
    view.show_page(long_page(renderer))
    view.set_scroll_share(0.4)
    before, place = text_at_top(view), view.verticalScrollBar().value()
    for width in (880, 700, 560, 480, 560, 700, 880):
        view.resize(width, 600)
        assert text_at_top(view) == before
    view.resize(900, 600)
    assert view.verticalScrollBar().value() == place


def test_the_share_of_the_way_down_comes_back(view: CardView, renderer: Renderer) -> None:
    view.show_page(long_page(renderer))
    assert view.scroll_share() == 0
    view.set_scroll_share(0.7)
    assert view.scroll_share() == pytest.approx(0.7, abs=0.01)


def test_contents_lead_to_headings_and_back(view: CardView, renderer: Renderer) -> None:
    shown = long_page(renderer)
    view.show_page(shown)
    view.set_scroll_share(0.2)
    before = view.verticalScrollBar().value()
    for anchor, heading in shown.contents[1:4]:
        view.jump_to(anchor)
        assert heading in {text_at_top(view), view.cursorForPosition(QPoint(0, 60)).block().text()}
    for _jump in range(3):
        QTest.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert view.verticalScrollBar().value() == before


# Keys


def test_space_turns_pages_and_home_and_end_go_to_the_ends(view: CardView, renderer: Renderer) -> None:
    view.show_page(long_page(renderer))
    view.set_scroll_share(0.0)
    bar = view.verticalScrollBar()
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert bar.value() > 300
    QTest.keyClick(view, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert bar.value() == 0
    QTest.keyClick(view, Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert bar.value() == 0


def test_tab_goes_through_the_links_and_enter_chooses(view: CardView) -> None:
    view.show_page(
        page('<h1 id="a">T</h1><p><a href="https://one.example/">one</a> <a href="mailto:a@b.c">two</a></p>')
    )
    view.setFocus()
    chosen = QSignalSpy(view.link_chosen)
    for _link in range(2):
        QTest.keyClick(view, Qt.Key.Key_Tab)
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert emitted(chosen) == ["https://one.example/", "mailto:a@b.c"]


# Links


@pytest.mark.parametrize(
    "target", ["file:///etc/hostname", "javascript:alert(1)", "smb://host/x", "x.html", "data:text/html,x", "ftp://a/"]
)
def test_a_link_that_is_no_address_does_nothing(view: CardView, target: str) -> None:
    view.show_page(page(f'<p><a href="{target}">link</a></p>'))
    chosen = QSignalSpy(view.link_chosen)
    click_link(view)
    assert chosen.count() == 0
    assert view.toPlainText() == "link"


def test_an_address_is_told_and_not_opened(view: CardView) -> None:
    view.show_page(page('<p><a href="https://xn--exmple-cua.org/?q=a%20b#c">link</a></p>'))
    chosen, hovered = QSignalSpy(view.link_chosen), QSignalSpy(view.link_hovered)
    click_link(view)
    assert emitted(chosen) == ["https://xn--exmple-cua.org/?q=a%20b#c"], "letters that look like others are told"
    assert emitted(hovered) == emitted(chosen)


def test_a_link_inside_jumps(view: CardView) -> None:
    view.show_page(page('<p><a href="#far">link</a></p>' + "<p>x</p>" * 200 + '<p id="far">Far</p>' + "<p>y</p>" * 200))
    chosen = QSignalSpy(view.link_chosen)
    click_link(view)
    assert chosen.count() == 0
    assert text_at_top(view) in ("Far", "x")
    assert view.verticalScrollBar().value() > 1000


def click_link(view: CardView) -> None:
    where = view.cursorRect(view.document().find("link")).center() - QPoint(6, 0)
    place, none = QPointF(where), Qt.MouseButton.NoButton
    move = QMouseEvent(
        QEvent.Type.MouseMove, place, view.viewport().mapToGlobal(place), none, none, Qt.KeyboardModifier.NoModifier
    )
    QGuiApplication.sendEvent(view.viewport(), move)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)


def test_the_menu_copies_a_link(view: CardView) -> None:
    view.show_page(page('<p><a href="https://one.example/a">link</a> text</p>'))
    where = view.cursorRect(view.document().find("link")).center() - QPoint(6, 0)
    menu = view.menu_at(where)
    names = {action.text().replace("&", ""): action for action in menu.actions()}
    assert list(names) == ["Copy", "Copy link", "Select all"]
    assert not names["Copy"].isEnabled()
    names["Copy link"].trigger()
    assert QGuiApplication.clipboard().text() == "https://one.example/a"


# The clipboard


def test_the_clipboard_gets_plain_text_alone(view: CardView, renderer: Renderer) -> None:
    card = build_card(place="أبو ظبي", actors=[{"name": "Anwar", "native_name": "أنور"}])
    view.show_page(renderer.card_page(card, PageStyle()))
    view.selectAll()
    view.copy()
    data: QMimeData = QGuiApplication.clipboard().mimeData()
    assert data.formats() == ["text/plain"]
    assert "أبو ظبي" in data.text()
    assert not set("\u2068\u2069\u200b") & set(data.text())


def test_words_that_were_made_to_break_are_copied_whole(view: CardView, renderer: Renderer) -> None:
    word = "https://example.org/" + "part/" * 20
    view.show_page(renderer.card_page(build_card(sources=[{"title": "S", "url": word}]), PageStyle()))
    view.selectAll()
    assert word in view.plain_selection()


# What it never reads


VECTORS = [
    '<img src="{url}">',
    '<img src="{path}">',
    '<img src="file://localhost{path}">',
    '<p style="background-image: url({url})">x</p>',
    '<table background="{url}"><tr><td>x</td></tr></table>',
    '<body background="{url}">x</body>',
    '<link rel="stylesheet" href="{url}">x',
    "<style>body {{ background-image: url({url}) }}</style>x",
    '<a href="https://a.b" title="&lt;img src=\'{url}\'&gt;">x</a>',
]


def was_read(file: Path, act: Callable[[], object]) -> bool:
    """Whether `act` made anybody read `file`, by its time of access."""
    os.utime(file, (1, 1_000_000))
    act()
    return file.stat().st_atime != 1


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A picture that somebody may read; skips where the file system keeps no time of access."""
    file = tmp_path / "canary.png"
    image = QImage(QSize(3, 3), QImage.Format.Format_RGB32)
    image.fill(0)
    assert image.save(str(file))
    if not was_read(file, file.read_bytes):
        pytest.skip("this file system does not tell who reads")
    return file


@pytest.mark.parametrize("vector", VECTORS)
def test_no_html_makes_it_read_a_file(view: CardView, canary: Path, vector: str) -> None:
    html = vector.format(url=canary.as_uri(), path=canary)

    def show() -> None:
        view.show_page(page(html))
        view.grab()

    assert not was_read(canary, show)


def test_the_canary_sings_for_a_bare_browser(canary: Path, qtbot: QtBot) -> None:
    browser = QTextBrowser()
    qtbot.addWidget(browser)

    def show() -> None:
        browser.setHtml(f'<img src="{canary.as_uri()}">')
        browser.grab()

    assert was_read(canary, show)
    browser.close()


def test_a_pages_own_markup_asks_for_nothing(
    view: CardView, renderer: Renderer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(page_document.PageDocument, "loadResource", lambda *arguments: asked.append(arguments))
    hostile = "<img src='file:///etc/hostname'> ![x](file:///etc/hostname)"
    card = build_card(hostile, title=hostile, actors=[{"name": hostile, "bio": hostile}])
    view.show_page(renderer.card_page(card, PageStyle()))
    view.grab()
    assert asked == []
    view.show_page(page('<img src="x">'))
    view.grab()
    assert asked, "the trap works"


def test_nothing_shows_a_tooltip(view: CardView) -> None:
    assert view.toolTip() == ""
    assert not view.openLinks()
    assert not view.openExternalLinks()


def test_the_wheel_with_ctrl_asks_for_a_zoom(view: CardView, renderer: Renderer) -> None:
    view.show_page(long_page(renderer))
    spy = QSignalSpy(view.zoom_stepped)
    middle = QPointF(view.viewport().rect().center())
    event = QWheelEvent(
        middle,
        view.viewport().mapToGlobal(middle),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    before = view.document().size()
    QGuiApplication.sendEvent(view.viewport(), event)
    assert emitted(spy) == [1]
    assert view.document().size() == before

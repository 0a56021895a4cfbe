"""Templates of the reader in the window: a fault is told once, the built-in page is there, and can be chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing_app.paths import Paths
from tests.windows import OpenWindow, click_button, page, press


@pytest.fixture
def own(paths: Paths, library: Path) -> Path:
    """The reader's own template of a card."""
    folder = paths.templates / "jinja"
    folder.mkdir(parents=True)
    return folder / "card.html.j2"


def test_a_card_is_shown_with_the_readers_template(open_window: OpenWindow, own: Path) -> None:
    own.write_text("<h1>Mine: {{ card.title }}</h1>", encoding="utf-8")
    window = open_window("geneva")
    assert page(window).startswith("Mine: Geneva talks") and not window.message.isVisible()


def test_with_a_broken_one_the_card_is_there_and_the_fault_is_told_once(open_window: OpenWindow, own: Path) -> None:
    own.write_text("\n{{ nothing }}", encoding="utf-8")
    window = open_window("geneva")
    assert "Geneva talks" in page(window) and "The lake." in page(window)
    assert window.message.text.startswith(f"{own}:2: Nothing here has the name “nothing”.")
    click_button(window.message, "Close")
    window.show_card("vienna")
    assert "The ring." in page(window) and not window.message.isVisible()
    own.write_text("<h1>Mended</h1>", encoding="utf-8")
    window.show_card("geneva")
    assert page(window) == "Mended"


def test_f5_shows_what_was_changed_in_a_template(open_window: OpenWindow, own: Path) -> None:
    own.write_text("<h1>One</h1>", encoding="utf-8")
    window = open_window("geneva")
    own.write_text("<h1>Two</h1>{{ card.nothing }}", encoding="utf-8")
    press(window, "F5")
    assert "The lake." in page(window) and window.message.text.startswith(f"{own}:1: ")
    own.write_text("<h1>Three</h1>", encoding="utf-8")
    press(window, "F5")
    assert page(window) == "Three" and not window.message.isVisible()
    open_window.settle(window)


def test_the_built_in_one_can_be_chosen_for_this_run(open_window: OpenWindow, own: Path) -> None:
    own.write_text("\n{{ nothing }}", encoding="utf-8")
    window = open_window("geneva")
    other = open_window.windows.open_another("vienna")
    open_window.settle(other)
    click_button(window.message, "Use the built-in template")
    assert "until the app is closed" in open_window.windows.front.message.text
    own.write_text("<h1>Mine</h1>", encoding="utf-8")
    for one, word in ((window, "The ring."), (other, "The lake.")):
        one.show_card("vienna" if "ring" in word else "geneva")
        assert word in page(one)


def test_a_page_that_stands_in_is_not_kept_for_the_next_start(open_window: OpenWindow, own: Path) -> None:
    own.write_text("<h1>Mine</h1>", encoding="utf-8")
    window = open_window("geneva")
    window.show_card("vienna")
    window.show_card("geneva")
    own.write_text("{{ nothing }}", encoding="utf-8")
    open_window.close()
    window = open_window("geneva")
    assert "The lake." in page(window) and "“nothing”" in window.message.text
    open_window.close()
    window = open_window("geneva")
    assert "“nothing”" in window.message.text
    open_window.close()
    own.unlink()
    window = open_window("geneva")
    assert "The lake." in page(window) and not window.message.isVisible()


def test_a_fault_of_paper_offers_the_built_in_one(open_window: OpenWindow, paths: Paths, own: Path) -> None:
    from briefing_app.card_export import Wish

    paper = paths.templates / "typst" / "card.typ"
    paper.parent.mkdir()
    paper.write_text("\n#nothing", encoding="utf-8")
    window, target = open_window("geneva"), paths.data / "out.pdf"
    window.files.paper.write([window.card_id], target, Wish())
    open_window.settle(window)
    assert window.message.text.startswith(f"{paper}:2: Unknown variable: nothing.") and not target.exists()
    click_button(window.message, "Use the built-in template")
    window.files.paper.write([window.card_id], target, Wish())
    open_window.settle(window)
    assert target.read_bytes().startswith(b"%PDF")

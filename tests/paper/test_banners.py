"""The banner in the head and the foot of every page, and each card's own mark at its title."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pypdf
import pytest

from briefing_app.cards.markings import Markings
from briefing_app.paper.edition import Edition, PrintedCard
from briefing_app.paper.printer import Printer
from briefing_app.paths import resources
from tests.builders import build_card, timeline_of
from tests.paper.readers import A4, decompressed, full_card, letters

PAGE_HEIGHT = 842
HEAD, FOOT = PAGE_HEIGHT - 34 / 25.4 * 72, 30 / 25.4 * 72  # where text begins and ends, in points


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer(resources(), "en", Markings([resources() / "markings"]))


def pages_by_place(pdf: bytes) -> Iterator[tuple[str, str, str]]:
    """The letters of each page's head, text and foot."""
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        parts = {"head": "", "text": "", "foot": ""}

        def take(text: str, cm: list[float], tm: list[float], *_font: object, parts: dict[str, str] = parts) -> None:
            height = tm[5] * cm[3] + cm[5]
            parts["head" if height > HEAD else "foot" if height < FOOT else "text"] += text

        page.extract_text(visitor_text=take)
        yield letters(parts["head"]), letters(parts["text"]), letters(parts["foot"])


@pytest.mark.parametrize(
    "marking", ["OFFICIAL-SENSITIVE", "TLP:AMBER+STRICT", "TRÈS SECRET UE/EU TOP SECRET", "ODD ONE"]
)
def test_the_banner_stands_in_head_and_foot_of_every_page(printer: Printer, marking: str) -> None:
    pages = list(pages_by_place(printer.pdf([PrintedCard(full_card(marking=marking, timeline=timeline_of(90)))], A4)))
    assert len(pages) > 3
    for number, (head, text, foot) in enumerate(pages):
        assert letters(marking) in head and letters(marking) in foot
        assert (letters(marking) in text) == (number == 0)  # the card's own mark at its title


def test_one_banner_for_all_and_each_card_its_own_mark(printer: Printer) -> None:
    cards = [full_card(marking=own, title=f"Card of {own}") for own in ("OFFICIAL", "SECRET", "TOP SECRET")]
    pages = list(pages_by_place(printer.pdf([PrintedCard(card) for card in cards], Edition("a4", banner="TOP SECRET"))))
    assert len(pages) == 6
    for number, (head, text, foot) in enumerate(pages):
        assert "TOPSECRET" in head and "TOPSECRET" in foot
        own = ("OFFICIAL", "SECRET", "TOPSECRET")[number // 2]
        assert text.startswith(own) == (number % 2 == 0)


def test_a_card_that_states_no_marking_says_so_below_the_banner(printer: Printer) -> None:
    ((head, text, foot),) = pages_by_place(
        printer.pdf([PrintedCard(build_card(marking=None))], Edition("a4", banner="OFFICIAL"))
    )
    assert "OFFICIAL" in head and "OFFICIAL" in foot
    assert text.startswith("Nomarkingstated") and "OFFICIAL" not in text


def test_colours_are_those_that_the_scheme_sets(printer: Printer) -> None:
    amber = b"1 0.7529412 0 sc"
    assert amber in decompressed(printer.pdf([PrintedCard(build_card(marking="TLP:AMBER"))], A4)).replace(b"rg", b"sc")
    assert amber not in decompressed(printer.pdf([PrintedCard(build_card(marking="OFFICIAL"))], A4)).replace(
        b"rg", b"sc"
    )


def test_without_schemes_a_marking_is_printed_all_the_same() -> None:
    plain = Printer(resources(), "en")
    ((head, _text, foot),) = pages_by_place(plain.pdf([PrintedCard(build_card(marking="TLP:RED"))], A4))
    assert "TLP:RED" in head and "TLP:RED" in foot


def test_a_banner_that_fills_two_lines_stays_on_the_page(printer: Printer) -> None:
    banner = "OFFICIAL-SENSITIVE – " + "FOREIGN, COMMONWEALTH AND DEVELOPMENT OFFICE AND CABINET OFFICE USE ONLY"
    ((head, _text, foot),) = pages_by_place(printer.pdf([PrintedCard(build_card())], Edition("a4", banner=banner)))
    assert letters(banner) in head and letters(banner) in foot


def test_a_right_to_left_card_bears_it_too(printer: Printer) -> None:
    card = build_card(language="ar", title="محادثات الحدود", marking="SECRET//NOFORN")
    ((head, text, foot),) = pages_by_place(printer.pdf([PrintedCard(card)], A4))
    assert all("SECRET//NOFORN" in part for part in (head, text, foot))

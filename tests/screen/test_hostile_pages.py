"""Whatever a card says, its page holds the markup of our templates and the card's words, nothing else.

The strings come from the corpora beside a checkout; without them the tests skip.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path

import pytest

from briefing_app.cards.card import Actor, Card, Quote, Source, TimelineEntry
from briefing_app.cards.limits import excesses
from briefing_app.paths import resources
from briefing_app.screen.guard import ATTRIBUTES, TAGS
from briefing_app.screen.inline import visible
from briefing_app.screen.renderer import Renderer
from briefing_app.screen.style import UNSEEN, PageStyle
from tests.builders import build_card

SUITES = Path(__file__).parents[3] / "shared" / "corpora" / "suites"
OUTSIDE = re.compile(r"https?://|mailto:|card:[\w.-]+$|#", re.IGNORECASE)
TO_AN_ACTOR = re.compile(r"actor:[A-Za-z0-9%._~-]+%1Fhostile")  # the page of the name, as this card has it
FAMILIES = ("xss-payloads", "naughty-strings", "commonmark-spec")


def strings_of(family: str) -> list[str]:
    file = SUITES / f"{family}.json"
    if not file.exists():
        pytest.skip("the corpora are not beside this checkout")
    items = json.loads(file.read_text("utf-8"))
    strings = [item["markdown"] if isinstance(item, dict) else item for item in items]
    return [string for string in strings if string.strip()]


class Reading(HTMLParser):
    """A page as a browser would read it: its tags, attributes and text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self.oddities: list[str] = []
        self._text: list[str] = []
        self.feed(html)
        self.close()
        self.text = squeezed("".join(self._text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}
        self.links |= {value or "" for name, value in attrs if name == "href"}

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_comment(self, data: str) -> None:
        self.oddities.append(data)

    def handle_decl(self, decl: str) -> None:
        self.oddities.append(decl)

    def handle_pi(self, data: str) -> None:
        self.oddities.append(data)


def squeezed(text: str) -> str:
    """`text` without white space and without what pages put between letters."""
    return "".join(character for character in text if not character.isspace() and character not in UNSEEN)


def batches(strings: list[str], size: int) -> list[list[str]]:
    remaining = iter(strings)
    return list(iter(lambda: list(islice(remaining, size)), []))


def card_of(strings: list[str]) -> Card:
    """A card with each string in every field that is plain text."""
    return Card(
        id="hostile",
        title=" ".join(strings),
        date="2025",
        place=strings[0],
        marking=strings[-1],
        originator=strings[0],
        bottom_line="\n".join(strings),
        topics=tuple(strings),
        actors=tuple(
            Actor(name=s, role=s, organisation=s, native_name=s, pronunciation=s, aliases=(s,)) for s in strings
        ),
        timeline=tuple(TimelineEntry(date="2025", event=s) for s in strings),
        quotes=tuple(Quote(speaker=s, text=s, venue=s, to=s, original=s) for s in strings),
        sources=tuple(Source(title=s, publisher=s, url=s, note=s) for s in strings),
    )


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(resources(), "en")


def hold(html: str) -> Reading:
    reading = Reading(html)
    assert reading.tags <= TAGS
    assert reading.attributes <= ATTRIBUTES
    assert not reading.oddities
    assert all(OUTSIDE.match(link) or TO_AN_ACTOR.fullmatch(link) for link in reading.links)
    return reading


@pytest.mark.parametrize("family", FAMILIES)
def test_plain_fields_are_shown_as_typed(renderer: Renderer, family: str) -> None:
    for batch in batches(strings_of(family), 50):
        reading = hold(renderer.card_page(card_of(batch), PageStyle()).html)
        for string in batch:
            assert squeezed(visible(string)) in reading.text


@pytest.mark.parametrize("shape", ["{}", "[x]({})", '[x](http://a.b "{}")', "![{0}]({0})"])
@pytest.mark.parametrize("family", FAMILIES)
def test_prose_brings_no_markup_of_its_own(renderer: Renderer, family: str, shape: str) -> None:
    bodies = [shape.format(string) for string in strings_of(family)]
    drawn = [body for body in bodies if not any(excesses(body))]
    assert len(drawn) > len(bodies) * 0.99
    for batch in batches(drawn, 60):
        actors = tuple(Actor(name="A", bio=body) for body in batch)
        hold(renderer.card_page(Card(id="hostile", title="T", date="2025", actors=actors), PageStyle()).html)


def test_prose_leads_inside_the_app_to_cards_alone(renderer: Renderer) -> None:
    inside = " ".join(f"[x]({scheme}:import)" for scheme in ("do", "actor", "search", "folder", "home", "card"))
    page = renderer.card_page(build_card(f"## Text\n\n{inside}\n"), PageStyle())
    assert hold(page.html).links == {"card:import"}

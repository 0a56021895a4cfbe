"""Pages as HTML, held against pages that were looked at. Renew them with RENEW_GOLDEN=1 after looking again."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from briefing_app.cards.problems import Problem
from briefing_app.errors import CardError
from briefing_app.paths import resources
from briefing_app.screen.renderer import Renderer
from briefing_app.screen.style import END_ISOLATE, ISOLATE, Page, PageStyle
from tests.builders import build_card, timeline_of

GOLDEN = Path(__file__).parent / "golden"
STYLE = PageStyle()

BODY = """Lead, with a [link](https://example.org/?a=1&b=2) and `code  kept`.

## Background

A footnote.[^1] A source.[^wire] *Emphasis*, **strong**, <b>typed</b>.
Two lines{br}
broken.

### Smaller

> Quoted
>
> > and within

1. First
2. Second
    - Nested

* * *

| Land | Share |
|:--|--:|
| Armenia | 12 % |
| A | |

## Points to make

- One point.

## Press line

One sentence.

[^1]: The note.
""".replace("{br}", "  ")

FIELDS: dict[str, Any] = {
    "place": "Abu Dhabi",
    "as_at": "2025-07-11",
    "version": 3,
    "originator": "Caucasus desk",
    "countries": ["AM", "AE"],
    "topics": ["Peace", "Trade & transit"],
    "actors": [
        {"name": "Nikol Pashinyan", "id": "np", "role": "Prime Minister", "country": "AM", "bio": "A *life*.[^wire]"},
        {"name": "Anwar Gargash", "native_name": "أنور قرقاش", "role": "Adviser", "organisation": "Court"},
        {"name": "A third", "aliases": ["Tertius"], "pronunciation": "third"},
    ],
    "timeline": [
        {"date": "2025-07-10", "event": "They meet."},
        {"date": "1988/1994", "event": "First war."},
        {"date": "1920~", "event": "About then."},
    ],
    "quotes": [
        {"speaker": "np", "text": "We shall sign.", "date": "2025-07-10", "venue": "Press", "source": "wire"},
        {
            "speaker": "np",
            "text": "Second.",
            "kind": "translated",
            "original": "Երկրորդ։",
            "to": "TV",
            "source": "wire",
        },
        {"speaker": "Another", "text": "It went well.", "kind": "paraphrase"},
    ],
    "sources": [
        {"id": "wire", "title": "A report", "publisher": "Agency", "date": "2025-07", "url": "https://example.org/a"},
        {"title": "No link", "note": "Seen.", "url": "javascript:alert(1)"},
    ],
}


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(resources(), "en")


def readable(page: Page) -> str:
    """What a page holds without its style, a line for each block."""
    body = page.html[page.html.index("<body") :]
    return re.sub(r"(?<=>)(?=<(?:/?t|p|h|ul|ol|li|div|/body))", "\n", body)


def hold(page: Page, name: str) -> None:
    file = GOLDEN / f"{name}.html"
    if os.environ.get("RENEW_GOLDEN"):
        file.write_text(readable(page), "utf-8")
    assert readable(page) == file.read_text("utf-8")


def test_a_card_with_everything(renderer: Renderer) -> None:
    page = renderer.card_page(build_card(BODY, **FIELDS), STYLE)
    hold(page, "card")
    assert page.direction == "ltr"
    assert page.contents == (
        ("actors", "Key actors"),
        ("section-2", "Background"),
        ("section-3", "Points to make"),
        ("section-4", "Press line"),
        ("timeline", "Timeline"),
        ("quotes", "In their words"),
        ("sources", "Sources"),
    )
    for anchor, _heading in page.contents:
        assert f'id="{anchor}"' in page.html


def test_a_card_with_nothing_but_its_title(renderer: Renderer) -> None:
    page = renderer.card_page(build_card(marking=None, bottom_line=None), STYLE)
    hold(page, "bare")
    assert "No marking stated" in page.html
    assert page.contents == ()


def test_a_card_that_runs_from_right_to_left(renderer: Renderer) -> None:
    fields: dict[str, Any] = {
        "language": "ar",
        "title": "محادثات",
        "timeline": FIELDS["timeline"],
        "actors": FIELDS["actors"],
    }
    page = renderer.card_page(build_card("| أ | ب |\n|---|--:|\n| 1 | 2 |\n", **fields), STYLE)
    hold(page, "right-to-left")
    assert page.direction == "rtl"
    assert "border-right: 4px" in page.html
    assert f"{ISOLATE}Nikol Pashinyan{END_ISOLATE}" in page.html
    assert page.html.index("They meet.") < page.html.rindex("10 July 2025"), "dates stand at the right"


def test_a_card_with_errors(renderer: Renderer) -> None:
    problems = [
        Problem(Path("a.md"), 3, "error", "bad-date", "“date” is no date."),
        Problem(Path("a.md"), 9, "error", "unknown-source", "No source <x>."),
    ]
    hold(renderer.problems_page("Talks & more", problems, STYLE), "problems")


@pytest.mark.parametrize("state", ["empty-library", "no-card", "folder-denied", "card-gone", "loading"])
def test_every_state_says_what_it_is(renderer: Renderer, state: str) -> None:
    page = renderer.state_page(state, STYLE, folder="/home/anna/<Briefings>", card="oslo-1993")
    assert "<h1" in page.html
    if state in ("empty-library", "folder-denied"):
        assert "/home/anna/&lt;Briefings&gt;" in page.html
    if state == "card-gone":
        assert "oslo-1993" in page.html


def test_the_help_tells_of_every_field(renderer: Renderer) -> None:
    page = renderer.help_page("card-format", STYLE)
    for field in ("bottom_line", "native_name", "originator"):
        assert field in page.html
    assert next(heading for _anchor, heading in page.contents) == "How fields are written"
    assert '<p class="code">---<br>id: ' in page.html


def test_zoom_multiplies_every_length(renderer: Renderer) -> None:
    card = build_card(BODY, **FIELDS)
    normal, double = (renderer.card_page(card, PageStyle(zoom=zoom)).html for zoom in (1.0, 2.0))
    for small, large in ((16, 32), (30, 60), (13, 26)):
        assert f"font-size: {small}px" in normal
        assert f"font-size: {large}px" in double
    assert 'width="136"' in normal
    assert 'width="272"' in double


def test_one_column_sets_each_actor_in_a_row(renderer: Renderer) -> None:
    card = build_card(**FIELDS)
    one, two = (renderer.card_page(card, PageStyle(columns=columns)).html for columns in (1, 2))
    assert (one.count('<td class="actor"'), two.count('<td class="actor"')) == (3, 4)


def test_the_theme_gives_the_colours(renderer: Renderer) -> None:
    card = build_card(marking="TLP:RED")
    assert "#FCFBF8" in renderer.card_page(card, PageStyle("light")).html
    dark = renderer.card_page(card, PageStyle("dark")).html
    assert "#14181D" in dark
    assert "#FF2B2B" in dark


def test_long_tables_come_in_pieces(renderer: Renderer) -> None:
    rows = "\n".join(f"| {number} | word |" for number in range(70))
    page = renderer.card_page(build_card(f"| A | B |\n|---|---|\n{rows}\n", timeline=timeline_of(100)), STYLE)
    pieces = re.findall(r"<table[^>]*>(.*?)</table>", page.html)
    assert max(piece.count("<tr>") for piece in pieces) <= 31
    assert page.html.count('class="when"') == 100
    assert page.html.count('class="cell"') == 140


def test_the_timeline_is_in_order_and_equal_dates_stay_as_written(renderer: Renderer) -> None:
    events = [("2020-23", "c"), ("199X", "a"), ("2020-09-27", "d"), ("2020", "b"), ("2020-09-27", "e")]
    card = build_card(timeline=[{"date": date, "event": f"event {name}"} for date, name in events])
    assert re.findall(r"event (\w)<", renderer.card_page(card, STYLE).html) == list("abcde")


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("en", "Yes.", "“Yes.”"),
        ("fr-CH", "Oui.", "«\u202fOui.\u202f»"),
        ("de", "Ja.", "„Ja.“"),
        ("ja", "はい", "「はい」"),
        ("en", "“Yes,” he said.", "“Yes,” he said."),
    ],
)
def test_quotation_marks_follow_the_language(renderer: Renderer, language: str, text: str, shown: str) -> None:
    card = build_card(language=language, quotes=[{"speaker": "A", "text": text}])
    assert f'<p class="said">{shown}</p>' in renderer.card_page(card, STYLE).html


def test_a_paraphrase_has_no_quotation_marks(renderer: Renderer) -> None:
    card = build_card(quotes=[{"speaker": "A", "text": "That it went well.", "kind": "paraphrase"}])
    assert '<p class="said">That it went well.</p>' in renderer.card_page(card, STYLE).html


def test_the_lines_of_a_quote_stay(renderer: Renderer) -> None:
    card = build_card(quotes=[{"speaker": "A", "text": "One.\n\nTwo."}])
    page = renderer.card_page(card, STYLE)
    assert '<p class="said">“One.</p><p class="said">Two.”</p>' in page.html


def test_invisible_characters_are_drawn_wherever_they_stand(renderer: Renderer) -> None:
    bad = "a\u202eb"
    card = build_card(
        f"{bad}\n\n    {bad}\n",
        title=bad,
        place=bad,
        marking=bad,
        actors=[{"name": bad, "native_name": bad, "bio": bad}],
        timeline=[{"date": "2020", "event": bad}],
        quotes=[{"speaker": bad, "text": bad, "original": bad}],
        sources=[{"title": bad, "note": bad}],
    )
    html = renderer.card_page(card, STYLE).html
    assert "\u202e" not in html
    assert html.count("a⟦U+202E⟧b") == 14


def test_a_text_over_the_limits_is_refused(renderer: Renderer) -> None:
    card = build_card()
    with pytest.raises(CardError):
        renderer.card_page(type(card)(id="x", title="x", date="2020", body="[" * 10_000), STYLE)

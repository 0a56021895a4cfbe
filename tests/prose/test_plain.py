"""Plain text: its rules, which the places of marked passages count by, and the fields of a card."""

from __future__ import annotations

from pathlib import Path

from briefing_app.cards.card_file import parse_card
from briefing_app.prose.blocks import Run
from briefing_app.prose.plain import PlainField, card_fields, prose_text, runs_text
from briefing_app.prose.reader import read_prose

CARD = """---
title: Talks
date: 2025-07-10
place: Abu Dhabi
marking: PUBLIC
originator: Desk
bottom_line: They met.
topics: [peace, borders]
actors:
  - {id: a, name: Ann, native_name: Анна, role: Minister, organisation: Office,
     pronunciation: an, aliases: [A, AA], bio: "Born.[^s]"}
  - {name: Ben}
timeline:
  - {date: 2020, event: Later}
  - {date: 1999, event: Earlier}
quotes:
  - {speaker: a, text: Yes., original: Да., venue: Hall, to: Press, source: s}
sources:
  - {id: s, title: Article, publisher: Paper, url: "https://a.example", note: Checked}
---
Lead.[^1]

## Background

Text.[^s]

[^1]: Note.
"""


def text(markdown: str, *source_ids: str) -> str:
    return prose_text(read_prose(markdown, source_ids))


def test_runs() -> None:
    assert (
        runs_text((Run("a "), Run("b", strong=True), Run("\n"), Run("1", footnote=1), Run("s", source="s")))
        == "a b\n[1][s]"
    )


def test_blocks_stand_on_lines_and_sections_apart() -> None:
    assert text(
        "Lead *one*.\n\nTwo.\n\n## Head\n\nThree.\n\n### Inner\n\n> Four.\n>\n> Five.\n\n***\n\n    co\n     de\n"
    ) == ("Lead one.\nTwo.\n\nHead\nThree.\nInner\nFour.\nFive.\n* * *\nco\n de")


def test_lists() -> None:
    assert text("4. a\n5. b\n\n    more\n\n    - c\n") == "4. a\n5. b\n  more\n  - c"
    assert text("- a\n    - b\n    - c\n- d") == "- a\n  - b\n  - c\n- d"


def test_tables() -> None:
    assert text("| a | b |\n|---|---|\n| *1* | |\n| 2 | 3 |") == "a\tb\n1\t\n2\t3"


def test_footnotes_stand_at_the_end() -> None:
    assert text("x[^n].\n\ny[^s].\n\n[^n]: One.\n\n    Two.", "s") == "x[1].\ny[s].\n\n[1] One.\nTwo."


def test_fields_of_a_card_in_reading_order() -> None:
    card = parse_card(CARD.encode(), Path("talks.md")).card
    assert card is not None
    assert card_fields(card) == tuple(
        PlainField(*field)
        for field in (
            ("title", "Talks"),
            ("place", "Abu Dhabi"),
            ("bottom_line", "They met."),
            ("topics[0]", "peace"),
            ("topics[1]", "borders"),
            ("actors[0].name", "Ann"),
            ("actors[0].native_name", "Анна"),
            ("actors[0].role", "Minister"),
            ("actors[0].organisation", "Office"),
            ("actors[0].pronunciation", "an"),
            ("actors[0].aliases[0]", "A"),
            ("actors[0].aliases[1]", "AA"),
            ("actors[0].bio", "Born.[s]"),
            ("actors[1].name", "Ben"),
            ("body.section-1", "Lead.[1]"),
            ("body.section-2", "Background\nText.[s]"),
            ("body.footnotes[0]", "Note."),
            ("timeline[0].event", "Later"),
            ("timeline[1].event", "Earlier"),
            ("quotes[0].text", "Yes."),
            ("quotes[0].original", "Да."),
            ("quotes[0].speaker", "a"),
            ("quotes[0].venue", "Hall"),
            ("quotes[0].to", "Press"),
            ("sources[0].title", "Article"),
            ("sources[0].publisher", "Paper"),
            ("sources[0].url", "https://a.example"),
            ("sources[0].note", "Checked"),
            ("originator", "Desk"),
        )
    )

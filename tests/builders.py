"""Small real cards and files for tests: text as an author would write it, read by the reader that the app uses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing_app.cards.card import Card

# Made to have everything that the reader asks for and nothing that it warns of.
COMPLETE = {
    "title": "Talks on the border",
    "date": "2025-07-10",
    "marking": "PUBLIC",
    "bottom_line": "The parties met and agreed to meet again.",
}
SENTENCE = "The ministers reviewed the record of the last round and agreed on the order of the next one. "


def card_text(body: str = "", **fields: object) -> str:
    """The text of a card's file: the complete head, with `fields` put over it (None leaves one out)."""
    head = {name: value for name, value in (COMPLETE | fields).items() if value is not None}
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in head.items()]  # JSON is YAML
    return "\n".join(["---", *lines, "---", body])


def write_card(folder: Path, card_id: str = "talks", body: str = "", **fields: object) -> Path:
    """Put a card's file into `folder`, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{card_id}.md"
    path.write_text(card_text(body, **fields), encoding="utf-8")
    return path


def build_card(body: str = "", card_id: str = "talks", **fields: object) -> Card:
    """A card as the reader makes it; its text must be free of errors."""
    from briefing_app.cards.card_file import parse_card

    file = parse_card(card_text(body, **fields).encode(), Path(f"{card_id}.md"))
    assert file.card is not None, file.problems
    return file.card


def prose_of(words: int) -> str:
    """Markdown of about as many words, in sections of paragraphs with lists and emphasis."""
    parts: list[str] = []
    written = 0
    while written < words:
        paragraph = SENTENCE * 4
        parts.append(f"## Round {len(parts) + 1}\n\n{paragraph}\n\n- **First**, {SENTENCE}\n- *Second*, {SENTENCE}\n")
        written += len(parts[-1].split())
    return "\n".join(parts)


def timeline_of(rows: int) -> list[dict[str, str]]:
    """As many dated events, a month apart from January 1990 on."""
    return [{"date": f"{1990 + row // 12}-{row % 12 + 1:02}", "event": SENTENCE.strip()} for row in range(rows)]

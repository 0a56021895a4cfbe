"""Reading, against the libraries that do the work when they are called bare."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import markdown
import yaml

from briefing_app.cards.card_file import parse_card
from briefing_app.prose.reader import read_prose
from tests.benchmarks.measure import Row, in_turns_ms
from tests.builders import card_text, prose_of, timeline_of

ROUNDS = 15


def reading() -> Iterator[Row]:
    """A card's file and its body, against bare PyYAML and bare Markdown."""
    body = prose_of(1000)
    text = card_text(body, timeline=timeline_of(20))
    data, path = text.encode(), Path("card.md")
    head = text.split("---\n")[1]
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found = in_turns_ms(
        {
            "file": lambda: parse_card(data, path),
            "yaml": lambda: yaml.compose(head, loader),
            "prose": lambda: read_prose(body),
            "markdown": lambda: markdown.markdown(body, extensions=["tables", "footnotes", "sane_lists"]),
        },
        ROUNDS,
    )
    yield Row("reading a card's file", found["file"], found["yaml"], "ms", "yaml.compose of its head")
    yield Row("reading 1,000 words of prose", found["prose"], found["markdown"], "ms", "markdown alone")

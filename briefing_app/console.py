"""What the commands write: data to stdout, sentences to stderr, nothing that steers the terminal."""

from __future__ import annotations

import json
import sys


def print_json(data: object) -> None:
    """Print data for other programs."""
    print(json.dumps(data, ensure_ascii=False, indent=2))


def say(sentence: str) -> None:
    """Print a sentence for the reader."""
    print(sentence, file=sys.stderr)


def plain(text: str) -> str:
    """Text of a card, a note or a path in one line, with marks for what would steer the terminal."""
    from briefing_app.cards.invisibles import with_marks

    return with_marks(text.replace("\n", " "))

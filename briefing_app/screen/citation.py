"""A passage as it is cited: its words, who said them, where and when, the card and its version."""

from __future__ import annotations

import re

from briefing_app.cards.card import Card
from briefing_app.i18n import _, date_in_words

_QUOTE = re.compile(r"quotes\[(\d+)\]\.(?:text|original)")


def citation(card: Card, path: str, words: str, language: str) -> str:
    """A passage for a letter or a speech.

    Args:
        path: of the field in which it stands, as in `prose.plain`.
        words: the very words.
    """
    said = " ".join(words.split())
    found = _QUOTE.fullmatch(path)
    version = _("{card}, version {version}").format(card=card.title, version=card.version)
    if found is None:
        return f"“{said}” – {_joined(card.place, date_in_words(card.date, language))}; {version}"
    quote = card.quotes[int(found.group(1))]
    actor = card.speaker_of(quote)
    speaker = actor.name if actor else quote.speaker
    when = date_in_words(quote.date, language) if quote.date else None
    return f"“{said}” – {_joined(speaker, quote.venue, when)}; {version}"


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)

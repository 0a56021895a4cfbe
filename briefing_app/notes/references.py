"""Whom and what a note names: actors as @Name, cards as [[id]]."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from briefing_app.prose.typed import CARD

# A name goes on over words that begin with a capital, and over what stands before one in some names. A script without
# capitals gives one word.
_WORD = r"[^\W\d_](?:[^\W_]|['’.-](?=[^\W_])(?!s\b))*"
_UPPER = r"[A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u017f\u0386-\u03ab\u0400-\u042f\u0531-\u0556]"
_PARTICLES = r"(?:(?:von|van|der|den|de|di|da|dos|del|della|du|la|le|ten|bin|ibn|al|el)[ ]){0,3}"
_REFERENCE = re.compile(
    rf"{CARD}"
    rf"|(?<![\w@.])@(?P<actor>{_WORD}(?:[ ]{_PARTICLES}(?={_UPPER}){_WORD}){{0,4}})"
)


class Reference(NamedTuple):
    """Letters of a note from `start` to before `end` that name a card by its id, or somebody by a name."""

    start: int
    end: int
    kind: Literal["card", "actor"]
    target: str


def references(text: str) -> list[Reference]:
    """Everything that a text names, in order. Of an actor's name the last words may belong to the sentence."""
    if "@" not in text and "[[" not in text:
        return []
    return [
        Reference(*found.span(), "card", found["card"])
        if found["card"]
        else Reference(*found.span(), "actor", found["actor"])
        for found in _REFERENCE.finditer(text)
    ]


def shorter_names(name: str) -> list[str]:
    """A name, and what is left of it without its last words, the longest first."""
    words = name.split(" ")
    return [" ".join(words[:count]) for count in range(len(words), 0, -1)]

"""What stands around a card on paper: labels, running heads, the language of each."""

from __future__ import annotations

import unicodedata

from briefing_app import i18n
from briefing_app.i18n import _
from briefing_app.paper.fields import Data

RUNNING_TITLE_COLUMNS = 64
RUNNING_MARKING_COLUMNS = 120

# The grounds of highlights: soft, so that the letters stay the darkest thing on the page.
GROUNDS = {"agree": "#dcebd6", "question": "#f6e8b8", "raise": "#f5d9d2", "check": "#dedff2"}


def labels() -> Data:
    """The words of the furniture. "{page}" and "{pages}" stay for the template, which alone knows them."""
    return {
        "actors": _("Key actors"),
        "timeline": _("Timeline"),
        "date": _("Date"),
        "event": _("Event"),
        "quotes": _("In their words"),
        "original": _("Original"),
        "sources": _("Sources"),
        "page": _("Page {page} of {pages}"),
        "on_page": _("p. {page}"),
        "contents": _("Contents"),
        "annexes": _("Annexes"),
        "people": _("Index of people and bodies"),
        "book_sources": _("List of sources"),
        "holds": _("Contains"),
    }


def locale(tag: str) -> Data:
    """A BCP 47 tag in the parts that Typst takes; "und" where it knows no such language code."""
    subtags = tag.split("-")
    language = subtags[0].lower()
    region = next((part.upper() for part in subtags[1:] if len(part) == 2 and part.isalpha()), None)
    if region is None and "hant" in (part.lower() for part in subtags[1:]):
        region = "TW"
    known = 2 <= len(language) <= 3 and language.isascii() and language.isalpha()
    return {
        "tag": tag,
        "language": language if known else "und",
        "region": region,
        "direction": i18n.direction(tag),
    }


def ground_of(colour: str) -> str:
    """The ground of a highlight; that of the first for one that only a later version knows."""
    return GROUNDS.get(colour, GROUNDS["agree"])


def shortened(text: str, columns: int) -> str:
    """`text` cut at a word so that it fits `columns`, where East Asian characters take two."""
    taken = 0
    for place, character in enumerate(text):
        taken += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if taken > columns:
            cut = text[:place].rsplit(" ", 1)[0] if " " in text[place // 2 : place] else text[:place]
            return cut.rstrip(" ,;:.–—-") + "…"
    return text

"""What a page is asked for, and what it is: records that a start can afford (standard library alone)."""

from __future__ import annotations

from typing import NamedTuple

# What pages put between letters: to isolate a name that runs the other way, to let a long word break. An author's own
# are drawn as marks, so in a page these are never text: copying and finding leave them out.
ISOLATE, END_ISOLATE, MAY_BREAK = "\u2068", "\u2069", "\u200b"
UNSEEN = ISOLATE + END_ISOLATE + MAY_BREAK


class PageStyle(NamedTuple):
    """How a page is to look.

    `theme` names a file of resources/themes; `zoom` multiplies every length; `columns` is 2 where there is room to set
    the actors side by side, else 1.
    """

    theme: str = "light"
    zoom: float = 1.0
    columns: int = 2


class Page(NamedTuple):
    """A page of the window: one HTML document, its contents as (anchor, heading in plain text), "ltr" or "rtl"."""

    html: str
    contents: tuple[tuple[str, str], ...]
    direction: str

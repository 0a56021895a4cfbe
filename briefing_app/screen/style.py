"""What a page is asked for, and what it is: records that a start can afford (standard library alone)."""

from __future__ import annotations

from typing import NamedTuple


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

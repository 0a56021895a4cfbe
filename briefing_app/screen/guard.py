"""What Qt must never see: a page is checked against a short list of tags and attributes before it leaves the renderer.

Qt's rich text reads files that an image, a style or a tooltip names. Nothing in a card can name one: its text is
escaped, its Markdown cleaned. This is the wall behind those walls, for the day on which a template breaks one of them.
"""

from __future__ import annotations

import re

TAGS = frozenset(
    "html head style body div p h1 h2 h3 h4 h5 h6 br hr a span strong em code pre ul ol li table tr th td".split()
)
ATTRIBUTES = frozenset("class id href dir align width colspan start cellspacing cellpadding".split())

_TAG = re.compile(r"<[^>]*>?")
_START_TAG = re.compile(r'<([a-z][a-z0-9]*)((?: [a-z]+="[^"<>]*")*)>')
_END_TAG = re.compile(r"</([a-z][a-z0-9]*)>")
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
# To the outside, within the page, or, written by templates alone, to another page of the app.
_HREF = re.compile(r"https?://|mailto:|#|(?:card|actor|search|folder|home|do|note):[A-Za-z0-9%._~-]*$", re.IGNORECASE)
_FETCHING_STYLE = re.compile(r"url|@|expression|background-image|\\", re.IGNORECASE)


class UnsafePageError(Exception):
    """A page holds markup that could make Qt read a file: a mistake in a template, never in a card.

    Args:
        fault: what of `piece`, the markup, is not allowed.
    """

    def __init__(self, fault: str, piece: str) -> None:
        super().__init__(f"{fault}: {piece[:80]}")
        self.piece = piece


def check(html: str) -> str:
    """`html` itself, when it holds nothing but the markup that pages need.

    Raises:
        UnsafePageError: it holds more.
    """
    for tag in set(_TAG.findall(html)):
        if fault := _fault(tag):
            raise UnsafePageError(fault, tag)
    _before, _tag, rest = html.partition("<style>")
    style, _tag, after = rest.partition("</style>")
    if "<style>" in after:
        raise UnsafePageError("a second style", "<style>")
    if found := _FETCHING_STYLE.search(style):
        raise UnsafePageError("style", found[0])
    return html


def _fault(tag: str) -> str | None:
    end = _END_TAG.fullmatch(tag)
    start = _START_TAG.fullmatch(tag)
    if end is None and start is None:
        return "not a plain tag"
    if (end or start)[1] not in TAGS:  # type: ignore[index]  # one of the two matched
        return "tag"
    for name, value in _ATTRIBUTE.findall(tag):
        if name not in ATTRIBUTES or (name == "href" and not _HREF.match(value)):
            return f"attribute {name}"
    return None

"""Markdown -> clean HTML: what an author typed, with HTML shown as text and nothing that could fetch, run or hide."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import ClassVar
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.blockprocessors import ReferenceProcessor
from markdown.extensions.footnotes import NBSP_PLACEHOLDER, FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import (
    IMAGE_LINK_RE,
    IMAGE_REFERENCE_RE,
    LINK_RE,
    REFERENCE_RE,
    ImageInlineProcessor,
    ImageReferenceInlineProcessor,
    InlineProcessor,
    LinkInlineProcessor,
    ReferenceInlineProcessor,
    ShortImageReferenceInlineProcessor,
    ShortReferenceInlineProcessor,
)
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX, AtomicString

TAGS = frozenset(
    "p br hr h1 h2 h3 h4 h5 h6 strong em code pre blockquote ul ol li table thead tbody tr th td sup a div".split()
)
# Without the empty set for "*", nh3 keeps `title` and `lang` on everything, and a title becomes a tooltip that Qt reads
# as rich text.
ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href", "class"},
    "sup": {"id"},
    "li": {"id"},
    "div": {"class"},
    "th": {"style"},
    "td": {"style"},
    "ol": {"start"},
}
SCHEMES = frozenset({"http", "https", "mailto", "card"})  # "card:ID" is another card
CITATION = "cite:"  # what the id of a <sup> begins with where no footnote of the text has its label

_CARD = "card:[A-Za-z0-9._-]{1,120}"
_ADDRESS = re.compile(rf"https?://|mailto:|{_CARD}$|#", re.IGNORECASE)
_BRACKET = re.compile(r"[\[\]]")
MAX_LINK = 1_000  # characters of a link's address and title; Markdown looks for their end character by character

_MARKS = re.compile(rf"[`*_\\\[<&{STX}]|  \n")  # one of which every inline pattern begins with

_Match = tuple[Element | None, int | None, int | None]


def to_html(text: str) -> str:
    """Clean HTML: the tags of `TAGS`, no image, no title, links to http, https, mailto, a card or a place in the text.

    A link or a definition of another kind of address stays as it was typed, so that no word of a text is lost.
    The text should be within the limits of `cards.limits`: Markdown's time grows out of hand beyond them.
    """
    return nh3.clean(
        _markdown().convert(text),
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=_filter_attribute,
        url_schemes=set(SCHEMES),
        link_rel=None,
        filter_style_properties={"text-align"},
    )


def _markdown() -> Markdown:
    """Python-Markdown as we read it; 0.1 ms to build, so each text gets its own and nothing is left from the last."""
    markdown = Markdown(extensions=[TableExtension(), _Footnotes(), SaneListExtension()])
    markdown.preprocessors.deregister("html_block")
    markdown.treeprocessors.register(_Unmarked(markdown), "unmarked", 21)  # just before "inline"
    markdown.parser.blockprocessors.register(_Definition(markdown.parser), "reference", 15)
    patterns = markdown.inlinePatterns
    patterns.deregister("html")
    patterns.register(_Citation(rf"\[\^([^\]\s{STX}{ETX}]{{1,120}})\]", markdown), "citation", 174)
    patterns.register(_Reference(REFERENCE_RE, markdown), "reference", 170)
    patterns.register(_Link(LINK_RE, markdown), "link", 160)
    patterns.register(_Image(IMAGE_LINK_RE, markdown), "image_link", 150)
    patterns.register(_ImageReference(IMAGE_REFERENCE_RE, markdown), "image_reference", 140)
    patterns.register(_ShortReference(REFERENCE_RE, markdown), "short_reference", 130)
    patterns.register(_ShortImageReference(IMAGE_REFERENCE_RE, markdown), "short_image_ref", 125)
    return markdown


def _filter_attribute(_tag: str, attribute: str, value: str) -> str | None:
    return None if attribute == "href" and not _ADDRESS.match(value) else value


class _Unmarked(Treeprocessor):
    """Sets apart the text in which no inline pattern can find anything, for each of them would read all of it."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.text and not _MARKS.search(element.text):
                element.text = AtomicString(element.text)


class _Footnotes(FootnoteExtension):
    """Footnotes of which no word is lost, without links back."""

    def __init__(self) -> None:
        # Where the notes go is not the text's to say: a character that Markdown takes out of every text.
        super().__init__(PLACE_MARKER=STX)

    def setFootnote(self, id: str, text: str) -> None:  # noqa: A002, N802
        """Keep both texts where two notes have one label."""
        super().setFootnote(id, f"{self.footnotes[id]}\n\n{text}" if id in self.footnotes else text)

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:  # noqa: A002, ARG002, N802
        """One id for all references of a note; telling them apart takes time that grows with their square."""
        return super().makeFootnoteRefId(id)

    def makeFootnotesDiv(self, root: Element) -> Element | None:  # noqa: N802
        """The notes; a note inside a note stays text, and nothing leads back."""
        self.parser.blockprocessors.deregister("footnote")
        div = super().makeFootnotesDiv(root)
        for paragraph in div.iterfind("ol/li/p[a]") if div is not None else ():
            paragraph.remove(paragraph[0])
            paragraph.text = (paragraph.text or "").removesuffix(NBSP_PLACEHOLDER)
        return div


class _Definition(ReferenceProcessor):
    """The definition of a link's address, on one line. `[Minister]: Yes.` is none, but what a minister said."""

    # The title is dropped; the empty groups stand where Markdown looks for one.
    RE = re.compile(
        rf"^ {{0,3}}\[(?!\^)([^\[\]\n]+)\]: *(<?(?:(?:https?://|mailto:|#)[^\s<>]+|{_CARD})>?)"
        r"(?: +(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))? *$()()()()",
        re.MULTILINE | re.IGNORECASE,
    )


class _Citation(InlineProcessor):
    """Marks `[^label]` where no footnote has that label: it may name a source, which only the card knows."""

    def handleMatch(self, m: re.Match[str], data: str) -> _Match:  # type: ignore[override]  # noqa: ARG002, N802
        citation = Element("sup", {"id": CITATION + m[1]})
        citation.text = AtomicString(m[0])
        return citation, m.start(), m.end()


class _Brackets(LinkInlineProcessor):
    """Finds a link's text and address in time that does not grow with the square of the paragraph."""

    # A link in a link is text: else each would nest Markdown's own calls.
    ANCESTOR_EXCLUDES: ClassVar[Collection[str]] = ("a",)

    def getText(self, data: str, index: int) -> tuple[str, int, bool]:  # noqa: N802
        """The text from `index` to the bracket that closes it, and where it goes on."""
        depth = 1
        for bracket in _BRACKET.finditer(data, index):
            depth += 1 if bracket[0] == "[" else -1
            if depth == 0:
                return data[index : bracket.start()], bracket.end(), True
        return "", index, False

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:  # noqa: N802
        """Address and title after `index`, and where the text goes on."""
        address, title, end, found = super().getLink(data[: index + MAX_LINK], index)
        return address, title, end, found and self.is_followed(address)

    def is_followed(self, address: str) -> bool:
        """Whether a link leads to this address."""
        return _ADDRESS.match(address) is not None and not re.search(r"\s", address)


class _Link(_Brackets):
    pass


class _Reference(_Brackets, ReferenceInlineProcessor):
    pass


class _ShortReference(_Brackets, ShortReferenceInlineProcessor):
    pass


class _AlternativeText(_Brackets):
    """Puts an image's alternative text, as it was typed, where the image would stand."""

    ANCESTOR_EXCLUDES: ClassVar[Collection[str]] = ()

    def handleMatch(self, m: re.Match[str], data: str) -> _Match:  # type: ignore[override]  # noqa: N802
        image, start, end = super().handleMatch(m, data)
        if image is None or isinstance(image, str):
            return None, start, end
        text = Element("span")
        text.text = AtomicString(image.get("alt", ""))
        return text, start, end

    def is_followed(self, address: str) -> bool:  # noqa: ARG002
        """Whatever the address: nothing leads there."""
        return True


class _Image(_AlternativeText, ImageInlineProcessor):
    pass


class _ImageReference(_AlternativeText, ImageReferenceInlineProcessor):
    pass


class _ShortImageReference(_AlternativeText, ShortImageReferenceInlineProcessor):
    pass

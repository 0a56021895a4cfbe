"""Markdown -> clean HTML: what an author typed, with HTML shown as text and nothing that could fetch, run or hide."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import (
    IMAGE_LINK_RE,
    IMAGE_REFERENCE_RE,
    ImageInlineProcessor,
    ImageReferenceInlineProcessor,
    InlineProcessor,
    ShortImageReferenceInlineProcessor,
)

TAGS = frozenset(
    "p br hr h1 h2 h3 h4 h5 h6 strong em code pre blockquote ul ol li table thead tbody tr th td sup a div".split()
)
# Without the empty set for "*", nh3 keeps `title` and `lang` on everything, and a title becomes a tooltip that Qt reads
# as rich text.
ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href", "id", "class"},
    "sup": {"id"},
    "li": {"id"},
    "div": {"class"},
    "th": {"style"},
    "td": {"style"},
    "ol": {"start"},
}
SCHEMES = frozenset({"http", "https", "mailto"})
_HREF = re.compile(r"https?://|mailto:|#", re.IGNORECASE)


def to_html(text: str) -> str:
    """Clean HTML: the tags of `TAGS`, no image, no title, links to http, https, mailto or a place in the text.

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
    """Python-Markdown with HTML left as text and images turned into their alternative text; 0.1 ms to build."""
    markdown = Markdown(extensions=[TableExtension(), FootnoteExtension(), SaneListExtension()])
    markdown.preprocessors.deregister("html_block")
    patterns = markdown.inlinePatterns
    patterns.deregister("html")
    patterns.register(_ImageText(IMAGE_LINK_RE, markdown), "image_link", 150)
    patterns.register(_ReferenceText(IMAGE_REFERENCE_RE, markdown), "image_reference", 140)
    patterns.register(_ShortReferenceText(IMAGE_REFERENCE_RE, markdown), "short_image_ref", 125)
    return markdown


def _filter_attribute(_tag: str, attribute: str, value: str) -> str | None:
    return None if attribute == "href" and not _HREF.match(value) else value


class _AlternativeText(InlineProcessor):
    """Puts an image's alternative text where the image would stand."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        image, start, end = super().handleMatch(m, data)
        if image is None or isinstance(image, str):
            return None, start, end
        text = Element("span")
        text.text = image.get("alt")
        return text, start, end


class _ImageText(_AlternativeText, ImageInlineProcessor):
    pass


class _ReferenceText(_AlternativeText, ImageReferenceInlineProcessor):
    pass


class _ShortReferenceText(_AlternativeText, ShortImageReferenceInlineProcessor):
    pass

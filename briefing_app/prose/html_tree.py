"""Clean HTML -> a tree: as much of HTML as the sanitiser writes, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

# The sanitiser closes every element, quotes every value and escapes every "<" of a text; a ">" may stand in a value.
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^">]|"[^"]*")*)>')
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_VOID = frozenset({"br", "hr"})


class Element:
    """A tag, its attributes, and what stands in it: elements and text, in order."""

    __slots__ = ("attributes", "children", "tag")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Element | str] = []

    def elements(self) -> Iterator[Element]:
        """The elements that stand directly in this one."""
        return (child for child in self.children if isinstance(child, Element))

    def text(self) -> str:
        """All text in this element."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


def parse_html(html: str) -> Element:
    """The tree of what `to_html` wrote, under an element "body". Text keeps its white space."""
    open_elements = [Element("body", {})]
    position = 0
    for match in _TAG.finditer(html):
        _add_text(open_elements[-1], html[position : match.start()])
        position = match.end()
        closing, tag, attributes = match.groups()
        if not closing:
            element = Element(tag, {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)})
            open_elements[-1].children.append(element)
            if tag not in _VOID:
                open_elements.append(element)
        elif len(open_elements) > 1:
            open_elements.pop()
    _add_text(open_elements[-1], html[position:])
    return open_elements[0]


def _add_text(element: Element, text: str) -> None:
    if text:
        element.children.append(unescape(text))

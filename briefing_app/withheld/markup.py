"""XML as text: what stands between its tags, and what stands in them."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"<[^<>]*>")
_ASIDE = re.compile(r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>", re.DOTALL)
_VALUE = re.compile(r"""=\s*(?:"([^"<]*)"|'([^'<]*)')""")
_TOLD = re.compile(r"""\b(?:descr|title|alt|author|initials)=(?:"([^"<]*)"|'([^'<]*)')""")


def without_tags(text: str) -> str:
    """What stands between tags, and what describes a picture or names an author; a tag ends a line."""
    told = ["".join(found) for found in _TOLD.findall(text)]
    return html.unescape("\n".join([_TAG.sub("\n", text), *told]))


def in_tags(text: str) -> str:
    """The values in tags, each once, and what stands in comments."""
    values = dict.fromkeys("".join(found) for found in _VALUE.findall(text))
    return html.unescape("\n".join([*values, *_ASIDE.findall(text)]))

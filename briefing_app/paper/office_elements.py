"""The elements of a DOCX file that python-docx makes no others of."""

from __future__ import annotations

from typing import Any

from briefing_app.paper.fields import Data


def element(name: str, attributes: dict[str, str] | None = None) -> Any:
    """An element; names as "w:bidi"."""
    from docx.oxml import OxmlElement

    made: Any = OxmlElement(name)
    for key, value in (attributes or {}).items():
        made.set(name_of(key), value)
    return made


def name_of(prefixed: str) -> str:
    """The whole name of "w:bidi"."""
    from docx.oxml.ns import qn

    return qn(prefixed)


def language_of(locale: Data) -> Any:
    """What says the language of a run, whatever its script."""
    tag = locale["tag"]
    return element("w:lang", {"w:val": tag, "w:eastAsia": tag, "w:bidi": tag})

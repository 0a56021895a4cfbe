"""Inline elements -> runs: looks, links, footnotes and citations of a line of text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from msgspec.structs import replace

from briefing_app.prose.blocks import Run, Runs
from briefing_app.prose.html_tree import Element
from briefing_app.prose.markdown import CITATION

INLINE = frozenset({"strong", "em", "code", "a", "sup", "br"})

_WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")  # what HTML takes for one space; a no-break space stays
_BREAK = Run("\n")


class InlineReader:
    """Reads the inline elements of one text, and numbers its footnotes by their first reference.

    Args:
        source_ids: what a citation may name; any other stays as it was typed.
    """

    def __init__(self, source_ids: Collection[str]) -> None:
        self._source_ids = source_ids
        self._numbers: dict[str, int] = {}

    def number(self, note: str) -> int:
        """The number of a footnote, by the id of its element."""
        return self._numbers.setdefault(note, len(self._numbers) + 1)

    def runs(self, nodes: Iterable[Element | str]) -> Runs:
        """The runs of a paragraph, heading or cell, white space tidied as a browser would."""
        return _tidy(self._runs(nodes, Run("")))

    def _runs(self, nodes: Iterable[Element | str], look: Run) -> Iterator[Run]:
        for node in nodes:
            if isinstance(node, str):
                yield _with_text(look, _WHITE_SPACE.sub(" ", node))
            elif node.tag == "br":
                yield _BREAK
            elif node.attributes.get("class") == "footnote-ref":
                number = self.number(node.attributes.get("href", "").removeprefix("#"))
                yield replace(look, text=str(number), footnote=number)
            elif (cited := self._cited(node)) is not None:
                yield replace(look, text=cited, source=cited)
            else:
                yield from self._runs(node.children, _look(node, look))

    def _cited(self, node: Element) -> str | None:
        _before, marked, label = node.attributes.get("id", "").partition(CITATION)
        return label if marked and label in self._source_ids else None


def _look(node: Element, look: Run) -> Run:
    if node.tag == "strong":
        return replace(look, strong=True)
    if node.tag == "em":
        return replace(look, emphasis=True)
    if node.tag == "code":
        return replace(look, code=True)
    return replace(look, link=node.attributes["href"]) if node.attributes.get("href") else look


def _tidy(runs: Iterable[Run]) -> Runs:
    """Join neighbours that look alike; one space between words, none at the ends and around line breaks."""
    tidied: list[Run] = []
    after_space = True
    for run in runs:
        if run is _BREAK:
            _trim(tidied, " ")
            tidied.append(run)
            after_space = True
            continue
        text = run.text.lstrip(" ") if after_space else run.text
        if not text:
            continue
        after_space = text.endswith(" ")
        if tidied and _is_alike(tidied[-1], run):
            text = tidied.pop().text + text
        tidied.append(_with_text(run, text))
    _trim(tidied, " \n")
    first = next((number for number, run in enumerate(tidied) if run is not _BREAK), 0)
    return tuple(tidied[first:])


def _trim(runs: list[Run], characters: str) -> None:
    """Take `characters` off the end."""
    while runs:
        last = runs.pop()
        text = last.text.rstrip(characters)
        if text:
            runs.append(_with_text(last, text))
            return


def _is_alike(one: Run, other: Run) -> bool:
    if one is _BREAK or one.footnote or other.footnote or one.source or other.source:
        return False
    return (one.strong, one.emphasis, one.code, one.link) == (other.strong, other.emphasis, other.code, other.link)


def _with_text(run: Run, text: str) -> Run:
    return (
        run if run.text == text else Run(text, run.strong, run.emphasis, run.code, run.link, run.footnote, run.source)
    )

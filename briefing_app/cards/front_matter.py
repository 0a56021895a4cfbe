"""Front matter as nodes: YAML read within bounds, every scalar as it was written, every node with its line."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

import yaml

from briefing_app.cards.problems import ProblemList
from briefing_app.i18n import _

MAX_BYTES = 256 * 1024
MAX_EVENTS = 20_000
MAX_DEPTH = 16

Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # no type is guessed from how a value looks


class LineMap:
    """Turns offsets of characters into line numbers, counting only the line ends that editors count."""

    def __init__(self, text: str, first_line: int) -> None:
        self._starts = [0]
        self._first_line = first_line
        position = text.find("\n")
        while position >= 0:
            self._starts.append(position + 1)
            position = text.find("\n", position + 1)

    def line(self, offset: int) -> int:
        """The line, from 1 in the whole file, of the character at `offset`."""
        return self._first_line + bisect_right(self._starts, offset) - 1


def compose(text: str, first_line: int, problems: ProblemList) -> tuple[yaml.MappingNode | None, LineMap]:
    """The front matter's top mapping, or None with the reasons in `problems`.

    Refused before anything is built: anchors, aliases, tags, a second document, more than 16 levels, 20,000 parts or
    256 KiB. libyaml's own parser crashes on deep nesting when it composes, so the flat events are looked at first.
    """
    lines = LineMap(text, first_line)
    if len(text.encode()) > MAX_BYTES:
        problems.error(first_line, "front-matter-too-long", _("The front matter is longer than 256 KiB."))
        return None, lines
    try:
        if not _accept_events(text, lines, problems):
            return None, lines
        node = yaml.compose(text, Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.error(lines.line(mark.index) if mark else first_line, "yaml", _yaml_sentence(error))
        return None, lines
    except yaml.YAMLError as error:  # a character that YAML does not allow; it names its own position
        position = getattr(error, "position", 0)
        message = _("The front matter holds a character that YAML does not allow.")
        problems.error(lines.line(position), "yaml", message)
        return None, lines
    if node is None:
        return yaml.MappingNode("", []), lines
    if not isinstance(node, yaml.MappingNode):
        message = _("The front matter must be lines of the form “field: value”.")
        problems.error(lines.line(node.start_mark.index), "wrong-type", message)
        return None, lines
    return node, lines


def _accept_events(text: str, lines: LineMap, problems: ProblemList) -> bool:
    depth = documents = 0
    for count, event in enumerate(yaml.parse(text, Loader)):
        refusal = None
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if depth > MAX_DEPTH:
            refusal = "yaml-too-deep", _("The front matter is nested more than 16 levels deep.")
        elif count >= MAX_EVENTS:
            refusal = "yaml-too-many", _("The front matter has more than 20,000 parts.")
        elif documents > 1:
            refusal = "yaml-second-document", _("The front matter holds a second YAML document.")
        else:
            refusal = _refused_feature(event)
        if refusal is not None:
            start = event.start_mark
            problems.error(lines.line(start.index if start else 0), *refusal)
            return False
    return True


def _refused_feature(event: Any) -> tuple[str, str] | None:
    if isinstance(event, yaml.AliasEvent):
        return "yaml-alias", _("YAML aliases (*{name}) are not allowed here.").format(name=event.anchor)
    if getattr(event, "anchor", None) is not None:
        hint = _("YAML anchors (&{name}) are not allowed here; put text that begins with & in quotation marks.")
        return "yaml-anchor", hint.format(name=event.anchor)
    if getattr(event, "tag", None) is not None:
        hint = _("YAML tags ({tag}) are not allowed here; put text that begins with ! in quotation marks.")
        return "yaml-tag", hint.format(tag=event.tag)
    return None


def _yaml_sentence(error: yaml.MarkedYAMLError) -> str:
    said = ", ".join(part for part in (error.context, error.problem) if part)
    hint = ""
    if "mapping values are not allowed" in said:
        hint = " " + _("Put a value that holds a colon and a space in quotation marks.")
    elif "cannot start any token" in said:
        hint = " " + _("Put a value that begins with this character in quotation marks; indent with spaces, not tabs.")
    return _("The front matter is not valid YAML: {said}.").format(said=said) + hint

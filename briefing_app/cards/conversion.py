"""Front matter nodes -> the records of a card, by the records' own field types; every misfit becomes a problem."""

from __future__ import annotations

import types
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec
import yaml

from briefing_app.cards.card import Actor, Quote, Source, TimelineEntry
from briefing_app.cards.front_matter import LineMap
from briefing_app.cards.limits import WORD_LIMIT, long_word
from briefing_app.cards.problems import ProblemList
from briefing_app.i18n import _

# What a page of the size that one card may have can hold and still be drawn at once (tests/benchmarks show the time).
MAX_ITEMS = {"actors": 200, "timeline": 1_000, "quotes": 300, "sources": 300, "topics": 100, "countries": 300}
MAX_LINE_CHARACTERS = 1_000
MAX_TEXT_CHARACTERS = 20_000
LONG_FIELDS = frozenset({"bottom_line", "bio", "event", "text", "original", "note"})
LABELS = {Actor: "actor", TimelineEntry: "timeline", Quote: "quote", Source: "source"}


class Kind(NamedTuple):
    """What a field takes: text, a whole number, one of `choices`, or a list of `item`s."""

    item: Any = None
    choices: tuple[str, ...] = ()
    whole_number: bool = False


Lines = dict[str, int]  # a value's path ("quotes[2].date") -> its line


class Converter:
    """Converts one front matter; remembers the line of every value, and which values it refused, by path."""

    def __init__(self, lines: LineMap, problems: ProblemList) -> None:
        self._map = lines
        self._problems = problems
        self.lines: Lines = {}
        self.refused: set[str] = set()

    def fields(self, node: yaml.MappingNode, record: type[msgspec.Struct], path: str = "") -> dict[str, Any]:
        """The values of a mapping by field name, of the types that `record` declares; misfits are left out."""
        kinds = _kinds(record)
        values: dict[str, Any] = {}
        seen: set[str] = set()
        for key_node, value_node in node.value:
            line = self._line(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self._problems.error(line, "wrong-type", _("A field's name must be plain text."))
                continue
            name = key_node.value
            if name in seen:
                self._problems.error(line, "duplicate-key", _("“{name}” stands here twice.").format(name=name))
                continue
            seen.add(name)
            if name not in kinds:
                self._warn_unknown(line, name, list(kinds))
                continue
            where = f"{path}.{name}" if path else name
            self.lines[where] = self._line(value_node)
            value = self._value(value_node, kinds[name], where, name)
            if value is not None:
                values[name] = value
        return values

    def _line(self, node: yaml.Node) -> int:
        return self._map.line(node.start_mark.index)

    def _warn_unknown(self, line: int, name: str, known: list[str]) -> None:
        near = get_close_matches(name, known, n=1)
        if near:
            message = _("There is no field “{name}”; did you mean “{near}”?").format(name=name[:80], near=near[0])
        else:
            message = _("There is no field “{name}”; it is left aside.").format(name=name[:80])
        self._problems.warn(line, "unknown-field", message)

    def _value(self, node: yaml.Node, kind: Kind, where: str, name: str) -> Any:
        """One value, or None where nothing is written or it does not fit."""
        if kind.item is not None:
            return self._items(node, kind.item, where, name)
        if not isinstance(node, yaml.ScalarNode):
            message = _("“{where}” must be plain text.").format(where=where)
            self._refuse(where, "wrong-type", message)
            return None
        return self._scalar(node, kind, where, name)

    def _items(self, node: yaml.Node, item: Any, where: str, name: str) -> tuple[Any, ...] | None:
        if isinstance(node, yaml.ScalarNode) and node.value == "" and node.style is None:
            return None
        if not isinstance(node, yaml.SequenceNode):
            message = _("“{where}” must be a list, each item on a line that begins with “- ”.").format(where=where)
            self._refuse(where, "wrong-type", message)
            return None
        most = MAX_ITEMS.get(name, 100)
        if len(node.value) > most:
            message = _("“{where}” has {count} items; {most} are allowed.")
            message = message.format(where=where, count=len(node.value), most=most)
            self._refuse(where, "too-many-items", message)
            return None
        converted = []
        for number, child in enumerate(node.value):
            place = f"{where}[{number}]"
            self.lines[place] = self._line(child)
            converted.append(self._item(child, item, place, name))
        return tuple(converted)

    def _item(self, node: yaml.Node, item: Any, where: str, name: str) -> Any:
        """One item of a list. A misfit leaves blanks in its place, so that paths keep their numbers."""
        if not (isinstance(item, type) and issubclass(item, msgspec.Struct)):
            return self._value(node, _kind(item), where, name) or ""
        required = _required(item)
        if not isinstance(node, yaml.MappingNode):
            message = _("“{where}” must be lines of the form “field: value”.").format(where=where)
            self._refuse(where, "wrong-type", message)
            return item(**dict.fromkeys(required, ""))
        values = self.fields(node, item, where)
        for field in required:
            if field not in values and f"{where}.{field}" not in self.refused:
                message = _("“{where}” has no {field}.").format(where=where, field=field)
                self._problems.error(
                    self._line(node), f"{LABELS.get(item, item.__name__.lower())}-without-{field}", message
                )
        return item(**{**dict.fromkeys(required, ""), **values})

    def _scalar(self, node: yaml.ScalarNode, kind: Kind, where: str, name: str) -> Any:
        text = node.value.strip()
        if text == "":
            return None
        limit = MAX_TEXT_CHARACTERS if name in LONG_FIELDS else MAX_LINE_CHARACTERS
        if len(text) > limit:
            message = _("“{where}” is {length} characters long; {limit} are allowed.")
            self._refuse(where, "too-long", message.format(where=where, length=len(text), limit=limit))
            return None
        if long_word(text) is not None:
            message = _("“{where}” holds a word of more than {limit} characters.")
            self._refuse(where, "word-too-long", message.format(where=where, limit=WORD_LIMIT))
            return None
        if kind.choices and text not in kind.choices:
            message = _("“{where}” is “{text}”; it must be one of: {choices}.")
            message = message.format(where=where, text=text[:80], choices=", ".join(kind.choices))
            self._refuse(where, "wrong-value", message)
            return None
        if kind.whole_number:
            return self._integer(text, where)
        return text if name in LONG_FIELDS else text.replace("\n", " ")

    def _integer(self, text: str, where: str) -> int | None:
        if text.isascii() and text.isdigit() and len(text) <= 9 and int(text) >= 1:
            return int(text)
        message = _("“{where}” is “{text}”; it must be a whole number from 1.").format(where=where, text=text[:80])
        self._refuse(where, "wrong-type", message)
        return None

    def _refuse(self, where: str, code: str, message: str) -> None:
        self.refused.add(where)
        self._problems.error(self.lines[where], code, message)


@cache
def _kinds(record: type[msgspec.Struct]) -> dict[str, Kind]:
    """The fields that an author may write, by name; looked up once a record, since typing takes its time."""
    hints = get_type_hints(record, include_extras=True)
    return {name: _kind(hint) for name, hint in hints.items() if name != "body"}


@cache
def _required(record: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(field.name for field in msgspec.structs.fields(record) if field.required)


@cache
def _kind(hint: Any) -> Kind:
    bare = _bare(hint)
    if get_origin(bare) is tuple:
        return Kind(item=get_args(bare)[0])
    return Kind(choices=get_args(bare) if get_origin(bare) is Literal else (), whole_number=bare is int)


def _bare(hint: Any) -> Any:
    """The type inside Annotated and Optional."""
    if get_origin(hint) is Annotated:
        return _bare(get_args(hint)[0])
    if get_origin(hint) in (Union, types.UnionType):
        return _bare(next(arg for arg in get_args(hint) if arg is not type(None)))
    return hint

"""Front matter nodes -> the records of a card, by the records' own field types; every misfit becomes a problem."""

from __future__ import annotations

import types
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import yaml

from briefing_app.cards.card import Actor, Quote, Source, TimelineEntry
from briefing_app.cards.front_matter import LineMap
from briefing_app.cards.limits import WORD_LIMIT
from briefing_app.cards.problems import ProblemList
from briefing_app.i18n import _

# What a page of the size that one card may have can hold and still be drawn at once (tests/benchmarks show the time).
MAX_ITEMS = {"actors": 200, "timeline": 1_000, "quotes": 300, "sources": 300, "topics": 100, "countries": 300}
MAX_LINE_CHARACTERS = 1_000
MAX_TEXT_CHARACTERS = 20_000
LONG_FIELDS = frozenset({"bottom_line", "bio", "event", "text", "original", "note"})
LABELS = {Actor: "actor", TimelineEntry: "timeline", Quote: "quote", Source: "source"}

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
        types_ = get_type_hints(record, include_extras=True)
        types_.pop("body", None)
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
            if name not in types_:
                self._warn_unknown(line, name, list(types_))
                continue
            where = f"{path}.{name}" if path else name
            self.lines[where] = self._line(value_node)
            value = self._value(value_node, types_[name], where, name)
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

    def _value(self, node: yaml.Node, type_: Any, where: str, name: str) -> Any:
        """One value, or None where nothing is written or it does not fit."""
        item = _item_type(type_)
        if item is not None:
            return self._items(node, item, where, name)
        if not isinstance(node, yaml.ScalarNode):
            message = _("“{where}” must be plain text.").format(where=where)
            self._refuse(where, "wrong-type", message)
            return None
        return self._scalar(node, type_, where, name)

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
            return self._value(node, item, where, name) or ""
        required = [field.name for field in msgspec.structs.fields(item) if field.required]
        if not isinstance(node, yaml.MappingNode):
            message = _("“{where}” must be lines of the form “field: value”.").format(where=where)
            self._refuse(where, "wrong-type", message)
            return item(**dict.fromkeys(required, ""))
        values = self.fields(node, item, where)
        for field in required:
            if field not in values and f"{where}.{field}" not in self.refused:
                message = _("“{where}” has no {field}.").format(where=where, field=field)
                self._problems.error(self._line(node), f"{LABELS[item]}-without-{field}", message)
        return item(**{**dict.fromkeys(required, ""), **values})

    def _scalar(self, node: yaml.ScalarNode, type_: Any, where: str, name: str) -> Any:
        text = node.value.strip()
        if text == "":
            return None
        limit = MAX_TEXT_CHARACTERS if name in LONG_FIELDS else MAX_LINE_CHARACTERS
        if len(text) > limit:
            message = _("“{where}” is {length} characters long; {limit} are allowed.")
            self._refuse(where, "too-long", message.format(where=where, length=len(text), limit=limit))
            return None
        if any(len(word) > WORD_LIMIT for word in text.split()):
            message = _("“{where}” holds a word of more than {limit} characters.")
            self._refuse(where, "word-too-long", message.format(where=where, limit=WORD_LIMIT))
            return None
        choices = _choices(type_)
        if choices and text not in choices:
            message = _("“{where}” is “{text}”; it must be one of: {choices}.")
            message = message.format(where=where, text=text[:80], choices=", ".join(choices))
            self._refuse(where, "wrong-value", message)
            return None
        if _bare(type_) is int:
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


def _bare(type_: Any) -> Any:
    """The type inside Annotated and Optional."""
    if get_origin(type_) is Annotated:
        return _bare(get_args(type_)[0])
    if get_origin(type_) in (Union, types.UnionType):
        return _bare(next(arg for arg in get_args(type_) if arg is not type(None)))
    return type_


def _item_type(type_: Any) -> Any:
    bare = _bare(type_)
    return get_args(bare)[0] if get_origin(bare) is tuple else None


def _choices(type_: Any) -> tuple[str, ...]:
    bare = _bare(type_)
    return get_args(bare) if get_origin(bare) is Literal else ()

"""Lists in what the reader writes, above all check boxes: lines such as "- [ ] call Geneva" and "- [x] done"."""

from __future__ import annotations

import re
from typing import NamedTuple

_BOX = re.compile(r"(?P<lead>[ \t]*[-*+][ \t]+)\[(?P<mark>[ xX])\](?P<gap>[ \t]+|$)(?P<words>.*)")
_ITEM = re.compile(r"(?P<lead>[ \t]*)(?:[-*+][ \t]+)?(?P<words>.*)")
_LIST = re.compile(
    r"(?P<lead>[ \t]*(?:(?P<number>\d{1,9})(?P<stop>[.)])|[-*+]|>)[ \t]+)(?P<box>\[[ xX]\][ \t]*)?(?P<words>.*)"
)


class Box(NamedTuple):
    """A line with a check box: whether it is ticked, and what it says."""

    ticked: bool
    words: str


def box_of(line: str) -> Box | None:
    """The check box of a line, None where it has none."""
    found = _BOX.fullmatch(line)
    return Box(found["mark"] != " ", found["words"]) if found else None


def open_boxes(text: str) -> int:
    """How many boxes wait to be ticked."""
    if "[ ]" not in text:
        return 0
    return sum(box is not None and not box.ticked for box in map(box_of, text.split("\n")))


def with_box(text: str, number: int, *, ticked: bool) -> str:
    """`text` with the check box of line `number`, from 0, ticked or not; as it is where that line has none."""
    lines = text.split("\n")
    if number < len(lines) and (found := _BOX.fullmatch(lines[number])):
        lines[number] = f"{found['lead']}[{'x' if ticked else ' '}]{found['gap']}{found['words']}"
    return "\n".join(lines)


def turned(line: str) -> str:
    """A line with its box ticked or open again; with an open box where it had none."""
    box = box_of(line)
    if box is not None:
        return with_box(line, 0, ticked=not box.ticked)
    found = _ITEM.fullmatch(line)
    return f"{found['lead']}- [ ] {found['words']}" if found else line


def next_item(line: str) -> str | None:
    """How the line after an item of a list, or of a quotation, begins: "" ends the list after an item without words.

    None where the line is no item.
    """
    found = _LIST.fullmatch(line)
    if found is None:
        return None
    if not found["words"].strip():
        return ""
    lead = found["lead"]
    if found["number"]:
        lead = lead.replace(found["number"], str(int(found["number"]) + 1), 1)
    return lead + ("[ ] " if found["box"] else "")

"""Keeps both texts of a note that was written in two places at once."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from briefing_app.i18n import _

RULE = "———"


def keep_both(mine: str, other: str, other_time: datetime) -> str:
    """`mine` and, below a line that says when it was written, what `other` says differently.

    Lines that `mine` has as often are not repeated, so that a paragraph added elsewhere stands alone below the line,
    and two writers who take turns do not double the note each time. Where one text holds the whole other, it is the
    answer.
    """
    if other.strip() in mine:
        return mine
    if mine.strip() in other:
        return other
    added = _own_lines(other, mine)
    if not added.strip():
        return mine
    written = _("Also written elsewhere, {time}").format(time=f"{other_time.astimezone():%Y-%m-%d %H:%M}")
    return f"{mine.rstrip()}\n\n{RULE} {written} {RULE}\n\n{added}"


def _own_lines(text: str, beside: str) -> str:
    """The lines of `text` that `beside` has not, or not as often; a blank line stays between two that stay."""
    there = Counter(beside.split("\n"))
    own: list[str] = []
    for line in text.split("\n"):
        if line.strip() and not _is_rule(line):
            there[line] -= 1
            if there[line] < 0:
                own.append(line)
        elif own and own[-1]:
            own.append("")
    return "\n".join(own).strip("\n")


def _is_rule(line: str) -> bool:
    """Whether a line is one that parts two texts, from an earlier time."""
    return line.startswith(RULE) and line.endswith(RULE)

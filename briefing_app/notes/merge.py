"""Keeps both texts of a note that was written in two places at once."""

from __future__ import annotations

from datetime import datetime

from briefing_app.i18n import _


def keep_both(mine: str, other: str, other_time: datetime) -> str:
    """`mine` and, below a line that says when it was written, what `other` says differently.

    Lines with which both texts begin or end are not repeated, so that a paragraph added elsewhere stands alone below
    the line and two writers who take turns do not double the note each time. Where one text holds the
    whole other, it is the answer.
    """
    if other.strip() in mine:
        return mine
    if mine.strip() in other:
        return other
    added = _own_lines(other, mine)
    if not added.strip():
        return mine
    written = _("Also written elsewhere, {time}").format(time=f"{other_time.astimezone():%Y-%m-%d %H:%M}")
    return f"{mine.rstrip()}\n\n——— {written} ———\n\n{added}"


def _own_lines(text: str, beside: str) -> str:
    """`text` without the lines that open and close `beside` as well."""
    lines, others = text.split("\n"), beside.split("\n")
    while lines and others and lines[0] == others[0]:
        del lines[0], others[0]
    while lines and others and lines[-1] == others[-1]:
        del lines[-1], others[-1]
    return "\n".join(lines)

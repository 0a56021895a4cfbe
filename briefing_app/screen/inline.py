"""Text as it may stand in a line of a page: nothing unseen, nothing that turns its neighbours round."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from briefing_app.cards.invisibles import with_marks
from briefing_app.screen.style import END_ISOLATE, ISOLATE, MAY_BREAK

_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
_FOREIGN = {
    "ltr": re.compile(f"[{_RIGHT_TO_LEFT}]"),
    "rtl": re.compile("[A-Za-z\u00aa-\u058f\u0900-\u1fff\u2c00-\ufaff]"),
}
_SPACES = re.compile(r"[ \t\n]{2,}|[\t\n]")
# Qt gives a table's column at least the width of its longest word. Only in scripts that part words by spaces and do not
# join their letters: the others either break anywhere or would be torn.
_LONG_WORD = re.compile(r"[!-~\u00a1-\u058f\u10a0-\u10ff]{32,}")
_PIECE = re.compile(r"[/?&=.,_-]{1,16}[^/?&=.,_-]{0,16}|[^/?&=.,_-]{1,16}")


def visible(text: str) -> str:
    """`text` with invisible characters drawn as marks, spaces joined, and places to break in words over 31 letters."""
    text = _SPACES.sub(" ", with_marks(text))
    return _LONG_WORD.sub(_with_breaks, text)


def isolated(text: str, direction: str) -> Markup:
    """`text` as one part of a line of `direction`: letters that run the other way do not move what stands beside it."""
    safe = escape(visible(text))
    return ISOLATE + safe + END_ISOLATE if _FOREIGN[direction].search(text) else safe


def _with_breaks(word: re.Match[str]) -> str:
    return MAY_BREAK.join(_PIECE.findall(word[0]))

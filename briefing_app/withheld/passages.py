"""What a reader finds in a file, in the one shape in which it is searched."""

from __future__ import annotations

from typing import NamedTuple


class Passage(NamedTuple):
    """A text of a file.

    Args:
        reader: who read it, for the report of a find.
        place: where it stands, in words that quote nothing of it.
        is_prose: False for what nobody reads as text: the code of a font, names of kinds.
        turned: the same text in the other orders in which a page may hold it.
    """

    reader: str
    place: str
    text: str
    is_prose: bool = True
    turned: tuple[str, ...] = ()

"""The colours of the window and of its pages, by name. Paper never reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Band(NamedTuple):
    """The colours of a marking band."""

    ink: str
    ground: str


class Theme(NamedTuple):
    """Named colours, each "#RRGGBB".

    `paper` and `side` are grounds; `ink`, `strong` and `muted` text; `accent` the one colour; `tint` the ground of what
    stands out; `rule` hairlines; `selection` the ground of chosen text; `found` and `found_now` the grounds of search
    hits; `alert` failures. `marks` are the grounds of highlights, by what they mean; `bands` the colours of marking
    bands, which no other part of the window uses.
    """

    paper: str
    side: str
    ink: str
    strong: str
    muted: str
    accent: str
    tint: str
    rule: str
    selection: str
    found: str
    found_now: str
    alert: str
    marks: Mapping[str, str]
    bands: Mapping[str, Band]

    def band(self, marking: str | None) -> Band:
        """The band for a handling marking; one that is not known gets the plain band, a missing one its own."""
        return self.bands[_band_name(marking)]


# The Traffic Light Protocol 2.0 (FIRST) sets its own colours. Of national schemes, of NATO's and of the EU's (whose
# markings begin in French) the first words tell how grave a marking is.
_TLP = ("tlp:clear", "tlp:green", "tlp:amber", "tlp:red")
_SECRET = ("secret", "top secret", "très secret", "cosmic", "nato secret")
_SENSITIVE = (
    *("official-sensitive", "official:sensitive", "sensitive", "confidential", "restricted", "limited"),
    *("confidentiel", "restreint", "nato confidential", "nato restricted"),
)


def load_theme(resources: Path, name: str) -> Theme:
    """The theme of resources/themes/NAME.json.

    Raises:
        OSError, ValueError, TypeError: the file is not there or is no theme.
    """
    colours = json.loads((resources / "themes" / f"{name}.json").read_text("utf-8"))
    bands = {key: Band(*pair) for key, pair in colours.pop("bands").items()}
    return Theme(**colours, bands=bands)


def _band_name(marking: str | None) -> str:
    if not marking:
        return "none"
    words = " ".join(marking.casefold().split()).replace(": ", ":").replace(" - ", "-")
    for name in _TLP:
        if words.startswith(name):
            return name
    if words.startswith(_SECRET):
        return "secret"
    return "sensitive" if words.startswith(_SENSITIVE) else "plain"

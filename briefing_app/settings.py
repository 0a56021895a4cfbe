"""What the reader set, kept in a small JSON file of their own: one field a setting."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from briefing_app.errors import MachineError
from briefing_app.files import write_whole
from briefing_app.i18n import _
from briefing_app.paths import make_private_folder


class Settings(NamedTuple):
    """Every setting with its default. Nothing here may tell what a card or a note says: `last_card` is an id."""

    theme: str = "system"  # "system", "light" or "dark"
    zoom: float = 1.0
    paper: str = ""  # "a4" or "letter"; "" follows the locale
    geometry: str = ""  # Qt's saveGeometry(), base64
    splitter: tuple[int, ...] = ()  # widths of the panes, in pixels
    notes_open: bool = True
    last_card: str = "armenia-azerbaijan-abu-dhabi"  # what a first start shows
    scroll: float = 0.0  # how far down the last card, 0 to 1
    folders: tuple[str, ...] = ()  # of cards, read in place beside the bundled and the imported ones
    home: bool = True  # whether a start shows what is new, rather than the last card
    dense: bool = False  # rows of one line in the list of cards
    sort: str = (
        "relevance"  # of the list: "relevance", which is by date where nothing is searched, "date", "as_at", "title"
    )
    grouping: str = "month"  # headings in the list: "month", "country", "shelf" or "none"
    lock_minutes: int = 10  # without a key or the mouse, after which encrypted notes are locked; 0 for never
    encryption_offered: bool = False  # once, with the first note
    colours: tuple[str, ...] = ()  # what the colours of marks mean to the reader, in their order; "" for our own word
    export_folder: str = ""  # where the last file of cards went; "" for the documents
    places: bool = False  # whether the sidebar shows places, shelves and saved searches


def load_settings(path: Path) -> Settings:
    """The settings in `path`; the default wherever the file, a field or its type is missing or wrong."""
    try:
        stored = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return Settings()
    if not isinstance(stored, dict):
        return Settings()
    defaults = Settings()
    fitting = {
        name: value
        for name in Settings._fields
        if (value := _fit(name, stored.get(name), getattr(defaults, name))) is not None
    }
    return Settings(**fitting)


def save_settings(path: Path, settings: Settings) -> None:
    """Write the settings, readable by their owner alone.

    Raises:
        MachineError: they cannot be written.
    """
    try:
        make_private_folder(path.parent)
        write_whole(path, (json.dumps(settings._asdict(), indent=2) + "\n").encode())
    except OSError as error:
        sentence = _("The settings could not be saved: {reason}.").format(reason=error.strerror)
        raise MachineError(
            sentence, _("The window works on; what you set lasts until you close it."), str(path)
        ) from error


_ITEMS = {"splitter": int, "folders": str, "colours": str}


def _fit(name: str, value: Any, default: Any) -> Any:
    """`value` in the type of `default`, or None where it has another."""
    if isinstance(default, tuple):
        items = {type(item) for item in value} if isinstance(value, list) else {object}
        return tuple(value) if items <= {_ITEMS[name]} else None
    if isinstance(default, float):
        return float(value) if type(value) in (int, float) and abs(value) < 100 else None
    return value if type(value) is type(default) else None

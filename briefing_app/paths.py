"""Where data, notes, cache, settings and resources lie: the only use of platformdirs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

DATA_DIR_VARIABLE = "BRIEFING_APP_DATA_DIR"


class Paths(NamedTuple):
    """Every place the app keeps things. `notes` and `settings` are files, the rest are folders."""

    data: Path
    notes: Path
    cache: Path
    settings: Path
    library: Path
    markings: Path
    templates: Path
    books: Path
    trash: Path
    resources: Path


def find_paths(data_dir: Path | None = None) -> Paths:
    """The places in use: below `data_dir`, else $BRIEFING_APP_DATA_DIR, else the platform's own. Creates nothing."""
    portable = data_dir or (Path(named) if (named := os.environ.get(DATA_DIR_VARIABLE)) else None)
    if portable is not None:
        data = portable.expanduser().absolute()
        cache, settings = data / "cache", data / "settings.json"
    else:
        import platformdirs  # 10 ms that a portable start need not pay

        data = Path(platformdirs.user_data_dir("briefing-app", appauthor=False))
        cache = Path(platformdirs.user_cache_dir("briefing-app", appauthor=False))
        settings = Path(platformdirs.user_config_dir("briefing-app", appauthor=False)) / "settings.json"
    return Paths(
        data=data,
        notes=data / "notes.sqlite",
        cache=cache,
        settings=settings,
        library=data / "library",
        markings=data / "markings",
        templates=data / "templates",
        books=data / "books",
        trash=data / "trash",
        resources=resources(),
    )


def resources() -> Path:
    """The folder of fonts, templates, themes and bundled cards: inside the package in a wheel or a frozen build,
    beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def make_private_folder(folder: Path) -> None:
    """Create `folder` and what is missing above it, readable by its owner alone (0700).

    Raises:
        OSError: it cannot be created.
    """
    if not folder.parent.exists():
        make_private_folder(folder.parent)  # mkdir(parents=True) would give those above the mode that all may read
    folder.mkdir(mode=0o700, exist_ok=True)

"""Libraries over folders of a test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from briefing_app.finder import Finder
from briefing_app.library.folders import roots
from briefing_app.library.index import Index
from briefing_app.library.library import Library
from briefing_app.notes.safe import Safe

MakeLibrary = Callable[..., Library]


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """The folder of the cards that ship."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    return folder


@pytest.fixture
def make_library(tmp_path: Path, shelf: Path) -> Iterator[MakeLibrary]:
    """Opens a library as another start would: the shelf, the imported cards, and the folders named."""
    opened: list[Library] = []

    def make(*folders: Path) -> Library:
        own = [shelf, tmp_path / "imports"]
        places = [*own, *folders]
        opened.append(Library(roots(places, set(own)), Index(tmp_path / "cache" / "index.sqlite", places)))
        return opened[-1]

    yield make
    for library in opened:
        library.index.close()


@pytest.fixture
def library(make_library: MakeLibrary) -> Library:
    """The library of the shelf alone."""
    return make_library()


@pytest.fixture
def finder(library: Library, tmp_path: Path) -> Iterator[Finder]:
    """Searches of that library and of notes."""
    finder = Finder(library, Safe(tmp_path / "data" / "notes.sqlite"), "en")
    yield finder
    finder.close()

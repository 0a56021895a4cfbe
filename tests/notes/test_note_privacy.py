"""Nobody else on the machine reads the notes, whatever the umask was."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from briefing_app.notes.store import NoteStore

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {place.name: stat.S_IMODE(place.stat().st_mode) for place in (folder, *folder.iterdir())}


@pytest.mark.usefixtures("umask")
def test_what_is_created_is_private(path: Path, store: NoteStore) -> None:
    store.save("card", "words")
    names = ("notes.sqlite", "notes.sqlite-wal", "notes.sqlite-shm", "notes.sqlite.journal")
    copies = path.with_name("notes.sqlite.copies")
    assert modes(path.parent) == {"data": 0o700, copies.name: 0o700, **dict.fromkeys(names, 0o600)}
    assert set(modes(copies).values()) == {0o700, 0o600}


@pytest.mark.usefixtures("umask")
def test_what_was_open_to_others_is_closed(path: Path, store: NoteStore, open_store: Callable[..., NoteStore]) -> None:
    store.save("card", "words")  # kept open, so that the log is there as well
    for place in path.parent.glob("*.sqlite*"):
        place.chmod(0o777 if place.is_dir() else 0o666)
    path.parent.chmod(0o777)
    open_store().all()
    assert set(modes(path.parent).values()) == {0o700, 0o600}


def test_a_folder_shared_by_all_keeps_its_mode(path: Path, store: NoteStore) -> None:
    path.parent.mkdir()
    path.parent.chmod(0o1777)
    store.save("card", "words")
    assert modes(path.parent)["data"] == 0o1777
    assert modes(path.parent)["notes.sqlite"] == 0o600

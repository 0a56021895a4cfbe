"""A store in a folder of its own, and real processes beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from briefing_app.notes.store import NoteStore

ROOT = Path(__file__).parents[2]

StartProcess = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "notes.sqlite"


@pytest.fixture
def open_store(path: Path) -> Iterator[Callable[..., NoteStore]]:
    """Opens stores on `path`, as another start or another process would, and closes them in the end."""
    opened: list[NoteStore] = []

    def open_one(**arguments: object) -> NoteStore:
        opened.append(NoteStore(path, **arguments))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[..., NoteStore]) -> NoteStore:
    return open_store()


@pytest.fixture
def start_process() -> Iterator[StartProcess]:
    """Runs Python code with arguments in a process of its own; what is left of it is killed in the end."""
    started: list[subprocess.Popen[bytes]] = []

    def start(code: str, *arguments: object) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()

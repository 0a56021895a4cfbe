"""Fixtures that every folder of tests shares."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from briefing_app.paths import Paths, find_paths

if TYPE_CHECKING:
    from briefing_app.workspace import Workspace

pytest_plugins = ["tests.strictness", "tests.windows", "tests.processes", "tests.command_line", "pytester"]

hypothesis.settings.register_profile(
    "here",
    deadline=None,  # a slow machine is no failure
    max_examples=50,
    derandomize="CI" in os.environ,  # what lands is decided by the same examples every time
)
hypothesis.settings.load_profile("here")


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A folder for one reader's data, not yet made."""
    return tmp_path / "data"


@pytest.fixture
def paths(data_dir: Path) -> Paths:
    """Every place of a reader whose data lie in `data_dir`."""
    return find_paths(data_dir)


@pytest.fixture
def workspace(paths: Paths) -> Iterator[Workspace]:
    """A real workspace of a new reader, with the cards that ship."""
    from briefing_app.workspace import Workspace

    workspace = Workspace(paths)
    yield workspace
    workspace.close()

"""What the pinned releases must hold: faults that once ended the program, and pins that stay complete."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
REQUIREMENT_FILES = ("requirements.txt", "requirements-dev.txt")

VOID_CALLS = """
import sys
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
label = QLabel()
before = sys.getrefcount(None)
for number in range(20_000):
    label.setText("x")
print(before - sys.getrefcount(None))
"""


def test_calls_of_qt_that_return_nothing_cost_no_reference_to_none() -> None:
    """PySide6 6.12.0 on Python 3.11 loses one at each such call and aborts after some 5,000."""
    answer = subprocess.run([sys.executable, "-c", VOID_CALLS], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    assert int(answer.stdout) < 100


def pins(name: str) -> dict[str, str]:
    """Each pinned release of a requirement file with the lines that follow it."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {
        match["name"]: match["rest"]
        for match in re.finditer(r"^(?P<name>[a-z][\w.-]*)(?P<rest>.*\n(?:[ #].*\n?)*)", text, re.MULTILINE)
    }


@pytest.mark.parametrize("name", REQUIREMENT_FILES)
def test_every_release_is_pinned_by_its_hashes(name: str) -> None:
    found = pins(name)
    assert len(found) > 10
    for distribution, rest in found.items():
        assert rest.startswith("=="), distribution
        assert "--hash=sha256:" in rest, distribution


@pytest.mark.parametrize("name", REQUIREMENT_FILES)
def test_no_place_is_named_that_files_come_from(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|index|find-links|^\s*#?\s*-c /|/tmp|/home", text, re.MULTILINE)


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]

    def names(requirements: list[str]) -> set[str]:
        return {re.split(r"[<>=!~;\[ ]", requirement)[0].lower() for requirement in requirements}

    assert names(project["project"]["dependencies"] + groups["build"]) <= set(pins("requirements.txt"))
    assert names(groups["dev"]) <= set(pins("requirements-dev.txt"))


def test_binaries_of_every_platform_are_pinned() -> None:
    """Windows and macOS and Linux, on both processors where Qt is built for both: five files."""
    assert pins("requirements.txt")["pyside6-essentials"].count("--hash") >= 5

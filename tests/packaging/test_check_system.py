"""A missing system library is named with its package, in one sentence, and nothing else is asked for."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGING = Path(__file__).parent.parent.parent / "packaging"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the list is Debian's")

LIST = """# a comment
qt       libc.so.6          libc6
qt       libnowhere.so.7    libnowhere7
qt       libnowhere2.so.7   libnowhere7
x11      libscreen.so.1     libscreen1
tests    sh                 dash
tests    watcher            watcher
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """check_system.py beside a list of its own."""
    (tmp_path / "debian-packages.txt").write_text(LIST)
    return Path(shutil.copy(PACKAGING / "check_system.py", tmp_path))


def run(script: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(script), *options]
    return subprocess.run(command, capture_output=True, text=True, env={"LC_ALL": "C.UTF-8", **environment})


def test_missing_libraries_are_named_with_their_packages(script: Path) -> None:
    answer = run(script)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == (
        "This system lacks libnowhere.so.7 (package libnowhere7), libnowhere2.so.7 (package libnowhere7);"
        " on Debian: apt-get install libnowhere7\n"
    )


def test_what_a_display_needs_is_asked_for_where_there_is_one(script: Path) -> None:
    assert "libscreen" not in run(script, "--window").stderr
    assert "libscreen" not in run(script, DISPLAY=":0").stderr
    assert "libscreen.so.1 (package libscreen1)" in run(script, "--window", DISPLAY=":0").stderr


def test_packages_are_printed_for_apt(script: Path) -> None:
    answer = run(script, "--packages", "--window", DISPLAY=":0")
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "libnowhere7 libscreen1\n", "")


def test_programs_of_the_tests_are_asked_for_where_they_are_wanted(script: Path) -> None:
    assert "watcher" not in run(script).stderr
    answer = run(script, "--packages", "--tests", PATH="/usr/bin:/bin")
    assert answer.stdout == "libnowhere7 watcher\n"


def test_this_system_lacks_nothing_that_the_tests_need() -> None:
    answer = run(PACKAGING / "check_system.py")
    assert (answer.returncode, answer.stderr) == (0, "")

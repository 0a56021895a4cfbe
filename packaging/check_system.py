"""Name what the system lacks before the window is started: each missing library with the package that brings it.

    python packaging/check_system.py [--packages] [--window] [--tests]

Prints one sentence and answers 1 where something is missing; with `--packages` it prints the names of the packages
alone, for apt-get. `--window` asks for what a window on this machine's display needs, too, `--tests` for the programs
without which some tests are skipped. The standard library alone.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

LIST = Path(__file__).parent / "debian-packages.txt"


class Library(NamedTuple):
    """A shared library, or a program: what needs it, its name, the Debian package that brings it."""

    purpose: str
    name: str
    package: str


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Name the system libraries that are missing.")
    parser.add_argument("--packages", action="store_true", help="print the packages' names alone")
    parser.add_argument("--window", action="store_true", help="also what a window on this display needs")
    parser.add_argument("--tests", action="store_true", help="also what some tests need")
    options = parser.parse_args(arguments)
    wanted = purposes(window=options.window) | ({"tests"} if options.tests else set())
    missing = list(missing_libraries(wanted)) if sys.platform == "linux" else []
    if missing and options.packages:
        print(*packages(missing))
    elif missing:
        print(sentence(missing), file=sys.stderr)
    return 1 if missing and not options.packages else 0


def purposes(*, window: bool) -> set[str]:
    """What the libraries must serve here: Qt itself and, for a window, the display there is."""
    display = "wayland" if os.environ.get("WAYLAND_DISPLAY") else "x11" if os.environ.get("DISPLAY") else ""
    return {"qt", display} if window and display else {"qt"}


def missing_libraries(wanted: set[str]) -> Iterator[Library]:
    """The libraries for these purposes that the dynamic linker does not find, and the programs that are not there."""
    for line in LIST.read_text(encoding="ascii").splitlines():
        if line and not line.startswith("#"):
            library = Library(*line.split())
            there = shutil.which if library.purpose == "tests" else loads
            if library.purpose in wanted and not there(library.name):
                yield library


def loads(name: str) -> bool:
    """Whether the dynamic linker finds this library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def packages(missing: list[Library]) -> list[str]:
    """The Debian packages that bring these libraries, each once."""
    return sorted({library.package for library in missing})


def sentence(missing: list[Library]) -> str:
    """What is missing and how to get it, in one sentence."""
    names = ", ".join(f"{library.name} (package {library.package})" for library in missing)
    return f"This system lacks {names}; on Debian: apt-get install {' '.join(packages(missing))}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

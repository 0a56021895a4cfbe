"""From starting the process to the first painted card, and the memory it took, against two bare windows."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from briefing_app.paths import find_paths
from briefing_app.settings import Settings, save_settings
from tests.benchmarks.measure import Row

CARD = "armenia-azerbaijan-abu-dhabi"
CHILD = Path(__file__).with_name("start_child.py")
ROUNDS = 15


class Start(NamedTuple):
    """One start: seconds until the card was painted, megabytes then."""

    seconds: float
    megabytes: float


def start() -> Iterator[Row]:
    """The app against a bare page and against a bare page with a list, processes in turns."""
    with tempfile.TemporaryDirectory() as folder:
        data, page = Path(folder) / "data", Path(folder) / "page.html"
        command = [sys.executable, "-m", "briefing_app", "--data-dir", str(data), "show", CARD, "--format", "html"]
        page.write_bytes(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        at_home = data.with_name("at-home")
        save_settings(find_paths(data).settings, Settings(home=False))
        kinds = {"app": [str(data)], "home": [str(at_home)], "page": [str(page)], "list": [str(page)]}
        found: dict[str, list[Start]] = {kind: [] for kind in kinds}
        for turn in range(ROUNDS + 1):
            for kind, rest in kinds.items():
                one = _start([kind, *rest])
                if turn:  # the first start of each fills the caches
                    found[kind].append(one)
    seconds = {kind: statistics.median(one.seconds for one in starts) * 1000 for kind, starts in found.items()}
    memory = {kind: statistics.median(one.megabytes for one in starts) for kind, starts in found.items()}
    yield Row(
        "start to the first card", seconds["app"], seconds["list"], "ms", "bare list and page", "<= 1.5, aim 1.25"
    )
    yield Row("start to the first card", seconds["app"], seconds["page"], "ms", "bare page")
    yield Row("start to the home page", seconds["home"], seconds["list"], "ms", "bare list and page")
    yield Row("memory then", memory["app"], memory["list"], "MB", "bare list and page", "<= 1.6")
    yield Row("memory then", memory["app"], memory["page"], "MB", "bare page")


def _start(arguments: list[str]) -> Start:
    before = time.monotonic()
    # As installed: modules compiled once, whatever this shell says of byte code.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, str(CHILD), *arguments]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    found = json.loads(answer.stdout)
    return Start(found["painted"] - before, found["megabytes"])

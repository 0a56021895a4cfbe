"""The command line as a person or a script calls it: real processes, real files."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]

CARD = """\
---
id: talks
title: The talks
date: 2025-07-10
place: Abu Dhabi
marking: PUBLIC
bottom_line: They met.
countries: [AM, AZ]
actors:
- {id: aliyev, name: Ilham Aliyev, role: President, country: AZ}
quotes:
- {speaker: aliyev, text: a meeting, date: 2025-07-10, source: article}
sources:
- {id: article, title: An article}
---
## Background

A ceasefire held.
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Call the command line on a data folder and a library of its own, without the bundled cards."""
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "talks.md").write_text(CARD, encoding="utf-8")

    def call(*words: str, stdin: str | bytes = "", places: bool = True) -> subprocess.CompletedProcess[str]:
        standard = ["--data-dir", str(tmp_path / "data"), "--library", str(tmp_path / "cards"), "--no-bundled"]
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [sys.executable, "-m", "briefing_app", *words, *(standard if places else [])],
            input=data,
            capture_output=True,
            check=False,
            timeout=120,
            start_new_session=True,  # no terminal: nothing may wait for somebody to type
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return call


def data_of(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)

"""Real processes beside the test's own: to be killed, or with a disk of their own that is soon full."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

StartProcess = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def run_on_a_small_disk(tmp_path: Path) -> Callable[[str], None]:
    """Runs Python code with a path on a disk of 512 KB, that of a file which fills a part of it, and a sentence."""

    def run(code: str) -> None:
        mounted, ballast = tmp_path / "disk", tmp_path / "disk" / "ballast"
        mounted.mkdir()
        script = (
            f"mount -t tmpfs -o size=512k disk '{mounted}' && head -c 100000 /dev/zero > '{ballast}' "
            f'&& exec "$0" -c "$1" \'{mounted}/data/notes.sqlite\' \'{ballast}\' "disk is full"'
        )
        alone = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
        if not shutil.which("unshare") or subprocess.run([*alone, "mount", "-t", "tmpfs", "x", mounted]).returncode:
            pytest.skip("no small disk can be mounted here")
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        subprocess.run([*alone, "sh", "-c", script, sys.executable, code], check=True, env=environment)

    return run


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """The path of notes in a folder that other users reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder) / "data" / "notes.sqlite"
        os.chmod(Path(folder) / "data", 0o755)


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

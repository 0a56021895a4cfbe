"""What a process wrote and where, and whom it called: run under strace, which sees also files that are gone since."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.processes import ROOT

WRITING = "write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg"
OTHERS = "socket,connect,open,openat,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mmap"
LONGEST = 4_000_000  # bytes of one writing that are recorded

_CALL = re.compile(r"^\d+ +(\w+)\((.*)")
_TARGET = re.compile(r"^\d+<((?:\\x[0-9a-f]{2})*)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')


class Record(NamedTuple):
    """What was written, by path ("pipe:[7]" for what is no file); the names that files were given; the sockets."""

    written: Mapping[str, bytes]
    names: frozenset[str]
    sockets: tuple[str, ...]
    shared: frozenset[str]
    """Files whose memory was shared for writing: what comes into them is not recorded."""


def watch(code: str, *arguments: str, record: Path) -> tuple[int, Record]:
    """Run Python code under strace; its exit code and what it did. Skips the test where no process may be watched."""
    strace = shutil.which("strace")
    if strace is None or subprocess.run([strace, "-f", "true"], capture_output=True).returncode:
        pytest.skip("strace is missing, or may not watch a process here")
    options = ["-f", "--seccomp-bpf", "-y", "-xx", "-s", str(LONGEST), "-e", f"trace={WRITING},{OTHERS}"]
    done = subprocess.run(
        [strace, *options, "-o", str(record), sys.executable, "-c", code, *arguments],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=500,
    )
    return done.returncode, read(record)


def read(record: Path) -> Record:
    """Read what strace wrote."""
    written: defaultdict[str, list[bytes]] = defaultdict(list)
    names, sockets, shared = set[str](), list[str](), set[str]()
    with record.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            found = _CALL.match(line)
            if found is None:
                continue
            call, rest = found.groups()
            if call in WRITING.split(","):
                target = _TARGET.match(rest)
                pieces = [_bytes(text) for text, cut in _TEXT.findall(rest) if not _refuse_cut(cut)]
                written[_name(target.group(1)) if target else "?"] += pieces
            elif call in ("socket", "connect"):
                sockets.append(f"{call}({rest.strip()}")
            elif call == "mmap":
                if "MAP_SHARED" in rest and "PROT_WRITE" in rest:
                    shared |= {_name(place) for place in re.findall(r"\d+<((?:\\x[0-9a-f]{2})+)>", rest)}
            elif call not in ("open", "openat") or re.search("O_WRONLY|O_RDWR|O_CREAT", rest):
                names |= {_name(text) for text, _cut in _TEXT.findall(rest)}
    return Record(
        {place: b"".join(pieces) for place, pieces in written.items()}, frozenset(names), (*sockets,), frozenset(shared)
    )


def _refuse_cut(cut: str) -> bool:
    assert not cut, "more was written at once than is recorded"
    return False


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _name(text: str) -> str:
    return _bytes(text).decode("utf-8", "replace")

"""Bring .venv up to what the requirement files say; at once where it is there already.

    python3 packaging/environment.py [--dev]

Run by the Makefile with the system's Python and the standard library alone. A stamp inside .venv tells which files and
which interpreter it was made from, so that a second call costs a few milliseconds, and an interrupted one starts anew.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
RUNTIME = ("pyproject.toml", "requirements.txt")
DEVELOPMENT = (*RUNTIME, "requirements-dev.txt")
OLDEST = (3, 11)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Set up .venv.")
    parser.add_argument("--dev", action="store_true", help="with what tests and checks need")
    names = DEVELOPMENT if parser.parse_args(arguments).dev else RUNTIME
    if PYTHON.exists() and is_made_from(names):
        return 0
    complaint = what_is_missing()
    if complaint:
        print(complaint, file=sys.stderr)
        return 1
    print("Setting up .venv (the first time some 160 MB come from the package index) ...", flush=True)
    try:
        make_venv()
        install([name for name in names if name.endswith(".txt")])
    except subprocess.CalledProcessError as failure:
        print("Setting up .venv failed: the lines above say why. Nothing else was changed.", file=sys.stderr)
        return failure.returncode or 1
    for made in {RUNTIME, names}:
        stamp_for(made).write_text(fingerprint(made), encoding="ascii")
    return 0


def stamp_for(names: tuple[str, ...]) -> Path:
    """The file inside .venv that tells what it was made from."""
    return VENV / ("-".join(["stamp", *(Path(name).stem for name in names)]))


def is_made_from(names: tuple[str, ...]) -> bool:
    """Whether .venv was made by this interpreter, in this folder, from these files as they are now."""
    stamp = stamp_for(names)
    return stamp.is_file() and stamp.read_text(encoding="ascii") == fingerprint(names)


def fingerprint(names: tuple[str, ...]) -> str:
    """One hash over the interpreter and the files that the environment is made from."""
    digest = hashlib.sha256(f"{sys.version} {sys.base_prefix} {ROOT}".encode())
    for name in names:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def what_is_missing() -> str:
    """The sentence about an interpreter that will not do; empty where it will."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        return f"Briefing App needs Python 3.11 or later, this is {found}; name another: make run PYTHON=python3.12"
    if importlib.util.find_spec("ensurepip") is None:
        return "This Python cannot make a virtual environment; on Debian: apt-get install python3-venv"
    return ""


def make_venv() -> None:
    """Create .venv, anew where the one there belongs to another interpreter or folder."""
    if PYTHON.exists() and is_made_from(()):
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    stamp_for(()).write_text(fingerprint(()), encoding="ascii")


def install(files: list[str]) -> None:
    """Install exactly the pinned releases, then this checkout in place."""
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    pinned = [part for name in files for part in ("--requirement", name)]
    subprocess.run([*pip, "--require-hashes", *pinned], cwd=ROOT, check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", "."], cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Build the wheel, install it into an empty environment with the pinned releases, and see it list its cards there.

    python packaging/smoke_wheel.py [--keep FOLDER]

What it checks is what people get: that the resources travel inside, that nothing is read from the checkout, and that
the command works with a home folder of its own. `--keep` leaves the wheel in FOLDER.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BINARIES = "Scripts" if os.name == "nt" else "bin"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Build the wheel and try it in an empty environment.")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the wheel there")
    keep = parser.parse_args(arguments).keep
    with tempfile.TemporaryDirectory(prefix="briefing-app-wheel-") as name:
        work = Path(name)
        wheel = build(work / "wheel")
        cards = try_out(install(wheel, work / "venv"), work)
        bundled = len([file for file in zipfile.ZipFile(wheel).namelist() if is_card(file)])
        if not bundled or len(cards) != bundled:
            print(f"{wheel.name} holds {bundled} cards, its command lists {len(cards)}.", file=sys.stderr)
            return 1
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            shutil.copy2(wheel, keep)
    print(f"{wheel.name}: installs into an empty environment and lists its {bundled} cards there.")
    return 0


def build(folder: Path) -> Path:
    """The wheel of this checkout, built with the pinned tools of the environment that runs this script."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT], check=True)
    return next(folder.glob("*.whl"))


def install(wheel: Path, venv: Path) -> Path:
    """An empty environment with the wheel in it; gives back its folder of commands."""
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    pip = [str(venv / BINARIES / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--require-hashes", "--requirement", ROOT / "requirements.txt"], check=True)
    subprocess.run([*pip, "--no-deps", "--no-index", wheel], check=True)
    return venv / BINARIES


def try_out(commands: Path, work: Path) -> list[dict[str, object]]:
    """What `briefing-app list --json` answers there, run away from the checkout and from the user's own data."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "BRIEFING_APP"))}
    environment |= {"HOME": str(work), "BRIEFING_APP_DATA_DIR": str(work / "data")}
    command = [str(commands / "briefing-app"), "list", "--json"]
    answer = subprocess.run(command, cwd=work, env=environment, check=True, stdout=subprocess.PIPE)
    cards: list[dict[str, object]] = json.loads(answer.stdout)
    outside = [card["path"] for card in cards if not str(card["path"]).startswith(str(commands.parent))]
    if outside:
        raise SystemExit(f"These cards are not the wheel's own: {outside}")
    return cards


def is_card(name: str) -> bool:
    return name.startswith("briefing_app/resources/library/") and name.endswith(".md")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Settings and whole files: kept privately, and never an obstacle to a start."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from briefing_app.errors import MachineError
from briefing_app.files import write_whole
from briefing_app.settings import Settings, load_settings, save_settings


def test_settings_come_back_as_they_were_kept(tmp_path: Path) -> None:
    settings = Settings(
        theme="dark", zoom=1.5, splitter=(300, 700, 0), notes_open=False, last_card="talks", scroll=0.25
    )
    save_settings(tmp_path / "new" / "settings.json", settings)
    assert load_settings(tmp_path / "new" / "settings.json") == settings


def test_settings_are_for_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        save_settings(tmp_path / "settings.json", Settings())
        assert (tmp_path / "settings.json").stat().st_mode & 0o777 == 0o600
        save_settings(tmp_path / "settings.json", Settings(zoom=2))
        assert (tmp_path / "settings.json").stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b"{",
        b"[" * 100_000,
        b'{"zoom": "big", "theme": 3, "splitter": ["a"], "scroll": null}',
    ],
)
def test_a_damaged_file_means_the_defaults(tmp_path: Path, stored: bytes) -> None:
    (tmp_path / "settings.json").write_bytes(stored)
    assert load_settings(tmp_path / "settings.json") == Settings()


def test_what_fits_is_kept_beside_what_does_not(tmp_path: Path) -> None:
    stored = {"zoom": 2, "theme": ["dark"], "notes_open": False, "from_a_newer_version": True}
    (tmp_path / "settings.json").write_text(json.dumps(stored))
    assert load_settings(tmp_path / "settings.json") == Settings(zoom=2.0, notes_open=False)


def test_settings_that_cannot_be_kept_are_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MachineError):
        save_settings(tmp_path / "file" / "settings.json", Settings())


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "x"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two" and os.listdir(tmp_path) == ["x"]


def test_a_failed_writing_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "kept").write_text("old")
    with pytest.raises(OSError):  # noqa: PT011 - which one is the platform's
        write_whole(tmp_path / "folder", b"a file cannot take a folder's place")
    assert os.listdir(tmp_path) == ["folder"] and os.listdir(tmp_path / "folder") == ["kept"]


def test_a_long_name_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 120 + ".pdf")
    write_whole(path, b"x")
    assert path.read_bytes() == b"x"

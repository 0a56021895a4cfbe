"""The bundled fonts are what fonts.json and coverage.txt say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typst
from fontTools.ttLib import TTFont

from briefing_app.paper.faces import ROLES_TRIED, Faces
from briefing_app.paper.glyphs import Coverage
from briefing_app.paths import resources

FONTS = resources() / "fonts"
ROWS = json.loads((FONTS / "fonts.json").read_text(encoding="ascii"))
BUILDER = Path(__file__).parents[2] / "packaging" / "build_fonts.py"


def test_every_file_is_listed_once() -> None:
    listed = [name for row in ROWS for name in row["files"]]
    assert sorted(listed) == sorted(path.name for path in FONTS.iterdir() if path.suffix in {".ttf", ".otf"})


def test_the_typesetter_knows_every_family_by_the_listed_name() -> None:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    assert set(fonts.families()) == {row["family"] for row in ROWS}


def test_qt_knows_every_file_by_the_listed_name(qapp: object) -> None:
    from PySide6.QtGui import QFontDatabase

    for row in ROWS:
        for name in row["files"]:
            number = QFontDatabase.addApplicationFont(str(FONTS / name))
            assert QFontDatabase.applicationFontFamilies(number) == [row["family"]], name
            QFontDatabase.removeApplicationFont(number)


def test_every_font_is_under_the_open_font_licence() -> None:
    for row in ROWS:
        for name in row["files"]:
            with TTFont(FONTS / name, lazy=True) as font:
                words = f"{font['name'].getDebugName(13)} {font['name'].getDebugName(14)}"
            assert "Open Font License" in words or "OFL" in words, name
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8")


def test_coverage_is_what_the_fonts_hold() -> None:
    script = "import sys, runpy; m = runpy.run_path(sys.argv[1]); print(*m['coverage_lines'](m['TARGET']))"
    lines = subprocess.check_output([sys.executable, "-c", script, str(BUILDER)], text=True).split()
    assert lines == (FONTS / "coverage.txt").read_text(encoding="ascii").split()


@pytest.mark.parametrize("use", list(ROLES_TRIED))
def test_what_counts_as_drawn_is_drawn_by_every_face_of_a_family_that_is_tried(use: str) -> None:
    reached: set[int] = set()
    for row in ROWS:
        if row["role"] in ROLES_TRIED[use]:
            drawn = set.intersection(*(characters_of(name) for name in row["files"]))
            asked = drawn if row["role"] in ("symbols", "code") else drawn & in_ranges(row["ranges"])
            reached |= asked
    coverage = Coverage(FONTS)
    counted = {code for code in range(0x20, 0x30000) if coverage.draws(chr(code))}
    assert len(counted) > 25_000
    assert counted <= reached


def characters_of(name: str) -> set[int]:
    with TTFont(FONTS / name, lazy=True) as font:
        return set(font.getBestCmap())


def in_ranges(ranges: list[str]) -> set[int]:
    bounds = [[int(end, 16) for end in pair.split("-")] for pair in ranges]
    return {code for first, last in bounds for code in range(first, last + 1)}


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("Ալիև", "Noto Serif Armenian"),
        ("שלום", "Noto Serif Hebrew"),
        ("菊", "Noto Serif CJK SC"),
        ("ሰላም", "Noto Serif Ethiopic"),
    ],
)
def test_a_script_asks_for_its_family(text: str, family: str) -> None:
    assert family in Faces(FONTS).families(f"A word: {text}")["text"]


def test_a_card_in_english_is_tried_with_european_families_and_symbols_alone() -> None:
    assert Faces(FONTS).families("Words – and “words”")["text"] == [
        "Noto Serif",
        "Noto Sans Math",
        "Noto Sans Symbols",
        "Noto Sans Symbols2",
        "Noto Sans Mono",
    ]

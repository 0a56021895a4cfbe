"""Make resources/fonts: copy the Noto faces that ship, subset the large ones, write down what they can draw.

Run by hand when a face is added or renewed, on a Debian with fonts-noto-core, fonts-noto-cjk and the development
requirements (fontTools): `python packaging/build_fonts.py`. The app never runs it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).parent.parent / "resources" / "fonts"
CORE = Path("/usr/share/fonts/truetype/noto")
CJK = Path("/usr/share/fonts/opentype/noto")
SIMPLIFIED_CHINESE = 2  # its place in the CJK collections


class Family(NamedTuple):
    """A family that ships. `role` says what it is for: "text" (the serif), "furniture" (the sans), "both", "code" or
    "symbols"; `ranges` are the blocks of Unicode that make a card need it."""

    name: str
    role: str
    scripts: str
    ranges: tuple[tuple[int, int], ...]
    styles: tuple[str, ...] = ("Regular", "Bold")


ARABIC = ((0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF))
ARMENIAN = ((0x0530, 0x058F), (0xFB13, 0xFB17))
DEVANAGARI = ((0x0900, 0x097F), (0x1CD0, 0x1CFF), (0xA830, 0xA83F), (0xA8E0, 0xA8FF))
GEORGIAN = ((0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F))
HEBREW = ((0x0590, 0x05FF), (0xFB1D, 0xFB4F))
THAI = ((0x0E00, 0x0E7F),)
EAST_ASIAN = (
    (0x1100, 0x11FF),
    (0x2E80, 0x9FFF),
    (0xAC00, 0xD7AF),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE6F),
    (0xFF00, 0xFFEF),
)
EUROPEAN = (
    (0x0000, 0x052F),
    (0x1C80, 0x1C8F),
    (0x1D00, 0x20CF),
    (0x2100, 0x218F),  # №, ™, ⅓
    (0x2C60, 0x2C7F),
    (0x2DE0, 0x2E7F),
    (0xA640, 0xA7FF),
)
FOUR = ("Regular", "Bold", "Italic", "BoldItalic")
ONE = ("Regular",)

COPIED = (
    Family("Noto Serif", "text", "Latn Grek Cyrl", EUROPEAN, FOUR),
    Family("Noto Sans", "furniture", "Latn Grek Cyrl", EUROPEAN, FOUR),
    Family("Noto Naskh Arabic", "both", "Arab", ARABIC),
    Family("Noto Serif Armenian", "text", "Armn", ARMENIAN),
    Family("Noto Sans Armenian", "furniture", "Armn", ARMENIAN),
    Family("Noto Serif Devanagari", "text", "Deva", DEVANAGARI),
    Family("Noto Sans Devanagari", "furniture", "Deva", DEVANAGARI),
    Family("Noto Serif Georgian", "text", "Geor", GEORGIAN),
    Family("Noto Sans Georgian", "furniture", "Geor", GEORGIAN),
    Family("Noto Serif Hebrew", "text", "Hebr", HEBREW),
    Family("Noto Sans Hebrew", "furniture", "Hebr", HEBREW),
    Family("Noto Serif Thai", "text", "Thai", THAI),
    Family("Noto Sans Thai", "furniture", "Thai", THAI),
    Family("Noto Serif Bengali", "both", "Beng", ((0x0980, 0x09FF), (0x1CD0, 0x1CFF)), ONE),
    Family("Noto Serif Gurmukhi", "both", "Guru", ((0x0A00, 0x0A7F),), ONE),
    Family("Noto Serif Gujarati", "both", "Gujr", ((0x0A80, 0x0AFF),), ONE),
    Family("Noto Serif Tamil", "both", "Taml", ((0x0B80, 0x0BFF),), ONE),
    Family("Noto Serif Telugu", "both", "Telu", ((0x0C00, 0x0C7F),), ONE),
    Family("Noto Serif Kannada", "both", "Knda", ((0x0C80, 0x0CFF),), ONE),
    Family("Noto Serif Malayalam", "both", "Mlym", ((0x0D00, 0x0D7F),), ONE),
    Family("Noto Serif Sinhala", "both", "Sinh", ((0x0D80, 0x0DFF),), ONE),
    Family("Noto Serif Lao", "both", "Laoo", ((0x0E80, 0x0EFF),), ONE),
    Family("Noto Serif Tibetan", "both", "Tibt", ((0x0F00, 0x0FFF),), ONE),
    Family("Noto Serif Myanmar", "both", "Mymr", ((0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F)), ONE),
    Family("Noto Serif Ethiopic", "both", "Ethi", ((0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F)), ONE),
    Family("Noto Serif Khmer", "both", "Khmr", ((0x1780, 0x17FF), (0x19E0, 0x19FF)), ONE),
    Family("Noto Sans Thaana", "both", "Thaa", ((0x0780, 0x07BF),), ONE),
    Family("Noto Sans Math", "symbols", "Zmth", ((0x2100, 0x23FF), (0x27C0, 0x2BFF), (0x1D400, 0x1D7FF)), ONE),
    Family("Noto Sans Symbols", "symbols", "Zsym", ((0x20D0, 0x218F), (0x2300, 0x27BF)), ONE),
    Family("Noto Sans Symbols2", "symbols", "Zsym", ((0x2190, 0x2BFF), (0x1F000, 0x1FAFF)), ONE),
)
SUBSET_MONO = Family("Noto Sans Mono", "code", "Latn Grek Cyrl", EUROPEAN, ONE)
SUBSET_CJK = Family("Noto Serif CJK SC", "both", "Hani Hira Kana Hang Bopo", EAST_ASIAN)


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for old in (*TARGET.glob("*.ttf"), *TARGET.glob("*.otf")):
        old.unlink()
    for family in COPIED:
        for name in files_of(family):
            shutil.copyfile(CORE / name, TARGET / name)
    for name in files_of(SUBSET_MONO):
        write_subset(CORE / name, TARGET / name, mono_characters(), number=0)
    for style, name in zip(SUBSET_CJK.styles, files_of(SUBSET_CJK), strict=True):
        write_subset(CJK / f"NotoSerifCJK-{style}.ttc", TARGET / name, east_asian_characters(), SIMPLIFIED_CHINESE)
    write_map((*COPIED, SUBSET_MONO, SUBSET_CJK))
    write_coverage()


def files_of(family: Family) -> list[str]:
    """The names of a family's files; PostScript's name of the CJK faces has their region in small letters."""
    if family is SUBSET_CJK:
        return [f"NotoSerifCJKsc-{style}.otf" for style in family.styles]
    return [f"{family.name.replace(' ', '')}-{style}.ttf" for style in family.styles]


def write_subset(source: Path, target: Path, characters: Iterable[int], number: int) -> None:
    """Write the glyphs of `characters` alone. Regional forms (locl), vertical forms and hints are left out: with
    them the East Asian face would be nearly twice as large."""
    options = subset.Options(
        layout_features=["ccmp", "mark", "mkmk"],
        hinting=False,
        notdef_outline=True,
        name_IDs=["*"],  # the licence is named in there
        font_number=number,
        drop_tables=[*subset.Options().drop_tables, "VORG", "vhea", "vmtx"],
    )
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    font.save(target)


def mono_characters() -> Iterator[int]:
    """Latin, Greek, Cyrillic, punctuation, arrows, box drawing."""
    for first, last in (
        (0x20, 0x52F),
        (0x1E00, 0x1FFF),
        (0x2000, 0x206F),
        (0x20A0, 0x20BF),
        (0x2190, 0x2193),
        (0x2500, 0x259F),
    ):
        yield from range(first, last + 1)


def east_asian_characters() -> set[int]:
    """What the national standards of Beijing (GB 2312), Tokyo (JIS X 0208), Seoul (KS X 1001) and Taipei (Big5) name,
    and the forms of full and half width."""
    high = range(0xA1, 0xFF)
    named = {*decoded("gb2312", high, high), *decoded("euc_jp", high, high), *decoded("euc_kr", high, high)}
    named.update(decoded("big5", range(0xA1, 0xFA), (*range(0x40, 0x7F), *high)))
    return {c for c in named if c > 0x7F} | set(range(0x3000, 0x3040)) | set(range(0xFF01, 0xFFA0))


def decoded(encoding: str, leads: Iterable[int], trails: Iterable[int]) -> Iterator[int]:
    """Every character that a two-byte code of `encoding` stands for."""
    for pair in product(leads, list(trails)):
        try:
            yield from map(ord, bytes(pair).decode(encoding))
        except UnicodeDecodeError:
            continue


def write_map(families: Iterable[Family]) -> None:
    """fonts.json: which files make a family, what it is for, and which characters ask for it."""
    rows = [
        {
            "family": family.name,
            "role": family.role,
            "scripts": family.scripts.split(),
            "ranges": [f"{first:04X}-{last:04X}" for first, last in family.ranges],
            "files": files_of(family),
        }
        for family in families
    ]
    lines = ",\n".join("  " + json.dumps(row) for row in rows)
    (TARGET / "fonts.json").write_text(f"[\n{lines}\n]\n", encoding="ascii")


def write_coverage() -> None:
    """coverage.txt: the characters that the printer can draw; ranges, one a line."""
    (TARGET / "coverage.txt").write_text("".join(f"{line}\n" for line in coverage_lines(TARGET)), encoding="ascii")


def coverage_lines(fonts: Path) -> list[str]:
    """What is drawn both as text and as furniture, in each face of a family that is tried for it, as "first-last" or
    "one" in hexadecimal. A family is tried for its ranges; those of symbols and code are tried for everything."""
    drawn: dict[str, set[int]] = {"text": set(), "furniture": set()}
    for row in json.loads((fonts / "fonts.json").read_text(encoding="ascii")):
        characters = set.intersection(*(characters_of(fonts / name) for name in row["files"]))
        if row["role"] not in ("symbols", "code"):
            bounds = [tuple(int(end, 16) for end in pair.split("-")) for pair in row["ranges"]]
            characters = {c for c in characters if any(first <= c <= last for first, last in bounds)}
        for use in (row["role"],) if row["role"] in drawn else drawn:
            drawn[use] |= characters
    return [
        f"{first:X}-{last:X}" if last > first else f"{first:X}"
        for first, last in ranges(sorted(drawn["text"] & drawn["furniture"]))
    ]


def characters_of(path: Path) -> set[int]:
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Ascending numbers as unbroken ranges, both ends included."""
    first = last = None
    for number in numbers:
        if first is None or last is None:
            first = last = number
        elif number == last + 1:
            last = number
        else:
            yield first, last
            first = last = number
    if first is not None and last is not None:
        yield first, last


if __name__ == "__main__":
    main()

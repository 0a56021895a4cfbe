"""Markings on the command line: the schemes, the marking of a file, what `check` says of them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.command_line import Run, data_of
from tests.paper.readers import decompressed, pypdf_pages

OWN = "name: Ministry of Tests\nsources:\n- title: Instruction 7\nlevels:\n- marking: OPEN\n- marking: HOUSE\n"


def put(tmp_path: Path, card_id: str, marking: str | None) -> None:
    stated = "" if marking is None else f"marking: {json.dumps(marking)}\n"
    text = f"---\ntitle: Card {card_id}\ndate: 2025\n{stated}bottom_line: It met.\n---\nText.\n"
    (tmp_path / "cards" / f"{card_id}.md").write_text(text, encoding="utf-8")


def own_scheme(tmp_path: Path, text: str = OWN) -> Path:
    folder = tmp_path / "data" / "markings"
    folder.mkdir(parents=True)
    (folder / "ministry.yaml").write_text(text, encoding="utf-8")
    return folder / "ministry.yaml"


def test_the_file_bears_the_highest_of_its_cards(run: Run, tmp_path: Path) -> None:
    for card_id, marking in (("a", "OFFICIAL"), ("b", "SECRET")):
        put(tmp_path, card_id, marking)
    target = tmp_path / "out.pdf"
    assert run("export", "a", "b", "-o", str(target)).returncode == 0
    first, second = pypdf_pages(target.read_bytes())
    assert (first.count("SECRET"), first.count("OFFICIAL")) == (2, 1)
    assert (second.count("SECRET"), second.count("OFFICIAL")) == (3, 0)


def test_two_schemes_are_never_merged_in_silence(run: Run, tmp_path: Path) -> None:
    for card_id, marking in (("a", "OFFICIAL"), ("b", "NATO RESTRICTED")):
        put(tmp_path, card_id, marking)
    target = tmp_path / "out.pdf"
    refused = run("export", "a", "b", "-o", str(target))
    assert refused.returncode == 1 and not target.exists()
    assert "“OFFICIAL” (UK Government Security Classifications)" in refused.stderr
    assert "“NATO RESTRICTED” (NATO)" in refused.stderr and "--marking" in refused.stderr


def test_a_marking_that_cannot_be_compared_asks_for_one(run: Run, tmp_path: Path) -> None:
    for card_id, marking in (("a", "OFFICIAL"), ("b", "DESK ONLY"), ("c", None)):
        put(tmp_path, card_id, marking)
    target = tmp_path / "out.pdf"
    for ids in (("a", "b"), ("a", "c")):
        assert run("export", *ids, "-o", str(target)).returncode == 1
    assert run("export", "b", "-o", str(target)).returncode == 0
    assert pypdf_pages(target.read_bytes())[0].count("DESK ONLY") == 3
    assert run("export", "a", "c", "-o", str(target), "--marking", "OFFICIAL").returncode == 0
    assert [page.count("OFFICIAL") for page in pypdf_pages(target.read_bytes())] == [3, 2]


def test_lowering_needs_a_reason_that_is_not_printed(run: Run, tmp_path: Path) -> None:
    put(tmp_path, "a", "SECRET")
    target = tmp_path / "out.pdf"
    lowered = ("export", "a", "-o", str(target), "--marking", "OFFICIAL")
    refused = run(*lowered)
    assert refused.returncode == 1 and "says less than “SECRET”" in refused.stderr and not target.exists()
    assert "--lowering-reason" in refused.stderr
    done = run(*lowered, "--lowering-reason", "the Xylophone agreed")
    assert done.returncode == 0 and "the Xylophone agreed" in done.stderr
    inside = decompressed(target.read_bytes())
    (page,) = pypdf_pages(target.read_bytes())
    assert "Xylophone" not in page and b"Xylophone" not in inside
    assert (page.count("OFFICIAL"), page.count("SECRET")) == (2, 1)


def test_raising_is_free_and_a_blank_marking_is_none(run: Run, tmp_path: Path) -> None:
    put(tmp_path, "a", "OFFICIAL")
    target = tmp_path / "out.pdf"
    raised = run("export", "a", "-o", str(target), "--marking", "OFFICIAL-SENSITIVE", "--lowering-reason", "x")
    assert raised.returncode == 0 and "reason" not in raised.stderr
    assert run("export", "a", "-o", str(target), "--marking", " ").returncode == 2


def test_schemes_are_listed_with_levels_and_sources(run: Run, tmp_path: Path) -> None:
    path = own_scheme(tmp_path)
    shapes = data_of(run("markings", "--json"))
    assert [Path(shape["file"]).stem for shape in shapes] == ["ministry", "eu", "nato", "public", "tlp", "uk", "us"]
    assert shapes[0]["file"] == str(path)
    assert [level["marking"] for level in shapes[0]["levels"]] == ["OPEN", "HOUSE"]
    assert shapes[4]["levels"][4] == {
        "marking": "TLP:RED", "forms": [], "ink": "#FF2B2B", "ground": "#000000", "open_to": None
    }  # fmt: skip
    text = run("markings").stdout
    assert text.index("  OPEN\n") < text.index("  HOUSE\n") < text.index("TLP:CLEAR") < text.index("TLP:RED")
    assert "https://www.first.org/tlp/" in text and "Instruction 7" in text
    assert data_of(run("where", "--json"))["markings"] == str(path.parent)


def test_a_broken_scheme_is_told_and_left_out(run: Run, tmp_path: Path) -> None:
    path = own_scheme(tmp_path, OWN.replace("- marking: HOUSE", "- mark: HOUSE"))
    for words in (("markings",), ("markings", "--json")):
        done = run(*words)
        assert done.returncode == 1 and f"{path}:6: error: " in done.stderr and "OPEN" not in done.stdout
    checked = run("check")
    assert checked.returncode == 1 and f"{path}:6: error: " in checked.stdout
    assert run("export", "talks", "-o", str(tmp_path / "out.pdf")).returncode == 0


def test_check_names_the_nearest_known_spelling(run: Run, tmp_path: Path) -> None:
    put(tmp_path, "a", "TLP: AMBER")
    put(tmp_path, "b", "TLP:AMBER")
    put(tmp_path, "c", "HOUSE")
    file = tmp_path / "cards" / "a.md"
    for words in ((), (str(tmp_path / "cards"),)):
        done = run("check", *words)
        assert done.returncode == 0
        assert f"{file}:4: warning: No scheme knows the marking “TLP: AMBER”; did you mean “TLP:AMBER”?" in done.stdout
        assert done.stdout.count("unknown-marking") == 2
    own_scheme(tmp_path)
    codes = [problem["code"] for problem in data_of(run("check", "--json"))]
    assert codes.count("unknown-marking") == 1

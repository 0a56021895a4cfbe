"""What markings mean: order, exact spelling, what cannot be compared, and the files that say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing_app.cards.markings import Banner, Markings
from briefing_app.cards.schemes import read_scheme
from briefing_app.errors import LoweredError, MarkingError
from briefing_app.paths import resources

BUNDLED = resources() / "markings"
OWN = """\
name: Ministry of Tests
sources:
- {title: Office instruction 7, publisher: Ministry of Tests}
levels:
- marking: OPEN
- marking: HOUSE
  forms: [IN THE HOUSE]
- {marking: CLOSED, ink: "#FFFFFF", ground: "#102030"}
caveats: [BY HAND]
"""


@pytest.fixture(scope="module")
def markings() -> Markings:
    return Markings([BUNDLED])


def own_folder(tmp_path: Path, text: str = OWN, name: str = "ministry.yaml") -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_schemes_that_ship_are_sound_and_say_where_they_come_from(markings: Markings) -> None:
    assert not markings.problems
    levels = {path.stem: [one.marking for one in scheme.levels] for path, scheme in markings.schemes.items()}
    assert levels == {
        "eu": [
            "RESTREINT UE/EU RESTRICTED",
            "CONFIDENTIEL UE/EU CONFIDENTIAL",
            "SECRET UE/EU SECRET",
            "TRÈS SECRET UE/EU TOP SECRET",
        ],
        "nato": ["NATO UNCLASSIFIED", "NATO RESTRICTED", "NATO CONFIDENTIAL", "NATO SECRET", "COSMIC TOP SECRET"],
        "public": ["PUBLIC"],
        "tlp": ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"],
        "uk": ["OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET", "TOP SECRET"],
        "us": ["UNCLASSIFIED", "CUI", "CONFIDENTIAL", "SECRET", "TOP SECRET"],
    }
    for scheme in markings.schemes.values():
        assert all(source.title and source.publisher for source in scheme.sources)


def test_the_traffic_light_has_its_own_colours(markings: Markings) -> None:
    found = {
        text: markings.find(text) for text in ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED")
    }
    colours = {text: (known[1].ink, known[1].ground) for text, known in found.items() if known}
    assert colours == {
        "TLP:CLEAR": ("#FFFFFF", "#000000"),
        "TLP:GREEN": ("#33FF00", "#000000"),
        "TLP:AMBER": ("#FFC000", "#000000"),
        "TLP:AMBER+STRICT": ("#FFC000", "#000000"),
        "TLP:RED": ("#FF2B2B", "#000000"),
    }


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("OFFICIAL", "OFFICIAL"),
        ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"),
        ("OFFICIAL-SENSITIVE COMMERCIAL", "OFFICIAL-SENSITIVE"),
        ("UK SECRET - UK/US EYES ONLY", "SECRET"),
        ("CONTROLLED", "CUI"),
        ("CUI//SP-PRVCY//FED ONLY", "CUI"),
        ("SECRET//REL TO USA, GBR", "SECRET"),
        ("TOP SECRET//ORCON/NOFORN", "TOP SECRET"),
        ("NATO SECRET ATOMAL", "NATO SECRET"),
        ("NATO UNCLASSIFIED – RELEASABLE TO Georgia", "NATO UNCLASSIFIED"),
        ("TRES SECRET UE/EU TOP SECRET", "TRÈS SECRET UE/EU TOP SECRET"),
        ("TLP:AMBER+STRICT", "TLP:AMBER+STRICT"),
    ],
)
def test_a_marking_with_its_caveats_is_known(markings: Markings, text: str, level: str) -> None:
    found = markings.find(text)
    assert found is not None and found[1].marking == level


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Official", "OFFICIAL"),
        ("OFFICIAL SENSITIVE", "OFFICIAL-SENSITIVE"),
        ("OFFICAL", "OFFICIAL"),
        ("TLP: AMBER", "TLP:AMBER"),
        ("tlp:red", "TLP:RED"),
        ("NATO-RESTRICTED", "NATO RESTRICTED"),
        ("SECRET // NOFORN", None),
        ("SECRETLY", "SECRET"),
        ("NICHT FÜR DIE PRESSE", None),
    ],
)
def test_spelling_is_exact_and_the_nearest_is_named(markings: Markings, text: str, near: str | None) -> None:
    assert markings.find(text) is None
    assert markings.nearest(text) == near


@pytest.mark.parametrize(
    ("texts", "highest"),
    [
        ([], None),
        ([None, None], None),
        (["ANYTHING", "ANYTHING"], "ANYTHING"),
        (["OFFICIAL", "SECRET", "OFFICIAL-SENSITIVE"], "SECRET"),
        (["TLP:AMBER", "TLP:AMBER+STRICT", "TLP:GREEN"], "TLP:AMBER+STRICT"),
        (["COSMIC TOP SECRET", "NATO SECRET"], "COSMIC TOP SECRET"),
        (["SECRET", "TOP SECRET"], "TOP SECRET"),  # two schemes know both, and agree
        (["SECRET//NOFORN", "CONFIDENTIAL"], "SECRET//NOFORN"),
        (["SECRET//REL TO USA, GBR", "SECRET"], "SECRET"),
        (["OFFICIAL FOR PUBLIC RELEASE", "OFFICIAL"], "OFFICIAL"),
    ],
)
def test_the_highest_holds_for_all(markings: Markings, texts: list[str | None], highest: str | None) -> None:
    assert markings.highest(texts) == highest
    assert markings.highest(texts[::-1]) == highest


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["OFFICIAL", "NATO RESTRICTED"], ("OFFICIAL", "NATO RESTRICTED", "UK Government Security Classifications")),
        (["PUBLIC", "TLP:GREEN"], ("PUBLIC", "Traffic Light Protocol 2.0")),
        (["OFFICIAL", "SECRET", "CUI"], ("OFFICIAL", "CUI")),  # each goes with SECRET, but not with one another
        (["SECRET", "CONFIDENTIAL//NOFORN"], ("SECRET", "CONFIDENTIAL//NOFORN")),
        (["SECRET//REL TO USA, GBR", "SECRET//REL TO USA, FRA"], ("GBR", "FRA")),
        (["OFFICAL", "SECRET"], ("OFFICAL", "did you mean “OFFICIAL”?", "SECRET")),
        (["PRIVATE", "HOUSE"], ("PRIVATE", "HOUSE")),
        ([None, "OFFICIAL"], ("no marking", "OFFICIAL")),
    ],
)
def test_what_cannot_be_compared_is_left_to_the_reader(
    markings: Markings, texts: list[str | None], said: tuple[str, ...]
) -> None:
    for order in (texts, texts[::-1]):
        with pytest.raises(MarkingError) as refused:
            markings.highest(order)
        assert all(words in refused.value.sentence for words in said), refused.value.sentence
        assert not isinstance(refused.value, LoweredError)


@pytest.mark.parametrize(
    ("chosen", "texts"),
    [
        ("SECRET", ["OFFICIAL", "SECRET"]),
        ("TOP SECRET", ["SECRET"]),
        ("NATO RESTRICTED", ["PUBLIC", None, "TLP:CLEAR"]),
        ("HOUSE RULES", ["HOUSE RULES", "PUBLIC"]),
        ("SECRET//NOFORN", ["SECRET"]),
    ],
)
def test_raising_is_free(markings: Markings, chosen: str, texts: list[str | None]) -> None:
    assert markings.banner(texts, Banner(chosen, "unused")) == Banner(chosen, "")


@pytest.mark.parametrize(
    ("chosen", "texts", "said"),
    [
        ("OFFICIAL", ["OFFICIAL", "SECRET"], "“OFFICIAL” says less than “SECRET”"),
        ("SECRET", ["SECRET//NOFORN"], "says less than “SECRET//NOFORN”"),
        ("SECRET//REL TO USA, GBR", ["SECRET"], "says less"),
        ("PUBLIC", ["NATO SECRET"], "“PUBLIC” cannot be compared with “NATO SECRET”"),
        ("OFFICAL", ["OFFICIAL"], "did you mean “OFFICIAL”?"),
        ("OFFICIAL", ["HOUSE RULES"], "cannot be compared"),
    ],
)
def test_lowering_needs_a_reason(markings: Markings, chosen: str, texts: list[str | None], said: str) -> None:
    for blank in ("", "  "):
        with pytest.raises(LoweredError) as refused:
            markings.banner(texts, Banner(chosen, blank))
        assert said in refused.value.sentence
    assert markings.banner(texts, Banner(chosen, " agreed ")) == Banner(chosen, "agreed")


def test_a_ministry_adds_its_own_scheme(tmp_path: Path) -> None:
    markings = Markings([BUNDLED, own_folder(tmp_path)])
    assert not markings.problems
    assert markings.highest(["OPEN", "IN THE HOUSE - BY HAND", "OPEN BY HAND"]) == "IN THE HOUSE - BY HAND"
    found = markings.find("CLOSED")
    assert found is not None and found[0].name == "Ministry of Tests" and found[1].ground == "#102030"
    assert markings.find("OFFICIAL") is not None


def test_a_ministrys_file_takes_the_place_of_one_of_the_same_name(tmp_path: Path) -> None:
    markings = Markings([BUNDLED, own_folder(tmp_path, name="uk.yaml")])
    assert markings.find("OFFICIAL") is None and markings.find("HOUSE") is not None


def test_a_folder_that_is_not_there_holds_no_scheme(tmp_path: Path) -> None:
    assert not Markings([tmp_path / "none"]).schemes


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("name: [", 1, "yaml"),
        ("- name", 1, "wrong-type"),
        (OWN.replace("name: Ministry of Tests\n", "", 1), 1, "scheme-without-name"),
        (OWN[: OWN.index("levels:")], 1, "scheme-without-levels"),
        (OWN.replace("- marking: HOUSE", "- forms: [X]\n  marking:"), 6, "level-without-marking"),
        (OWN.replace("[IN THE HOUSE]", "[OPEN]"), 7, "repeated-marking"),
        (OWN.replace("#102030", "blue"), 8, "bad-colour"),
        (OWN.replace(', ground: "#102030"', ""), 8, "bad-colour"),
        (OWN + "joined_by: colons\n", 10, "wrong-value"),
        (OWN + "more: &anchor x\n", 10, "yaml-anchor"),
        (OWN + "points: twelve\n", 10, "wrong-type"),
        ("name: " + "[" * 100_000, 1, "yaml-too-deep"),
        ("x" * 300_000, 1, "front-matter-too-long"),
    ],
)
def test_a_broken_file_is_told_with_its_line_and_left_out(tmp_path: Path, text: str, line: int, code: str) -> None:
    markings = Markings([BUNDLED, own_folder(tmp_path, text)])
    errors = [problem for problem in markings.problems if problem.level == "error"]
    assert (errors[0].line, errors[0].code) == (line, code)
    assert f"ministry.yaml:{line}: error: " in str(errors[0])
    assert len(markings.schemes) == 6


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_bytes(b"name: x\nsources: \xff")
    scheme, (problem,) = read_scheme(tmp_path / "odd.yaml")
    assert scheme is None and (problem.line, problem.code) == (2, "not-utf8")


def test_a_field_that_is_not_known_is_a_warning(tmp_path: Path) -> None:
    scheme, (problem,) = read_scheme(own_folder(tmp_path, OWN + "colour: red\n") / "ministry.yaml")
    assert scheme is not None and problem.level == "warning" and problem.line == 10


def test_a_hostile_marking_takes_no_time(markings: Markings) -> None:
    for text in ("SECRET" + " - A" * 250, "SECRET" + "//REL TO A" * 99, "OFFICIAL " + "A " * 495):
        assert markings.nearest(text) is None and markings.readings(text) is not None

"""Font stacks: what a text needs and no more."""

from __future__ import annotations

import pytest

from briefing_app.paths import resources
from briefing_app.screen.faces import Faces


@pytest.fixture(scope="module")
def faces() -> Faces:
    return Faces(resources())


def test_european_text_names_two_families(faces: Faces) -> None:
    assert faces.stacks("Türkiye, Ελλάδα, Україна “quoted”")[:2] == ("'Noto Serif'", "'Noto Sans'")


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("أنور", "Noto Naskh Arabic"),
        ("Նիկոլ", "Noto Serif Armenian"),
        ("世界", "Noto Serif CJK SC"),
        ("⟦", "Noto Sans"),
    ],
)
def test_another_script_adds_its_family(faces: Faces, text: str, family: str) -> None:
    assert family in faces.stacks(text).text


def test_furniture_takes_the_sans_face_of_a_script(faces: Faces) -> None:
    stacks = faces.stacks("Նիկոլ")
    assert stacks.furniture == "'Noto Sans', 'Noto Sans Armenian'"
    assert stacks.text == "'Noto Serif', 'Noto Serif Armenian'"

"""Whom and what a note names: the letters of it, and nobody else's."""

from __future__ import annotations

import pytest

from briefing_app.notes.references import references, shorter_names


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Ask @Ilham Aliyev about [[talks]].", [("@Ilham Aliyev", "Ilham Aliyev"), ("[[talks]]", "talks")]),
        ("@anna said so", [("@anna", "anna")]),
        ("@Ursula von der Leyen in Brussels", [("@Ursula von der Leyen", "Ursula von der Leyen")]),
        ("@Jean-Claude Juncker's answer", [("@Jean-Claude Juncker", "Jean-Claude Juncker")]),
        ("@Ильхам Алиев сказал", [("@Ильхам Алиев", "Ильхам Алиев")]),
        ("سأل @محمد اليوم", [("@محمد", "محمد")]),
        ("[[ yalta-conference-1945 ]]", [("[[ yalta-conference-1945 ]]", "yalta-conference-1945")]),
        ("write to anna@example.org or [[two words]] or @ 5 or @@x", []),
    ],
)
def test_what_is_named(text: str, named: list[tuple[str, str]]) -> None:
    assert [(text[one.start : one.end], one.target) for one in references(text)] == named


def test_a_name_without_its_last_words() -> None:
    assert shorter_names("Anna Lake Monday") == ["Anna Lake Monday", "Anna Lake", "Anna"]

"""No word is lost on the way from what an author typed to what is read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.cards.limits import excesses
from briefing_app.errors import CardError
from briefing_app.prose.markdown import to_html
from briefing_app.prose.plain import prose_text
from briefing_app.prose.reader import read_prose
from tests.prose.corpora import bodies, commonmark_examples, naughty_strings, needs_corpora, payloads

# What the letters of an author and the signs of Markdown make together; weighted towards what can go wrong.
PIECES = (
    *"abc12 \n\t*_`[]()<>#|!\\&-+=:^~'\".",
    *(
        "\n\n",
        "[^1]",
        "[^1]: ",
        "[^s]",
        "\n- ",
        "\n1. ",
        "\n    ",
        "> ",
        "**",
        "](https://a.example)",
        "![",
        "|-|-|\n",
        "é",
        "א",
        "中",
    ),
    *("<br>", "&amp;", "&#65;", "  \n", "# ", "---\n", "\u00a0", "\u200b", "\u0301", "\U0001f600"),
)
markdown = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


def visible(text: str) -> str:
    return "".join(text.split())


def visible_in_html(html: str) -> str:
    """What is seen of clean HTML, by nothing but taking the tags off: one pass, no parser that ours could share."""
    return visible(unescape(re.sub(r'<[a-z/](?:[^">]|"[^"]*")*>', "", html)))


def missing(text: str) -> Counter[str]:
    """The characters that stand in the clean HTML of `text` and not in its plain text; footnotes may change number."""
    html = to_html(text)
    digits = dict.fromkeys(map(ord, "0123456789")) if "footnote" in html else {}
    shown = prose_text(read_prose(text))
    return Counter(visible_in_html(html).translate(digits)) - Counter(visible(shown).translate(digits))


@pytest.mark.parametrize(
    "text", ["a", "*a* b", "| a | b |\n|--|--|\n| c | d |", "> a\n\n- b\n\n1. c", "`a  <b>`", "x[^1]\n\n[^1]: y"]
)
def test_plain_text_has_every_character(text: str) -> None:
    assert missing(text) == Counter()


@given(markdown)
def test_plain_text_has_every_character_of_anything(text: str) -> None:
    assert missing(text) == Counter()


WAYS = (
    "x [text]({}) y",
    '[text](https://a.example "{}")',
    "![{}](x)",
    "- {}",
    "| a | {} |\n|---|---|\n| {} | b |",
)


@needs_corpora
@pytest.mark.parametrize("texts", [commonmark_examples, naughty_strings, payloads])
def test_plain_text_has_every_character_of_the_suites(texts: Callable[[], tuple[str, ...]]) -> None:
    """Each as a text of its own, and in turn as address, title, image, item and cell."""
    for number, text in enumerate(texts()):
        for written in (text, WAYS[number % len(WAYS)].replace("{}", text)):
            if not any(excesses(written)):
                assert missing(written) == Counter(), written


@needs_corpora
@pytest.mark.parametrize("texts", [naughty_strings, payloads])
def test_words_of_the_suites_stay_visible(texts: Callable[[], tuple[str, ...]]) -> None:
    """Markdown takes its own signs, never a letter or a digit, from what is typed as text."""
    for text in texts():
        if any(excesses(text)) or re.search(r"&[\w#]+;|^\s*\d+\.|!\[|\]:", text):  # entities, items, images, notes
            continue
        typed = Counter(character for character in text if character.isalnum())
        shown = Counter(prose_text(read_prose(text)))
        assert typed - shown == Counter(), text


@needs_corpora
def test_plain_text_has_every_character_of_published_bodies() -> None:
    sample = list(bodies())[::9]
    assert len(sample) > 300
    for body in sample:
        assert missing(body) == Counter(), body[:200]


@given(markdown, st.lists(st.sampled_from(["1", "s", "a"])))
def test_every_text_is_read_or_refused(text: str, source_ids: list[str]) -> None:
    if any(excesses(text * 40)):
        with pytest.raises(CardError):
            read_prose(text * 40, source_ids)
        return
    prose = read_prose(text * 40, source_ids)
    anchors = [section.anchor for section in prose.sections]
    assert anchors == [f"section-{number}" for number in range(1, len(anchors) + 1)]
    assert prose == read_prose(text * 40, source_ids)

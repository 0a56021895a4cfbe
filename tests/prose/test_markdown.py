"""Clean HTML: what an author typed stays visible, and nothing in it can fetch, run or hide."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_app.prose.markdown import ATTRIBUTES, TAGS, to_html
from tests.prose.corpora import commonmark_examples, naughty_strings, needs_corpora, payloads

WAYS = (
    "{}",
    "[text]({})",
    "[text](<{}>)",
    '[text](https://a.example "{}")',
    "![{}](x)",
    "![text]({})",
    "[t][r]\n\n[r]: {}",
)


class _Audit(HTMLParser):
    """Everything in a page that is not on the list."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.foreign: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.foreign.append(tag)
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, set()):
                self.foreign.append(f"{tag} {name}")
            elif name == "href" and not (value or "").lower().startswith(
                ("http://", "https://", "mailto:", "card:", "#")
            ):
                self.foreign.append(f"href {value}")
            elif name == "style" and (value or "").strip(";") not in (
                "text-align:left",
                "text-align:center",
                "text-align:right",
            ):
                self.foreign.append(f"style {value}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_comment(self, data: str) -> None:
        self.foreign.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.foreign.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.foreign.append("instruction")

    def unknown_decl(self, data: str) -> None:
        self.foreign.append("unknown declaration")

    def handle_data(self, data: str) -> None:
        self.text += data


@needs_corpora
@pytest.mark.parametrize("way", WAYS)
def test_no_payload_leaves_the_list(way: str) -> None:
    texts = [way.format(payload) for payload in payloads() + naughty_strings()]
    assert {text: found for text in texts if (found := _Audit(to_html(text)).foreign)} == {}


@needs_corpora
def test_no_commonmark_example_leaves_the_list() -> None:
    assert {text: found for text in commonmark_examples() if (found := _Audit(to_html(text)).foreign)} == {}


@given(st.text(st.sampled_from("<>\"'=:/#![]()*_`&;\\ \n-|^aeimghrtps0x"), max_size=200))
def test_nothing_typed_leaves_the_list(text: str) -> None:
    assert _Audit(to_html(text)).foreign == []


@pytest.mark.parametrize(
    "text",
    [
        "<minister>",
        "a <b>bold</b> word",
        '<img src="/etc/hostname">',
        "<!-- a remark -->",
        "<script>alert(1)</script>",
        "<div>\n\nText\n\n</div>",
        "<?php ?>",
        "<![CDATA[x]]>",
    ],
)
def test_html_is_text(text: str) -> None:
    audit = _Audit(to_html(text))
    assert audit.foreign == []
    assert "".join(audit.text.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("![A map](map.png)", "A map"),
        ("![A *map*](map.png)", "A *map*"),
        ('![A map](map.png "Armenia")', "A map"),
        ("![A map][m]\n\n[m]: https://a.example/map.png", "A map"),
        ("![map]\n\n[map]: https://a.example/map.png", "map"),
        ("[![A map](map.png)](https://a.example)", "A map"),
        ("![](map.png)", ""),
    ],
)
def test_image_stands_as_its_alternative_text(text: str, shown: str) -> None:
    html = to_html(text)
    assert "img" not in html
    assert _Audit(html).text.strip() == shown


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/x?y=1&z=2",
        "HTTP://a.example",
        "mailto:desk@a.example",
        "card:yalta-1945",
        "#section-1",
        "https://a.example/(1)",
    ],
)
def test_links_we_follow_are_links(address: str) -> None:
    assert 'href="' in to_html(f"[text]({address})")
    assert 'href="' in to_html(f"[text][r]\n\n[r]: {address} 'Title'")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/hostname",
        "//host/share",
        "\\\\host\\share",
        "annex.pdf",
        "see p. 4",
        "card:../etc",
        "card:",
    ],
)
def test_other_addresses_stay_as_they_were_typed(address: str) -> None:
    for text in (f"[text]({address})", f"[r]: {address}"):
        html = to_html(text)
        assert "href" not in html
        assert _Audit(html).text.strip().replace("\\", "") == text.replace("\\", "")


def test_what_looks_like_a_definition_is_what_somebody_said() -> None:
    assert "[Minister]: Yes." in to_html("[Minister]: Yes.\n[Delegate]: No.")


def test_title_of_a_link_goes() -> None:
    assert "Tooltip" not in to_html('[text](https://a.example "Tooltip")')


def test_a_text_leaves_nothing_behind_for_the_next() -> None:
    to_html("One.[^1] [here][r]\n\n[^1]: Note.\n\n[r]: https://a.example")
    assert to_html("Two.[^1] [here][r]") == '<p>Two.<sup id="cite:1">[^1]</sup> [here][r]</p>'


def test_same_text_same_html() -> None:
    text = "# A\n\nText[^1] and [^2].\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\n[^2]: two\n[^1]: one\n"
    assert to_html(text) == to_html(text)

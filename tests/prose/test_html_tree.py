"""Clean HTML as a tree."""

from __future__ import annotations

from briefing_app.prose.html_tree import Element, parse_html


def outline(element: Element) -> list[object]:
    return [
        child if isinstance(child, str) else (child.tag, child.attributes, outline(child)) for child in element.children
    ]


def test_elements_nest_and_void_ones_do_not() -> None:
    assert outline(parse_html("a<p>b<br>c <em>d</em></p>\n<hr>")) == [
        "a",
        ("p", {}, ["b", ("br", {}, []), "c ", ("em", {}, ["d"])]),
        "\n",
        ("hr", {}, []),
    ]


def test_entities_are_read_once() -> None:
    assert outline(parse_html('<a href="b?c=1&amp;d=&quot;">&lt;p&gt; &amp;amp; e&nbsp;f</a>')) == [
        ("a", {"href": 'b?c=1&d="'}, ["<p> &amp; e\u00a0f"]),
    ]


def test_a_value_may_hold_the_end_of_a_tag() -> None:
    assert outline(parse_html('<a href="b>c" class="d">e</a>f')) == [("a", {"href": "b>c", "class": "d"}, ["e"]), "f"]

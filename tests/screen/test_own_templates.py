"""Page templates of the reader: used in place of the built-in ones, shut in, told of with their line."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from briefing_app.errors import TemplateError
from briefing_app.paths import Paths, resources
from briefing_app.screen.renderer import Renderer
from briefing_app.screen.style import PageStyle
from briefing_app.templates import LARGEST, TemplateFolder, template_folders
from tests.builders import build_card

STYLE = PageStyle()
Put = Callable[..., Path]


@pytest.fixture
def folder(paths: Paths) -> TemplateFolder:
    found = template_folders(paths)["jinja"]
    found.own.mkdir(parents=True)
    return found


@pytest.fixture
def put(folder: TemplateFolder) -> Put:
    """Write one of the reader's own templates."""

    def write(text: str, name: str = "card.html.j2") -> Path:
        path = folder.own / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def renderer(folder: TemplateFolder) -> Renderer:
    return Renderer(resources(), "en", folder)


def page(renderer: Renderer, title: str = "Talks") -> str:
    return renderer.card_page(build_card(title=title), STYLE).html


def fault_of(renderer: Renderer) -> str:
    with pytest.raises(TemplateError) as raised:
        page(renderer)
    return raised.value.sentence


def test_a_template_of_the_readers_is_used_and_its_values_are_escaped(renderer: Renderer, put: Put) -> None:
    put("{# Mine. #}\n<h1>My {{ card.title }}</h1>\n")
    assert "<h1>My " in page(renderer) and "As at" not in page(renderer)
    put("<p>{{ card.title }}</p>")
    assert "&lt;img src=x&gt;" in page(renderer, "<img src=x>")


def test_the_others_stay_the_built_in_ones(renderer: Renderer, put: Put) -> None:
    built_in = Renderer(resources(), "en")
    put("body { color: #123456 }", "style.css.j2")
    mine = page(renderer)
    assert "#123456" in mine
    assert mine[mine.index("<body") :] == page(built_in)[page(built_in).index("<body") :]
    assert renderer.help_page("searching", STYLE).html.count("#123456") == 1


def test_every_page_is_the_same_in_the_sandbox(renderer: Renderer, folder: TemplateFolder) -> None:
    built_in = Renderer(resources(), "en")
    for name in folder.names:  # own by a line alone, which no page shows
        text = (folder.built_in / name).read_text("utf-8")
        (folder.own / name).write_text("{# Mine. #}\n" + text, encoding="utf-8")
    assert page(renderer) == page(built_in)
    for topic in ("searching", "card-format"):
        assert renderer.help_page(topic, STYLE) == built_in.help_page(topic, STYLE)
    assert renderer.state_page("no-card", STYLE) == built_in.state_page("no-card", STYLE)


def test_what_was_changed_is_seen_at_once_and_a_copy_gives_way(
    renderer: Renderer, put: Put, folder: TemplateFolder
) -> None:
    path = put("<h1>One</h1>")
    assert "<h1>One" in page(renderer)
    path.write_text("<h1>Another</h1>", encoding="utf-8")
    assert "<h1>Another" in page(renderer)
    path.write_bytes(folder.copy_of("card.html.j2").replace(b"Briefing App ", b"Briefing App 0.0.1+"))
    assert folder.own_text("card.html.j2") is None
    assert page(renderer) == page(Renderer(resources(), "en"))
    path.unlink()
    assert page(renderer) == page(Renderer(resources(), "en"))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("<p>a</p>\n{% if %}\n", 2, "Expected an expression"),
        ("<p>\n\n{{ card.nothing }}</p>", 3, "Nothing here has the name “nothing”."),
        ("\n{{ nothing }}", 2, "Nothing here has the name “nothing”."),
        ("\n{{ 1 / 0 }}", 2, "Division by zero."),
        ("{% macro a() %}\n{{ a() }}\n{% endmacro %}{{ a() }}", 2, "calls itself without an end"),
        ('\n\n{% include "nothing.html.j2" %}', 3, "no template “nothing.html.j2”"),
    ],
)
def test_a_broken_one_is_told_with_file_line_and_sentence(
    renderer: Renderer, put: Put, text: str, line: int, said: str
) -> None:
    path = put(text)
    told = fault_of(renderer)
    assert told.startswith(f"{path}:{line}: ") and said in told


def test_a_fault_in_the_frame_or_the_style_names_that_file(renderer: Renderer, put: Put) -> None:
    path = put("p { }\n\np { color: {{ theme.nothing }} }", "style.css.j2")
    assert fault_of(renderer).startswith(f"{path}:3: ")


@pytest.mark.parametrize(
    "attack",
    [
        "{% include '/etc/passwd' %}",
        "{% include '../../../../etc/passwd' %}",
        "{% include '..' %}",
        "{% include 'jinja/../secret.txt' %}",
        "{% include '../secret.txt' %}",
        "{% import '../secret.txt' as secret %}{{ secret }}",
        "{% extends '../secret.txt' %}",
        "{{ ''.__class__.__mro__ }}",
        "{{ ''['__class__'] }}",
        "{{ ''|attr('__class__') }}",
        "{{ '{0.__class__}'.format(1) }}",
        "{{ card.__class__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ _.__globals__ }}",
        "{{ iso.__self__ }}",
        "{{ prose.func }}",
        "{{ date.func.__globals__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ px('1').__class__ }}",
        "{{ [card]|map(attribute='__class__')|join }}",
    ],
)
def test_nothing_outside_the_folder_is_reached_and_no_code(
    renderer: Renderer, put: Put, paths: Paths, attack: str
) -> None:
    (paths.templates / "secret.txt").write_text("canary", encoding="utf-8")
    path = put(f"\n{attack}")
    assert fault_of(renderer).startswith(f"{path}:2: ")


def test_a_record_that_holds_a_path_gives_no_file(renderer: Renderer, put: Put, tmp_path: Path) -> None:
    from briefing_app.cards.problems import Problem

    secret = tmp_path / "secret.txt"
    secret.write_text("canary", encoding="utf-8")
    for ask in ("read_text()", "parent.joinpath('x')", "open()", "parent"):
        path = put("\n{{ problems[0].path." + ask + " }}", "problems.html.j2")
        with pytest.raises(TemplateError, match="A template may not use “") as raised:
            renderer.problems_page("Talks", [Problem(secret, 1, "error", "x", "Y.")], STYLE)
        assert raised.value.sentence.startswith(f"{path}:2: ")


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="http://example.org/a.png">',
        '<img src="file:///etc/passwd">',
        '<p style="background: url(http://example.org/a.png)">x</p>',
        '<table background="http://example.org/a.png"></table>',
        '<link rel="stylesheet" href="http://example.org/a.css">',
        "<script>alert(1)</script>",
        '<a href="file:///etc/passwd">x</a>',
        '<a href="javascript:alert(1)">x</a>',
        "<style>p { background: url(x) }</style>",
    ],
)
def test_a_page_that_would_fetch_something_is_stopped(renderer: Renderer, put: Put, markup: str) -> None:
    path = put(f"<p>a</p>\n{markup}\n")
    assert fault_of(renderer).startswith(f"{path}:2: A page may not hold “<")


def test_markup_made_at_run_time_or_let_through_is_stopped(renderer: Renderer, put: Put) -> None:
    for text in (
        "{{ ('<' ~ 'img src=\"http://example.org\">')|safe }}",
        "{% autoescape false %}{{ '<' ~ 'img src=x>' }}{% endautoescape %}",
    ):
        path = put(text)
        assert fault_of(renderer).startswith(f"{path}: A page may not hold “<img")
    path = put("{{ card.title|safe }}")
    with pytest.raises(TemplateError, match="may not hold “<img src=x>"):
        page(renderer, "<img src=x>")


def test_a_style_that_fetches_is_stopped_on_its_line(renderer: Renderer, put: Put) -> None:
    path = put("p { }\np { background: url(http://example.org/a.png) }\n", "style.css.j2")
    assert fault_of(renderer).startswith(f"{path}:2: A page may not hold “url”")


@pytest.mark.parametrize(
    "bomb",
    [
        "{{ range(10**9)|list }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{{ card.title * 99 }}{% endfor %}{% endfor %}",
        "{{ 9 ** (9 ** 9) }}",
        "{{ 'x' * 10 ** 10 }}",
        "{{ [1] * 10 ** 10 }}",
        "{{ '%10000000000d' % 1 }}",
        "{{ 'x'.ljust(10 ** 10) }}",
        "{% set n = namespace(x='xx') %}{% for a in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
        "{% set n = namespace(x='xx') %}{% for a in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "{% set n = namespace(x='x') %}{% for a in range(99) %}{% set n.x %}{{ n.x }}{{ n.x }}{% endset %}{% endfor %}",
        "{% macro a(n) %}{% if n %}{{ a(n - 1) }}{{ a(n - 1) }}{% endif %}{% endmacro %}{{ a(60) }}",
        "{% set n = n|default(60) - 1 %}{% if n %}{% include 'card.html.j2' %}{% include 'card.html.j2' %}{% endif %}",
    ],
)
def test_what_would_not_come_to_an_end_is_stopped(renderer: Renderer, put: Put, bomb: str) -> None:
    path = put(bomb)
    told = fault_of(renderer)
    assert told.startswith(str(path)) and re.search("come to an end|more text|too large|too big|may not use", told)


def test_a_link_out_of_the_folder_a_large_file_and_no_text_are_refused(
    renderer: Renderer, put: Put, folder: TemplateFolder, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary", encoding="utf-8")
    path = folder.own / "card.html.j2"
    path.symlink_to(secret)
    assert fault_of(renderer) == f"{path}: The file lies outside the folder of templates."
    path.unlink()
    path.write_text("x" * (LARGEST + 1), encoding="utf-8")
    assert "200 kB" in fault_of(renderer)
    path.write_bytes(b"a\nb\xff")
    assert fault_of(renderer).startswith(f"{path}:2: ")
    if hasattr(os, "mkfifo"):
        path.unlink()
        os.mkfifo(path)
        assert "no plain file" in fault_of(renderer)


def test_the_built_in_one_serves_where_the_fault_is_only_to_be_told(folder: TemplateFolder, put: Put) -> None:
    told: list[TemplateError] = []
    renderer = Renderer(resources(), "en", folder, told.append)
    put("{{ nothing }}")
    assert page(renderer) == page(Renderer(resources(), "en"))
    assert renderer.fell_back and "Nothing here has the name “nothing”." in told[0].sentence
    put("<h1>Mended</h1>")
    assert "Mended" in page(renderer) and not renderer.fell_back

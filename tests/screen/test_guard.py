"""The last wall: no page leaves the renderer with markup that Qt could read a file for."""

from __future__ import annotations

import pytest

from briefing_app.screen.guard import UnsafePageError, check


@pytest.mark.parametrize(
    "html",
    [
        '<p class="a">b</p>',
        '<a href="https://example.org/?a=1&amp;b=2">x</a>',
        '<a href="mailto:a@b.c">x</a><a href="#section-1">y</a>',
        "<style>p { color: #123456 }</style>",
        "1 &lt; 2 &gt; 1, url(file:///x), title=",
    ],
)
def test_what_pages_need_passes(html: str) -> None:
    assert check(html) is html


@pytest.mark.parametrize(
    "html",
    [
        '<img src="x">',
        '<p title="x">y</p>',
        '<p style="color: red">y</p>',
        '<table background="x"></table>',
        '<body background="x"></body>',
        '<link rel="stylesheet" href="x">',
        '<a href="file:///etc/passwd">x</a>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="x.html">x</a>',
        "<a href='https://example.org'>x</a>",
        "<p class=a>x</p>",
        "<P>x</P>",
        "<!-- x -->",
        "<!DOCTYPE html>",
        "<p",
        "a < b",
        "<style>p { background: url(x) }</style>",
        "<style>@import 'x'</style>",
        "<style>p { background-image: x }</style>",
        "<style>a {}</style><style>b {}</style>",
        "<style>p { background: url(x) }",
        "</style><style>p { background: url(x) }</style>",
    ],
)
def test_all_else_is_stopped(html: str) -> None:
    with pytest.raises(UnsafePageError):
        check(html)

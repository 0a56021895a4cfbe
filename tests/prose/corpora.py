"""Texts that nobody wrote for us: published bodies, and the suites that were made to break readers of text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"

needs_corpora = pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora do not lie beside this checkout")


@cache
def suite(name: str) -> tuple[Any, ...]:
    """The cases of one suite: "commonmark-spec", "naughty-strings" or "xss-payloads"."""
    return tuple(json.loads((CORPORA / "suites" / f"{name}.json").read_text("utf-8")))


def payloads() -> tuple[str, ...]:
    """Strings that run or fetch something where a page takes them for HTML."""
    return tuple(map(str, suite("xss-payloads")))


def naughty_strings() -> tuple[str, ...]:
    """Strings that break programs which take text for granted."""
    return tuple(map(str, suite("naughty-strings")))


def commonmark_examples() -> tuple[str, ...]:
    """The Markdown of CommonMark's examples."""
    return tuple(example["markdown"] for example in suite("commonmark-spec"))


def bodies() -> Iterator[str]:
    """Every published body."""
    for path in sorted(CORPORA.glob("*/*.jsonl")):
        if path.parent.name == "suites":
            continue
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                if body := record.get("background") or record.get("text"):
                    yield body

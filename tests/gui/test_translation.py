"""Every visible word comes from the catalogue: with a made-up language in place, no English is left in the window."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit, QWidget

from briefing_app import i18n
from briefing_app.gui.application import Windows
from briefing_app.paths import Paths
from briefing_app.workspace import Workspace

ROOT = Path(__file__).parent.parent.parent
METHODS = [("briefing_app/**.py", "python"), ("resources/templates/**.j2", "jinja2.ext:babel_extract")]
MARK = "ẋ"


def made_up(text: str) -> str:
    """`text` in the made-up language: marked before each word, its placeholders kept."""
    return "".join(
        part if part.startswith("{") else re.sub(r"\b(?=\w)", MARK, part) for part in re.split(r"(\{\w*\})", text)
    )


@pytest.fixture
def made_up_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    catalogue = Catalog(locale="eo")
    for _file, _line, message, _comments, _context in extract_from_dir(ROOT, METHODS, comment_tags=()):
        if isinstance(message, tuple):
            catalogue.add(message[:2], tuple(map(made_up, message[:2])))
        else:
            catalogue.add(message, made_up(message))
    folder = tmp_path / "locales" / "eo" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / f"{i18n.DOMAIN}.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setenv("LANGUAGE", "eo")
    monkeypatch.setenv("LC_ALL", "eo_XX.UTF-8")
    configure = i18n.configure
    monkeypatch.setattr(i18n, "configure", lambda _locales: configure(tmp_path / "locales"))
    yield
    configure(ROOT / "resources" / "locales")


def words_of(widget: QWidget) -> Iterator[str]:
    """What a widget shows or tells a screen reader."""
    yield widget.accessibleName()
    yield widget.toolTip()
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        yield widget.placeholderText()
    yield from (action.text() for action in widget.findChildren(QAction))


def english_words(text: str) -> list[str]:
    """The words of `text` that came from no catalogue; names, keys and numbers are nobody's language."""
    return [word for word in re.findall(rf"{MARK}?[A-Za-z][a-z]{{2,}}", text) if not word.startswith(MARK)]


@pytest.mark.usefixtures("made_up_language", "qapp")
def test_no_english_is_left_in_the_window(paths: Paths) -> None:
    workspace = Workspace(paths, bundled=False)
    windows = Windows(workspace)
    window = windows.make()
    window.start()
    texts = {text for widget in [window, *window.findChildren(QWidget)] for text in words_of(widget) if text}
    texts.add(window.view.toPlainText())
    assert len(texts) > 40
    assert {text: english_words(text) for text in texts if english_words(text)} == {}
    window.close()
    windows.end()
    workspace.close()

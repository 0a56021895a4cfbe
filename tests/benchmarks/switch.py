"""From choosing another card to its painted page in the real window, against a bare browser that sets the same HTML."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import cycle
from pathlib import Path

from PySide6.QtWidgets import QApplication, QTextBrowser

from briefing_app.gui.application import Windows
from briefing_app.paths import find_paths
from briefing_app.screen.style import PageStyle
from briefing_app.workspace import Workspace
from tests.benchmarks.measure import Row, in_turns_ms
from tests.builders import prose_of, timeline_of, write_card

ROUNDS = 25
WORDS = ("words-a", "words-b")
ROWS = ("rows-a", "rows-b")


def switch() -> Iterator[Row]:
    """A card of 1,000 words, and one whose timeline of 300 rows is in sight; two of each, so that none is at hand."""
    application = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as name:
        cards = Path(name) / "cards"
        for card_id in WORDS:
            write_card(cards, card_id, prose_of(1000), title=card_id)
        for card_id in ROWS:
            write_card(cards, card_id, title=card_id, timeline=timeline_of(300))
        with closing(Workspace(find_paths(Path(name) / "data"), [cards], bundled=False)) as workspace:
            workspace.library.refresh()
            yield from _rows(workspace, application.processEvents)


def _rows(workspace: Workspace, settle: Callable[[], None]) -> Iterator[Row]:
    windows = Windows(workspace)
    window = windows.make()
    window.resize(1280, 860)
    window.start(WORDS[0])
    window.show()
    settle()
    bare = QTextBrowser()
    bare.resize(window.view.size())
    bare.show()

    def chosen(card_ids: tuple[str, str]) -> Callable[[], None]:
        turns = cycle(card_ids)

        def choose() -> None:
            window.show_card(next(turns))
            settle()

        return choose

    def set_bare(card_ids: tuple[str, str]) -> Callable[[], None]:
        style = PageStyle(columns=window.view.columns())
        pages = cycle([workspace.renderer.card_page(workspace.card(card_id), style).html for card_id in card_ids])

        def set_html() -> None:
            bare.setHtml(next(pages))
            settle()

        return set_html

    for card_ids, label, target in (
        (WORDS, "another card of 1,000 words", "< 16 ms"),
        (ROWS, "another card, 300 rows in sight", "< 60 ms"),
    ):
        found = in_turns_ms({"ours": chosen(card_ids), "bare": set_bare(card_ids)}, ROUNDS)
        yield Row(label, found["ours"], found["bare"], "ms", "bare setHtml", target)
    window.close()
    windows.end()
    bare.close()
    settle()

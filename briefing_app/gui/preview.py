"""The real window drawn into pictures, light and dark, and its first card as PDF: for machines without a screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QApplication

from briefing_app.card_export import export
from briefing_app.gui.application import Windows, make_application
from briefing_app.paths import find_paths
from briefing_app.workspace import Workspace

SIZE = (1280, 900)
FIRST_CARD = "armenia-azerbaijan-abu-dhabi"


def render_preview(folder: Path) -> Iterator[Path]:
    """Write window-light.png, window-dark.png and a PDF into `folder`; each path as it is done.

    The data folder is a new, empty one: no note of the reader gets into a picture.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as data:
        workspace = Workspace(find_paths(Path(data)))
        yield from _draw(workspace, folder)
        workspace.close()


def _draw(workspace: Workspace, folder: Path) -> Iterator[Path]:
    workspace.library.refresh()
    ids = [entry.id for entry in workspace.entries() if not entry.broken]
    first = FIRST_CARD if FIRST_CARD in ids else next(iter(ids), "")
    application = make_application(workspace)
    windows = Windows(workspace)
    window = windows.make()
    window.start(first)
    window.resize(*SIZE)
    for name, choose in (("light", window.looks.use_light), ("dark", window.looks.use_dark)):
        choose()
        _settle(application)
        picture = folder / f"window-{name}.png"
        window.grab().save(str(picture))
        yield picture
    window.close()
    windows.end()
    if first:
        pdf = folder / f"{first}.pdf"
        export(workspace, [first], pdf)
        yield pdf


def _settle(application: QApplication) -> None:
    """Let what waits in the event loop be drawn."""
    for _turn in range(20):
        application.processEvents()

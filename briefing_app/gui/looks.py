"""How the window looks: light or dark, and how large; what was chosen is kept in the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from briefing_app.gui.style import palette, style_sheet, theme_name
from briefing_app.screen.theme import Theme, load_theme

if TYPE_CHECKING:
    from briefing_app.workspace import Workspace

ZOOM_STEPS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)


class Looks(QObject):
    """The theme and the zoom in force."""

    changed = Signal()
    """Theme or zoom are others now: draw anew."""
    settings_changed = Signal(dict)
    """Settings to keep, by name."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.theme = self._load()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.apply)

    @property
    def theme_name(self) -> str:
        """ "light" or "dark"."""
        return theme_name(self._workspace.settings.theme)

    @property
    def zoom(self) -> float:
        """The factor on every size of text."""
        return min(max(self._workspace.settings.zoom, ZOOM_STEPS[0]), ZOOM_STEPS[-1])

    def apply(self) -> None:
        """Dress the whole application in the theme."""
        self.theme = self._load()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setPalette(palette(self.theme))
            application.setStyleSheet(style_sheet(self.theme))
        self.changed.emit()

    def use_system(self) -> None:
        """Follow the system's light or dark."""
        self._use("system")

    def use_light(self) -> None:
        """Light, whatever the system says."""
        self._use("light")

    def use_dark(self) -> None:
        """Dark, whatever the system says."""
        self._use("dark")

    def zoom_in(self) -> None:
        """The next larger size."""
        self.zoom_by(1)

    def zoom_out(self) -> None:
        """The next smaller size."""
        self.zoom_by(-1)

    def zoom_by(self, steps: int) -> None:
        """The size so many steps larger, or smaller where it is negative."""
        nearest = min(range(len(ZOOM_STEPS)), key=lambda place: abs(ZOOM_STEPS[place] - self.zoom))
        self._zoom(ZOOM_STEPS[min(max(nearest + steps, 0), len(ZOOM_STEPS) - 1)])

    def zoom_reset(self) -> None:
        """The size that the design has."""
        self._zoom(1.0)

    def _load(self) -> Theme:
        return load_theme(self._workspace.paths.resources, self.theme_name)

    def _use(self, name: str) -> None:
        self.settings_changed.emit({"theme": name})
        self.apply()

    def _zoom(self, zoom: float) -> None:
        self.settings_changed.emit({"zoom": zoom})
        self.changed.emit()

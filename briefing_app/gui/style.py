"""The window's colours and shapes, from the same theme as its pages."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette

from briefing_app.screen.theme import Theme

FURNITURE_FAMILY = "Noto Sans"
TEXT_FAMILY = "Noto Serif"
FURNITURE_PX = 13

_SHEET = """
QWidget {{ color: {ink}; }}
QMainWindow, QMenuBar, QDialog, #sidebar, #notesPanel, #notesSide {{ background: {side}; }}
QMenuBar {{ padding: 2px 6px; border: none; }}
QMenuBar::item {{ padding: 4px 8px; background: transparent; border-radius: 4px; }}
QMenuBar::item:selected {{ background: {selection}; }}
QMenu {{ background: {paper}; border: 1px solid {rule}; padding: 5px; }}
QMenu::item {{ padding: 5px 26px 5px 24px; border-radius: 4px; }}
QMenu::item:selected {{ background: {selection}; color: {strong}; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::separator {{ height: 1px; background: {rule}; margin: 5px 8px; }}
QSplitter::handle {{ background: {rule}; }}
QLineEdit, QComboBox, QPlainTextEdit {{
    background: {paper}; border: 1px solid {rule}; border-radius: 6px; padding: 5px 9px;
    selection-background-color: {accent}; selection-color: {paper}; placeholder-text-color: {muted};
}}
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus {{ border: 1px solid {accent}; }}
QComboBox::drop-down {{ border: none; width: 22px; }}
QComboBox::down-arrow {{
    width: 0; height: 0; border-left: 4px solid {paper}; border-right: 4px solid {paper}; border-top: 5px solid {muted};
}}
QPlainTextEdit#notesEditor {{ background: transparent; border: none; padding: 0 0 0 9px; }}
QPlainTextEdit#notesEditor:focus {{ border: none; }}
QPlainTextEdit#readingBox, QPlainTextEdit#readingBox:focus {{ border: none; }}
QMessageBox QLabel#qt_msgbox_label {{ font-size: 15px; font-weight: bold; color: {strong}; }}
#notesHeading {{ color: {accent}; font-weight: bold; letter-spacing: 1px; font-size: 12px; padding: 6px 6px 2px 6px; }}
#notesStatus {{ color: {muted}; font-size: 12px; padding: 4px 6px; }}
#notesStatus[state="failed"] {{ color: {alert}; font-weight: bold; }}
QTableView#cardList, QListView#paletteList {{ background: transparent; border: none; outline: none; }}
QTableView#cardList {{ selection-background-color: transparent; }}
QListView#paletteList::item {{ padding: 5px 8px; border-radius: 5px; color: {ink}; }}
QListView#paletteList::item:selected {{ background: {selection}; color: {strong}; }}
#markBar {{ background: {paper}; border: 1px solid {rule}; border-radius: 8px; }}
QToolButton#markButton {{ border: none; padding: 3px 8px; font-size: 12px; background: transparent; }}
QToolButton#markButton:hover {{ background: {selection}; }}
QListWidget#markList {{ background: transparent; border-top: 1px solid {rule}; outline: none; font-size: 12px; }}
QListWidget#versionList, QListWidget#binList {{ outline: none; }}
QListView#bookList {{ background: {paper}; border: 1px solid {rule}; border-radius: 6px; outline: none; }}
QSplitter#bookPanes::handle {{ background: transparent; }}
QScrollArea#coverArea, QScrollArea#coverArea > QWidget > QWidget {{ background: transparent; }}
#bookNews {{ color: {accent}; font-size: 12px; }}
QListWidget#markList::item, QListWidget#versionList::item, QListWidget#binList::item {{
    padding: 6px 8px; border-radius: 5px; color: {ink};
}}
QListWidget#markList::item:selected, QListWidget#versionList::item:selected, QListWidget#binList::item:selected {{
    background: {selection}; color: {strong};
}}
QToolButton#audience {{
    background: transparent; border: 1px solid transparent; padding: 1px 6px; font-size: 12px; color: {muted};
}}
QToolButton#audience:hover {{ background: {selection}; }}
QToolButton#audience:focus {{ border: 1px solid {accent}; }}
QTreeWidget#places {{ background: transparent; border: none; outline: none; }}
QTreeWidget#places::item {{ padding: 3px 2px; border-radius: 4px; color: {ink}; }}
QTreeWidget#places::item:hover {{ background: {selection}; }}
QToolButton#chip {{ padding: 2px 3px; font-size: 12px; border-radius: 9px; min-height: 14px; }}
QToolButton#chip::menu-indicator {{ image: none; }}
#explanation, #counts {{ font-size: 12px; color: {muted}; }}
#listMessage, #quiet {{ color: {muted}; }}
QTextBrowser#cardView {{ background: {paper}; border: none; }}
#notesBar {{ background: {paper}; border-bottom: 1px solid {rule}; }}
#notesBar QToolButton#chip:checked, #notesBar QToolButton#chip[set="true"] {{
    background: {selection}; color: {strong}; border: 1px solid {accent};
}}
#findBar, #messageBar, #conflictBar {{ background: {tint}; border-top: 1px solid {rule}; }}
#findCount {{ color: {muted}; }}
#messageBar[urgent="true"] {{ border-top: 2px solid {alert}; }}
#messageText {{ color: {strong}; }}
#workBar {{ background: {tint}; border-top: 1px solid {rule}; }}
#pagePreview #workBar {{ border: 1px solid {rule}; border-radius: 6px; }}
QScrollArea#pageArea {{ background: {tint}; border: 1px solid {rule}; border-radius: 6px; }}
QScrollArea#pageArea:focus {{ border: 1px solid {accent}; }}
#previewProblem {{
    background: {tint}; border: 1px solid {rule}; border-radius: 6px; color: {strong}; font-size: 14px;
}}
#previewProblem:focus {{ border: 1px solid {accent}; }}
#paperChoices, #paperChoices > QWidget > QWidget {{ background: transparent; }}
QProgressBar {{ background: {rule}; border: none; border-radius: 4px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 4px; }}
#lockScreen {{ background: {paper}; }}
#tabHeading {{ color: {strong}; font-weight: bold; }}
#lockStatus {{ color: {alert}; }}
#recoveryCode {{ color: {strong}; padding: 8px 0; }}
#palette {{ background: {paper}; border: 1px solid {rule}; }}
#dialogTitle {{ font-size: 17px; font-weight: bold; color: {strong}; }}
QCheckBox::indicator {{
    width: 13px; height: 13px; border: 1px solid {muted}; border-radius: 3px; background: {paper};
}}
QCheckBox::indicator:checked {{ background: {accent}; border: 1px solid {accent}; }}
QPushButton, QToolButton {{
    background: {paper}; border: 1px solid {rule}; border-radius: 6px; padding: 5px 14px; min-height: 18px;
}}
QPushButton:hover, QToolButton:hover {{ background: {selection}; }}
QPushButton:focus, QToolButton:focus {{ border: 1px solid {accent}; }}
QPushButton:default, QPushButton#primary {{ background: {accent}; color: {paper}; border: 1px solid {accent}; }}
QPushButton:default:disabled, QPushButton#primary:disabled {{
    background: {rule}; color: {muted}; border: 1px solid {rule};
}}
QPushButton:disabled, QToolButton:disabled {{ color: {muted}; }}
QPushButton:flat, QToolButton#flat {{ background: transparent; border: 1px solid transparent; padding: 4px 8px; }}
QPushButton:flat:hover, QToolButton#flat:hover {{ background: {selection}; }}
QPushButton:flat:focus, QToolButton#flat:focus {{ border: 1px solid {accent}; }}
QLineEdit QToolButton, QLineEdit QToolButton:hover, QLineEdit QToolButton:focus {{
    background: transparent; border: none; padding: 0; min-height: 0;
}}
QStatusBar {{ background: {side}; color: {muted}; font-size: 12px; }}
QStatusBar::item {{ border: none; }}
QToolTip {{ background: {paper}; color: {ink}; border: 1px solid {rule}; padding: 4px; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {rule}; min-height: 36px; border-radius: 4px; margin: 1px; }}
QScrollBar::handle:vertical:hover {{ background: {muted}; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {rule}; min-width: 36px; border-radius: 4px; margin: 1px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def style_sheet(theme: Theme) -> str:
    """The style sheet of every widget."""
    return _SHEET.format(**{name: value for name, value in theme._asdict().items() if isinstance(value, str)})


def palette(theme: Theme) -> QPalette:
    """The palette, for what a style sheet does not reach: text that is painted, selections, placeholders."""
    roles = {
        QPalette.ColorRole.Window: theme.side,
        QPalette.ColorRole.WindowText: theme.ink,
        QPalette.ColorRole.Base: theme.paper,
        QPalette.ColorRole.AlternateBase: theme.tint,
        QPalette.ColorRole.Text: theme.ink,
        QPalette.ColorRole.BrightText: theme.strong,
        QPalette.ColorRole.Button: theme.side,
        QPalette.ColorRole.ButtonText: theme.ink,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.paper,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.PlaceholderText: theme.muted,
        QPalette.ColorRole.Mid: theme.rule,
        QPalette.ColorRole.Midlight: theme.selection,
        QPalette.ColorRole.ToolTipBase: theme.paper,
        QPalette.ColorRole.ToolTipText: theme.ink,
    }
    made = QPalette()
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    return made


def furniture_font(pixels: int = FURNITURE_PX, *, bold: bool = False) -> QFont:
    """The sans face of everything that is operated."""
    return _font(FURNITURE_FAMILY, pixels, bold=bold)


def text_font(pixels: int, *, bold: bool = False) -> QFont:
    """The serif face of everything that is read or written at length."""
    return _font(TEXT_FAMILY, pixels, bold=bold)


def theme_name(setting: str) -> str:
    """ "light" or "dark": what the reader set, else what the system has."""
    if setting in ("light", "dark"):
        return setting
    return "dark" if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def _font(family: str, pixels: int, *, bold: bool) -> QFont:
    font = QFont(family)
    font.setPixelSize(pixels)
    font.setBold(bold)
    return font

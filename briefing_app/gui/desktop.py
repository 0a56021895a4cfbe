"""What the desktop does with a file of the reader's: opens it, or shows it in its folder."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices

SERVICE, PLACE = "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1"  # the File Manager D-Bus Interface
ANSWERS_MS = 2000


def open_file(path: Path) -> bool:
    """Open a file in the program that the system has for it; False where it has none."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def show_in_folder(path: Path) -> bool:
    """Show the folder of a file in the system's file manager, with the file marked where it can do that."""
    if sys.platform == "win32":
        return _start("explorer.exe", f"/select,{path}")
    if sys.platform == "darwin":
        return _start("open", "-R", str(path))
    return _ask_file_manager(path) or QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def _start(program: str, *arguments: str) -> bool:
    started = QProcess.startDetached(program, list(arguments))
    return started[0] if isinstance(started, tuple) else bool(started)


def _ask_file_manager(path: Path) -> bool:
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    call = QDBusMessage.createMethodCall(SERVICE, PLACE, SERVICE, "ShowItems")
    call.setArguments([[QUrl.fromLocalFile(str(path)).toString()], ""])
    return bus.call(call, timeout=ANSWERS_MS).type() == QDBusMessage.MessageType.ReplyMessage

"""What copying and dragging carry: words alone, and for what the reader wrote the wish that no history keeps them."""

from __future__ import annotations

import sys

from PySide6.QtCore import QMimeData

NOTHING = bytes(4)  # a DWORD that says no


def carry_words(data: QMimeData, words: str, *, private: bool = False) -> QMimeData:
    """Leave `words` in `data` and nothing else.

    `data` is Qt's own object, emptied and filled: one made in Python would still lie on the clipboard when Python is
    gone, and take the process down with it (PySide 6.11).

    Args:
        private: whether the words are the reader's own, which histories of the clipboard are asked to leave out.
    """
    data.text()  # until asked once, Qt's object makes up its formats anew
    for name in data.formats():
        data.removeFormat(name)
    data.setText(words)
    for name, value in _hints() if private else ():
        data.setData(name, value)
    return data


def _hints() -> tuple[tuple[str, bytes], ...]:
    """What tells this platform's histories of the clipboard to leave something out.

    KDE's Klipper and others that follow it: https://phabricator.kde.org/D12539. Windows:
    https://learn.microsoft.com/windows/win32/dataxchg/clipboard-formats (Cloud Clipboard and Clipboard History
    Formats), by the names of https://doc.qt.io/qt-6/qmimedata.html. macOS has a convention
    (http://nspasteboard.org, org.nspasteboard.ConcealedType), but PySide cannot give the pasteboard a type of
    that name.
    """
    if sys.platform == "win32":
        return (
            (_of_windows("ExcludeClipboardContentFromMonitorProcessing"), NOTHING),
            (_of_windows("CanIncludeInClipboardHistory"), NOTHING),
            (_of_windows("CanUploadToCloudClipboard"), NOTHING),
        )
    return () if sys.platform == "darwin" else (("x-kde-passwordManagerHint", b"secret"),)


def _of_windows(name: str) -> str:
    return f'application/x-qt-windows-mime;value="{name}"'

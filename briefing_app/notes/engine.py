"""The SQLite of the notes: SQLCipher, which opens plain files like any other SQLite, and encrypted ones with a key.

Everything about the file of notes goes through this one. Python's own `sqlite3` never opens it: two copies of SQLite in
one process undo each other's locks (https://www.sqlite.org/howtocorrupt.html, 2.2.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # of the same shape, and typed
    import sqlite3
else:
    from sqlcipher3 import dbapi2 as sqlite3

__all__ = ["sqlite3"]

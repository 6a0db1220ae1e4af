"""Turns SQL into rows: the tables, and one connection that threads take turns with."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

TABLES = """
CREATE TABLE users (
    id INTEGER PRIMARY KEY, username TEXT UNIQUE NOT NULL, password TEXT NOT NULL, role TEXT NOT NULL,
    manager INTEGER, facts TEXT NOT NULL, created REAL NOT NULL, avatar BLOB
);
CREATE TABLE projects (
    seq INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, owner INTEGER NOT NULL, status TEXT NOT NULL,
    facts TEXT NOT NULL, settings TEXT NOT NULL, created REAL NOT NULL, idempotency_key TEXT UNIQUE
);
CREATE TABLE files (
    seq INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, project TEXT, folder TEXT NOT NULL, content BLOB NOT NULL,
    facts TEXT NOT NULL, uploaded REAL NOT NULL
);
CREATE TABLE events (seq INTEGER PRIMARY KEY, type TEXT NOT NULL, project TEXT, data TEXT NOT NULL);
CREATE TABLE logins (id TEXT PRIMARY KEY, user INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0);
CREATE TABLE pairs (
    access TEXT PRIMARY KEY, refresh TEXT UNIQUE NOT NULL, login TEXT NOT NULL, expires REAL NOT NULL,
    spent REAL, successor TEXT
);
"""


class Database:
    """Everything that the backend remembers; in memory unless a path is given."""

    def __init__(self, path: str = ":memory:") -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript(TABLES)
        self._turn = threading.RLock()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all of the block or nothing."""
        with self._turn:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """Run one statement and return all rows."""
        with self._turn:
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Row | None:
        """Run one statement and return the first row, if there is one."""
        return next(iter(self.rows(sql, values)), None)

    def number(self, sql: str, values: Sequence[object] = ()) -> int:
        """Run a statement whose answer is one number."""
        return int(self.rows(sql, values)[0][0] or 0)

    def insert(self, table: str, **columns: object) -> int:
        """Add a row and return its number."""
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        with self._turn:
            cursor = self._connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(columns.values()))
            return int(cursor.lastrowid or 0)

    def update(self, table: str, key: str, value: object, **columns: object) -> int:
        """Change the rows whose `key` is `value`, and return how many there were."""
        changes = ", ".join(f"{name} = ?" for name in columns)
        with self._turn:
            cursor = self._connection.execute(
                f"UPDATE {table} SET {changes} WHERE {key} = ?", [*columns.values(), value]
            )
            return cursor.rowcount

    def delete(self, table: str, key: str, value: object) -> int:
        """Remove the rows whose `key` is `value`, and return how many there were."""
        with self._turn:
            return self._connection.execute(f"DELETE FROM {table} WHERE {key} = ?", [value]).rowcount

    def close(self) -> None:
        """Forget everything that is not in a file."""
        self._connection.close()

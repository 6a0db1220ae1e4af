"""What other processes do in the claims about them, and how they are started, spoken to and ended."""

# ruff: noqa: S101 - these are tests

from __future__ import annotations

import multiprocessing
import warnings
from collections.abc import Callable, Generator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Literal
from unittest import SkipTest

from attrs import frozen

from ..protocol import StoreKey, TokenStore
from .subject import MOMENT, PATIENCE, Subject, a_record, generation, increase, locks


@frozen
class Child:
    """A process that does one thing for a claim."""

    process: BaseProcess
    line: Any
    """Its end is a `Connection`, of one class or another by platform."""

    def hear(self) -> Any:
        """Wait for what it says."""
        assert self.line.poll(PATIENCE), "the other process says nothing"
        return self.line.recv()

    def tell(self, word: object = None) -> None:
        """Let it go on."""
        self.line.send(word)

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        self.process.kill()
        self.process.join(PATIENCE)


@contextmanager
def child(
    start: Literal["spawn", "fork"], target: Callable[..., None], *arguments: object
) -> Generator[Child, None, None]:
    """Run `target(*arguments, line)` in another process until the block is left."""
    if start not in multiprocessing.get_all_start_methods():
        raise SkipTest(f"this system has no {start}")
    context: Any = multiprocessing.get_context(start)
    line, theirs = context.Pipe()
    process = context.Process(target=target, args=(*arguments, theirs), daemon=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # to fork with threads is what is to be tried
        process.start()
    theirs.close()
    try:
        yield Child(process, line)
    finally:
        process.kill()
        process.join(PATIENCE)
        line.close()


def hold(subject: Subject, key: StoreKey, line: Connection) -> None:
    """Take the lock, and hold it until told."""
    with subject.make().lock(key, PATIENCE):
        line.send("held")
        line.recv()
    line.send("left")


def swap(subject: Subject, key: StoreKey, line: Connection) -> None:
    """Tell the generation that is there, and save the next one."""
    store = subject.make()
    gen = generation(store, key)
    line.send((gen, store.save(key, a_record(gen + 1, "child"), expected=gen)))
    line.recv()


def add(subject: Subject, key: StoreKey, mark: str, times: int, line: Connection) -> None:
    """Save so many generations, once told."""
    store = subject.make()
    line.send("ready")
    line.recv()
    increase(store, key, mark, times)
    line.send("done")


def add_on_and_on(subject: Subject, key: StoreKey, size: int, line: Connection) -> None:
    """Save one generation after the other, and tell each one that is saved."""
    store = subject.make()
    while True:
        increase(store, key, "child", 1, size=size)
        line.send(generation(store, key))


def go_on_after_fork(store: TokenStore, held: StoreKey, other: StoreKey, line: Connection) -> None:
    """Use a store that came along with the fork: tell whether the held lock and another are to be had, and save."""
    line.send((locks(store, held, MOMENT), locks(store, other, PATIENCE)))
    line.send(store.save(other, a_record(2, "child"), expected=1))
    line.recv()
    line.send(locks(store, held, PATIENCE))

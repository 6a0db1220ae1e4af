"""Conversations to their ends: two drivers that take the same steps and differ only in how they wait.

A driver also keeps order: whatever ends a conversation early, be it a cancelled task or Ctrl-C, a slot that was taken
is given back and a response that was opened is closed.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from ._http import httpx
from .lines import AsyncLine, Line
from .peek import aread, read
from .slots import in_trio
from .steps import Drop, Give, Read, Send, Sleep, Step, Take, Talk, Wait

T = TypeVar("T")


async def pause(seconds: float) -> None:
    """Sleep, under asyncio or trio."""
    await (sys.modules["trio"].sleep(seconds) if in_trio() else asyncio.sleep(seconds))


class Driver:
    """Takes the steps in a thread."""

    def __init__(self, line: Line, sleep: Callable[[float], None] = time.sleep) -> None:
        self._line = line
        self._sleep = sleep

    def run(self, talk: Talk[T]) -> T:
        """Take all steps; gives what the conversation ends with, or raises."""
        hands = _Hands()
        try:
            step = next(talk)
            while True:
                try:
                    result = self._take(step, hands)
                except Exception as fault:
                    step = talk.throw(fault)
                else:
                    step = talk.send(result)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]  # what a generator returns is typed by `Talk` alone
        except BaseException:
            self._let_go(hands)
            raise

    def _take(self, step: Step, hands: _Hands) -> Any:
        match step:
            case Take(url):
                hands.slot = self._line.take(url)
            case Send(request, plain):
                hands.response = self._line.send(hands.used(), request, plain=plain)
                return hands.response
            case Read(response, limit):
                return read(response, limit)
            case Drop(response):
                response.close()
            case Wait(flight):
                flight.wait()
            case Sleep(seconds):
                self._sleep(seconds)
            case Give():
                self._line.give(hands.used())
        return None

    def _let_go(self, hands: _Hands) -> None:
        if hands.slot is not None:
            self._line.give(hands.used())
        if hands.response is not None:
            hands.response.close()


class AsyncDriver:
    """Takes the steps in a task."""

    def __init__(self, line: AsyncLine, sleep: Callable[[float], Awaitable[None]] = pause) -> None:
        self._line = line
        self._sleep = sleep

    async def run(self, talk: Talk[T]) -> T:
        """Take all steps; gives what the conversation ends with, or raises."""
        hands = _Hands()
        try:
            step = next(talk)
            while True:
                try:
                    result = await self._take(step, hands)
                except Exception as fault:
                    step = talk.throw(fault)
                else:
                    step = talk.send(result)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]  # what a generator returns is typed by `Talk` alone
        except BaseException:
            await self._let_go(hands)
            raise

    async def _take(self, step: Step, hands: _Hands) -> Any:
        match step:
            case Take(url):
                hands.slot = await self._line.take(url)
            case Send(request, plain):
                hands.response = await self._line.send(hands.used(), request, plain=plain)
                return hands.response
            case Read(response, limit):
                return await aread(response, limit)
            case Drop(response):
                await response.aclose()
            case Wait(flight):
                await flight.wait_async()
            case Sleep(seconds):
                await self._sleep(seconds)
            case Give():
                self._line.give(hands.used())
        return None

    async def _let_go(self, hands: _Hands) -> None:
        if hands.slot is not None:
            self._line.give(hands.used())
        if hands.response is not None:
            await hands.response.aclose()


class _Hands:
    """What a conversation holds at the moment."""

    __slots__ = ("response", "slot")

    def __init__(self) -> None:
        self.slot: Any = None
        self.response: httpx.Response | None = None

    def used(self) -> Any:
        """Give the slot away: whoever it goes to gives it back from now on."""
        slot, self.slot = self.slot, None
        return slot

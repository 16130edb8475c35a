"""A signal is never lost."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress

import pytest

from localize.cli.interrupts import Interrupts


@pytest.fixture(autouse=True)
def _handlers():
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    yield
    signal.signal(signal.SIGINT, before[0])
    signal.signal(signal.SIGTERM, before[1])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_was_let_fall_is_raised_with_the_next_event(number):
    told = []
    tell = Interrupts().heard(told.append)
    tell("before")
    with suppress(KeyboardInterrupt):
        os.kill(os.getpid(), number)
    elsewhere = threading.Thread(target=tell, args=("in a thread",))
    elsewhere.start()
    elsewhere.join()
    with pytest.raises(KeyboardInterrupt):
        tell("after")
    assert told == ["before", "in a thread", "after"]


def test_an_ignored_ctrl_c_stays_ignored():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tell = Interrupts().heard(lambda _: None)
    os.kill(os.getpid(), signal.SIGINT)
    tell("after")
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN

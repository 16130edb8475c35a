"""The C library's heap, which CTranslate2 takes its buffers from on a CPU.

glibc gives each thread a heap of its own and keeps what is freed in small parts. Buffers of many
lengths, as speech makes them, leave holes in each that no other thread may fill. Other C libraries
have no such settings, and need none.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

#: Parameter of `mallopt` (glibc's malloc.h).
_ARENA_MAX: Final = -8


def share() -> None:
    """Have threads that begin after this share the process's one heap.

    Tried with base on two threads, peak and time of a run: 136 clips 1,010 MB and 58 s without,
    773 to 878 MB (three runs) and 58 to 59 s with; 1,013 s in 9 recordings 848 MB and 33 s, 780 MB
    and 35 s. Threads that have begun keep what they have.
    """
    settle = _glibc("mallopt")
    if settle is not None:
        settle(_ARENA_MAX, 1)


def give_back() -> None:
    """Give what is free in the heap to the system.

    Of base in int8 all but 25 MB stayed with the process when it was unloaded.
    """
    trim = _glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _glibc(name: str) -> ctypes._NamedFuncPointer | None:
    """A function of glibc's; None where there is no such function."""
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None), name, None)

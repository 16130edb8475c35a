"""The C library's heap: threads share one, and what is free in it can be given back."""

from __future__ import annotations

import ctypes
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from localize_models.speech import heap

pytestmark = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="another C library than glibc"
)

#: Threads that want memory at the same time; printed: the heaps that they made.
THREADS = """
import ctypes, threading
from localize_models.speech import heap
{first}
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
together = threading.Barrier(4)
def wants():
    together.wait()
    libc.malloc(ctypes.c_size_t(50_000))
    together.wait()
threads = [threading.Thread(target=wants) for _ in range(4)]
for one in threads: one.start()
for one in threads: one.join()
out = ctypes.c_void_p(libc.fopen(b"/dev/stdout", b"w"))
libc.malloc_info(0, out)
libc.fclose(out)
"""


def heaps(first: str) -> int:
    """How many heaps glibc counts."""
    script = THREADS.format(first=first)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.count("<heap nr=")


def test_threads_share_one_heap():
    assert heaps("") > 1  # what glibc does by itself
    assert heaps("heap.share()") == 1


def test_what_is_free_is_given_back():
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    parts = [libc.malloc(ctypes.c_size_t(60_000)) for _ in range(2_000)]
    for part in parts:
        ctypes.memset(part, 1, 60_000)
    # The last one stays, so that the heap does not shrink by itself.
    for part in parts[:-1]:
        libc.free(ctypes.c_void_p(part))
    before = resident()
    heap.give_back()
    assert resident() < before - 80
    libc.free(ctypes.c_void_p(parts[-1]))


def resident() -> int:
    """MB of this process that lie in no file."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.split("RssAnon:")[1].split()[0]) // 1024

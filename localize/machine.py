"""What this process may use of the machine: processors, cores and memory.

A container's limits count: `os.cpu_count` and `os.sched_getaffinity` tell the host's processors
where a quota allows fewer (``docker run --cpus``, a Kubernetes limit, systemd's ``CPUQuota``), and
threads beyond the quota are held back in the middle of a matrix that the others wait for.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Where the kernel's files lie.
_ROOT: Final = Path("/")

#: Processes like this one that work here at the same time.
_sharers = 1


def share(processes: int) -> None:
    """Tell that so many processes work here at the same time: each may use its part.

    Args:
        processes: this one among them.
    """
    global _sharers  # noqa: PLW0603 -- it is the process's
    _sharers = max(1, processes)


def processors() -> int:
    """Logical processors that may be kept busy at once: at least 1.

    A quota's part of a processor is left out: 2.5 of them are 2.
    """
    return max(1, _processors() // _sharers)


def cores() -> int:
    """Physical cores that may be kept busy at once: at least 1.

    Two threads on one core wait for the same arithmetic unit. Where the kernel does not tell which
    processors share a core, each counts as one.
    """
    folder = _ROOT / "sys/devices/system/cpu"
    shared = set()
    for number in _allowed():
        told = _text(folder / f"cpu{number}/topology/thread_siblings_list")
        shared.add(told or str(number))
    return max(1, min(len(shared) or os.cpu_count() or 1, _processors()) // _sharers)


def memory() -> int:
    """Bytes that this process may use: the machine's, or its control group's where less; or 0."""
    try:
        machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):  # no such question on this system
        return 0
    limits = [
        int(told)
        for folder in _groups("memory")
        for name in ("memory.max", "memory.limit_in_bytes")
        if (told := _text(folder / name)).isdecimal()
    ]
    return min([machine, *limits])


def _processors() -> int:
    """As `processors`, of all that share the machine."""
    return min([len(_allowed()) or os.cpu_count() or 1, *_quotas()])


def _allowed() -> set[int]:
    """The numbers of the processors that this process may run on; none where the system tells none.

    macOS and Windows tell none.
    """
    return os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()


def _quotas() -> Iterator[int]:
    """Whole processors that the control groups around this process allow."""
    for folder in _groups("cpu"):
        told = _text(folder / "cpu.max").split() or [
            _text(folder / "cpu.cfs_quota_us"),
            _text(folder / "cpu.cfs_period_us"),
        ]
        # "max" (version 2) and -1 (version 1) stand for no limit.
        if all(part.isdecimal() for part in told) and int(told[1]):
            yield max(1, int(told[0]) // int(told[1]))


def _groups(controller: str) -> Iterator[Path]:
    """Folders of the control groups that this process is in, and of those around them.

    In a container the file names groups as the host sees them, while only the container's own is
    there, as the outermost: a folder that is not there says nothing.

    Args:
        controller: version 1 has a hierarchy for each; version 2 has one for all.
    """
    top = _ROOT / "sys/fs/cgroup"
    for line in _text(_ROOT / "proc/self/cgroup").splitlines():
        number, controllers, path = line.split(":", 2)
        if controller in controllers.split(","):
            base = top / controller
        elif (number, controllers) == ("0", ""):
            base = top
        else:
            continue
        # A group beyond the container's is written with "..".
        own = base.joinpath(*(part for part in path.split("/") if part not in ("", "..")))
        yield own
        yield from own.parents[: len(own.parts) - len(base.parts)]


def _text(path: Path) -> str:
    """What a file of the kernel's holds; empty where there is none to read."""
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""

"""What a container's limits leave, by the kernel's files as Docker and systemd have them."""

import os

import pytest

from localize import machine

pytestmark = pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity"), reason="this system has no control groups"
)


@pytest.fixture
def kernel(tmp_path, monkeypatch):
    """Write a file of the kernel's, under a root of the test's; eight processors are allowed."""
    monkeypatch.setattr(machine, "_ROOT", tmp_path)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(8)))

    def write(path, text):
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"{text}\n", encoding="ascii")

    return write


def test_without_limits_every_processor_counts(kernel):
    kernel("proc/self/cgroup", "0::/user.slice")
    kernel("sys/fs/cgroup/user.slice/cpu.max", "max 100000")
    assert (machine.processors(), machine.cores()) == (8, 8)


@pytest.mark.parametrize(
    ("quota", "expected"), [("400000 100000", 4), ("250000 100000", 2), ("50000 100000", 1)]
)
def test_a_container_of_version_2(kernel, quota, expected):
    kernel("proc/self/cgroup", "0::/")
    kernel("sys/fs/cgroup/cpu.max", quota)
    assert machine.processors() == expected
    assert machine.cores() == expected


def test_the_narrowest_group_around_counts(kernel):
    kernel("proc/self/cgroup", "0::/system.slice/localize.service/worker")
    kernel("sys/fs/cgroup/system.slice/localize.service/cpu.max", "300000 100000")
    kernel("sys/fs/cgroup/system.slice/cpu.max", "600000 100000")
    kernel("sys/fs/cgroup/system.slice/localize.service/worker/memory.max", "max")
    kernel("sys/fs/cgroup/system.slice/memory.max", "1048576")
    assert machine.processors() == 3
    assert machine.memory() == 1048576


def test_a_group_beside_the_containers_own(kernel):
    """With a name space of its own, a process of another group is written with "..": no escape."""
    kernel("proc/self/cgroup", "0::/../../other")
    kernel("sys/fs/cgroup/cpu.max", "200000 100000")
    kernel("sys/other/cpu.max", "100000 100000")
    assert machine.processors() == 2


def test_a_container_of_version_1(kernel):
    """Docker mounts the container's own group as the root and still tells the host's path."""
    kernel(
        "proc/self/cgroup",
        "11:memory:/docker/0a1b\n4:cpu,cpuacct:/docker/0a1b\n1:name=systemd:/docker/0a1b",
    )
    kernel("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "500000")
    kernel("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000")
    kernel("sys/fs/cgroup/memory/memory.limit_in_bytes", "2097152")
    assert machine.processors() == 5
    assert machine.memory() == 2097152


def test_version_1_without_limits(kernel):
    kernel("proc/self/cgroup", "4:cpu,cpuacct:/\n11:memory:/")
    kernel("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1")
    kernel("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000")
    kernel("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712")
    assert machine.processors() == 8
    assert machine.memory() == os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def test_two_threads_of_one_core_count_once(kernel):
    for number in range(8):
        kernel(
            f"sys/devices/system/cpu/cpu{number}/topology/thread_siblings_list",
            f"{number % 4},{number % 4 + 4}",
        )
    assert (machine.processors(), machine.cores()) == (8, 4)
    kernel("proc/self/cgroup", "0::/")
    kernel("sys/fs/cgroup/cpu.max", "300000 100000")
    assert machine.cores() == 3


def test_processes_that_share_the_machine_have_a_part_each(kernel, monkeypatch):
    monkeypatch.setattr(machine, "_sharers", 1)
    machine.share(3)
    assert (machine.processors(), machine.cores()) == (2, 2)
    machine.share(20)
    assert (machine.processors(), machine.cores()) == (1, 1)


def test_this_machine():
    assert 1 <= machine.cores() <= machine.processors() <= (os.cpu_count() or 1)
    assert machine.memory() > 2**28

"""Where a model runs and in which arithmetic: `resolve` turns what was asked into what is there.

`auto` takes CUDA when CTranslate2 sees a device *and* its libraries load, else the CPU. CUDA by
name is a promise: where it cannot be kept, a `DeviceError` says why and what to do.

`cuda` is the first card, as it is for PyTorch, faster-whisper and CTranslate2: who wants several
names them, `cuda:0,cuda:1`, since the others may be somebody else's. Each then holds the weights,
and batches go to whichever is free.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from localize import machine
from localize.errors import DeviceError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

#: What CTranslate2 loads on its own when CUDA is used (4.5 and later are built for CUDA 12).
CUDA_LIBRARIES: Final = ("libcublas.so.12",)

#: Best first. faster-whisper recommends int8 on a CPU (its README's tables); half precision on
#: CUDA is what the official conversions are published in.
_PREFERRED: Final = {
    "cpu": ("int8", "int8_float32", "float32"),
    "cuda": ("float16", "int8_float16", "int8_float32", "int8", "float32"),
}

#: Our choice: as many as faster-whisper's README measures with; a machine with more cores is
#: better used by a second worker, since a decoder's matrices are small.
_MOST_THREADS: Final = 8
_FEW_PROCESSORS: Final = 4

_CARD: Final = re.compile(r"cuda:(\d{1,3})", re.ASCII)
#: Devices that are named without a number; ``cuda`` is the first card.
_ALONE: Final = ("auto", "cpu", "cuda")
_HOW: Final = "Say auto, cpu, cuda, cuda:N (N from 0), or several cards: cuda:0,cuda:1."


@dataclass(frozen=True, slots=True)
class Device:
    """A device that is there.

    Attributes:
        device: ``cpu`` or ``cuda``.
        index: which one; 0 for the CPU.
        compute_type: CTranslate2's name for the arithmetic.
        more: further cards that the model runs on as well.
    """

    device: str
    index: int
    compute_type: str
    more: tuple[int, ...] = ()

    @property
    def indexes(self) -> tuple[int, ...]:
        """Every card, in the order that they were named; one 0 for the CPU."""
        return (self.index, *self.more)

    @property
    def label(self) -> str:
        """For people and for provenance: ``cpu/int8``, ``cuda:0,cuda:1/float16``."""
        cards = ",".join(f"{self.device}:{index}" for index in self.indexes)
        return f"{self.device if self.device == 'cpu' else cards}/{self.compute_type}"


class Machine(Protocol):
    """What `resolve` asks of a machine; the default is this one."""

    def cuda_devices(self) -> int:
        """How many CUDA devices the driver shows; 0 without a driver."""

    def missing_cuda_libraries(self) -> tuple[str, ...]:
        """Those of `CUDA_LIBRARIES` that do not load."""

    def compute_types(self, device: str, index: int) -> AbstractSet[str]:
        """What CTranslate2 can compute in on a device."""


class ThisMachine:
    """This machine, as CTranslate2 and the dynamic loader see it."""

    def cuda_devices(self) -> int:
        """As `Machine.cuda_devices`."""
        import ctranslate2  # noqa: PLC0415 -- 40 MB, and only asked for when a model is to run

        return int(ctranslate2.get_cuda_device_count())

    def missing_cuda_libraries(self) -> tuple[str, ...]:
        """As `Machine.missing_cuda_libraries`."""
        missing = []
        for name in CUDA_LIBRARIES:
            try:
                ctypes.CDLL(name)
            except OSError:
                missing.append(name)
        return tuple(missing)

    def compute_types(self, device: str, index: int) -> AbstractSet[str]:
        """As `Machine.compute_types`."""
        import ctranslate2  # noqa: PLC0415 -- as above

        return frozenset(ctranslate2.get_supported_compute_types(device, index))


def parse(device: str) -> tuple[str, tuple[int, ...]]:
    """``cuda:1`` → (``cuda``, (1,)); whether it is there is `resolve`'s question.

    Raises:
        SettingsError: not ``auto``, ``cpu``, ``cuda`` or cards by their numbers, or one card twice.
    """
    named = device.strip().lower()
    if named in _ALONE:
        return named, (0,)
    cards = [_CARD.fullmatch(part.strip()) for part in named.split(",")]
    indexes = tuple(int(card[1]) for card in cards if card is not None)
    if len(indexes) < len(cards):
        raise SettingsError(f"{device!r} is not a device.", hint=_HOW)
    twice = next((index for n, index in enumerate(indexes) if index in indexes[:n]), None)
    if twice is not None:
        raise SettingsError(f"{device!r} names cuda:{twice} twice.", hint=_HOW)
    return "cuda", indexes


def resolve(device: str, compute_type: str = "", machine: Machine | None = None) -> Device:
    """The device that a model is to run on.

    Args:
        device: ``auto``, ``cpu``, ``cuda``, ``cuda:N``, or several cards, ``cuda:0,cuda:1``.
        compute_type: CTranslate2's name; empty or ``auto`` for the best that the device has, or
            that all the cards have.
        machine: whom to ask; this machine by default.

    Raises:
        SettingsError: not a device, or a compute type that the device does not have.
        DeviceError: CUDA was asked for and is not there.
    """
    machine = machine or ThisMachine()
    kind, indexes = parse(device)
    if kind == "auto":
        usable = machine.cuda_devices() > 0 and not machine.missing_cuda_libraries()
        kind = "cuda" if usable else "cpu"
    elif kind == "cuda":
        _require_cuda(machine, indexes)
    arithmetic = _arithmetic(kind, indexes, compute_type, machine)
    return Device(kind, indexes[0], arithmetic, indexes[1:])


def _require_cuda(machine: Machine, indexes: tuple[int, ...]) -> None:
    count = machine.cuda_devices()
    if count == 0:
        raise DeviceError(
            "CUDA was asked for, but no CUDA device can be seen.",
            hint="Check that `nvidia-smi` lists one and that its driver is for CUDA 12 or later "
            "(in a container: that the device is passed in), or use --device cpu.",
        )
    if max(indexes) >= count:
        there = "cuda:0" if count == 1 else f"cuda:0 to cuda:{count - 1}"
        raise DeviceError(
            f"cuda:{max(indexes)} was asked for, but there is only {there}.",
            hint=f"Use {there}, or look at CUDA_VISIBLE_DEVICES.",
        )
    missing = machine.missing_cuda_libraries()
    if missing:
        raise DeviceError(
            f"There is a CUDA device, but {', '.join(missing)} cannot be loaded.",
            hint="Install CUDA 12 (or `pip install nvidia-cublas-cu12 nvidia-cudnn-cu12`) and let "
            "LD_LIBRARY_PATH name the folder of its libraries, or use --device cpu.",
        )


def _arithmetic(kind: str, indexes: tuple[int, ...], wanted: str, machine: Machine) -> str:
    able = [frozenset(machine.compute_types(kind, index)) for index in indexes]
    supported = frozenset.intersection(*able)
    if wanted in ("", "auto"):
        return next((name for name in _PREFERRED[kind] if name in supported), "float32")
    if wanted not in supported:
        index = next(n for n, one in zip(indexes, able, strict=True) if wanted not in one)
        place = kind if kind == "cpu" else f"{kind}:{index}"
        own = able[indexes.index(index)]
        raise SettingsError(
            f"{place} does not compute in {wanted!r}; it knows: {', '.join(sorted(own))}.",
            hint="Leave the compute type out to let the device decide.",
        )
    return wanted


def threads(wanted: int) -> int:
    """CPU threads to use: what was asked for, else one for each core, at most 8.

    Up to 4 processors are all used, also where two share a core: few threads seldom wait for each
    other, and a core's second one brings something.
    """
    if wanted > 0:
        return wanted
    processors = machine.processors()
    return min(_MOST_THREADS, processors if processors <= _FEW_PROCESSORS else machine.cores())

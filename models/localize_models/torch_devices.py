"""Where a model on torch runs and in which arithmetic, asked for in the same words as elsewhere.

Torch has no counterpart to CTranslate2's int8 kinds; each stands here for the arithmetic that its
sums are kept in.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from localize.errors import DeviceError, MissingPartError, SettingsError
from localize_models import devices

if TYPE_CHECKING:
    from collections.abc import Iterator

    import torch

#: What a model on torch needs, by the names that Python imports them under.
LIBRARIES: Final = ("torch", "transformers")
_KINDS: Final = {
    "float32": "float32",
    "float16": "float16",
    "bfloat16": "bfloat16",
    "int8": "float32",
    "int8_float32": "float32",
    "int8_float16": "float16",
    "int8_bfloat16": "bfloat16",
}
#: Half precision on a CPU is slower than single where the CPU has no units for it, and less exact.
_DEFAULT_CPU: Final = "float32"


@dataclass(frozen=True, slots=True)
class TorchDevice:
    """A device that is there.

    Attributes:
        name: torch's name for it: ``cpu``, ``cuda:0``.
        kind: torch's name for the arithmetic.
    """

    name: str
    kind: str

    @property
    def label(self) -> str:
        """For people and for provenance: ``cpu/float32``."""
        return f"{self.name}/{self.kind}"

    @property
    def dtype(self) -> torch.dtype:
        """The arithmetic as torch's own object."""
        import torch  # noqa: PLC0415 -- heavy, and only there where a model is to run

        return getattr(torch, self.kind)


def are_there() -> bool:
    """Whether the libraries are installed; imports none of them."""
    return all(find_spec(name) is not None for name in LIBRARIES)


def require() -> None:
    """See that the libraries are installed; imports none of them.

    Raises:
        MissingPartError: one is not.
    """
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        raise MissingPartError(
            f"Models on torch need {' and '.join(missing)}.",
            hint="Install them: pip install 'localize-workbench[transformers]'.",
        )


def resolve(device: str, compute_type: str = "") -> TorchDevice:
    """The device that a model is to run on.

    Args:
        device: ``auto``, ``cpu``, ``cuda`` or ``cuda:N``; of several cards the first, since these
            models do not share their batches out.
        compute_type: CTranslate2's name; empty or ``auto`` for the best that the device has.

    Raises:
        MissingPartError: torch is not installed.
        SettingsError: not a device, or no such arithmetic.
        DeviceError: CUDA was asked for and is not there.
    """
    require()
    asked, (index, *_) = devices.parse(device)
    if compute_type not in ("", "auto") and compute_type not in _KINDS:
        raise SettingsError(
            f"Torch does not compute in {compute_type!r}; it knows: {', '.join(sorted(_KINDS))}.",
            hint="Leave the compute type out to let the device decide.",
        )
    import torch  # noqa: PLC0415 -- heavy

    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if asked == "cuda" and index >= count:
        there = f"cuda:0 to cuda:{count - 1}" if count > 1 else "cuda:0" if count else "none"
        raise DeviceError(
            f"cuda:{index} was asked for; torch sees {there}.",
            hint="Install a torch built for this machine's CUDA, or use --device cpu.",
        )
    if asked == "cpu" or not count:
        return TorchDevice("cpu", _KINDS.get(compute_type, _DEFAULT_CPU))
    # T5 overflows in float16; bfloat16 has float32's range, on every card since Ampere.
    best = "bfloat16" if torch.cuda.is_bf16_supported(including_emulation=False) else "float32"
    return TorchDevice(f"cuda:{index}", _KINDS.get(compute_type, best))


def set_threads(wanted: int) -> None:
    """Give torch its CPU threads; the setting is the process's."""
    import torch  # noqa: PLC0415 -- heavy

    torch.set_num_threads(devices.threads(wanted))


@contextmanager
def failures(device: TorchDevice, what: str) -> Iterator[None]:
    """Turn what torch raises while a model runs into an error that says what to do.

    Raises:
        DeviceError: the device has no room, or fails.
    """
    import torch  # noqa: PLC0415 -- heavy

    try:
        yield
    except (RuntimeError, MemoryError) as error:
        known = isinstance(error, torch.OutOfMemoryError | torch.AcceleratorError | MemoryError)
        if not known and "allocate memory" not in str(error):
            raise  # a mistake of ours
        said = str(error).strip().partition("\n")[0].rstrip(".")
        raise DeviceError(
            f"{what} fails on {device.label}: {said}.",
            hint="Free the device's memory, take a smaller model, or use --device cpu.",
        ) from error

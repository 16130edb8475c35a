"""Looks at this machine: what of the workbench works here, and what to do about the rest.

Nothing leaves the machine unless ``online`` is asked for. Each part is looked at by itself, so
that one broken library hides no other.
"""

from __future__ import annotations

import ctypes
import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from localize import machine, registry
from localize.checks.dictionaries import VARIABLE, installed
from localize.engines import EngineSettings, WeightsState
from localize.errors import LocalizeError
from localize.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

_DISTRIBUTION: Final = "localize-workbench"
_OLDEST_PYTHON: Final = (3, 11)
#: Below this the smallest useful model and an episode's working files do not fit.
_LITTLE_SPACE: Final = 2_000_000_000
#: Libraries that CTranslate2 4 opens when it computes on a GPU (its installation guide).
_CUBLAS: Final = "libcublas.so.12"
#: What the speech core cannot do without, as `PartReport.facts` says it.
CORE: Final = {"needed": "yes"}


@dataclass(frozen=True, slots=True)
class PartReport:
    """What `localize doctor` says of one part of this machine.

    Attributes:
        part: its name.
        ok: whether it can be used.
        detail: version, place, or what is wrong.
        advice: what to do about it; empty where nothing need be done.
    """

    part: str
    ok: bool
    detail: str
    advice: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def examine(
    settings: EngineSettings | None = None, *, project: Path | None = None, online: bool = False
) -> tuple[PartReport, ...]:
    """Look at every part of this machine.

    Args:
        settings: where models are kept.
        project: the folder to be worked in; the current one where none is given.
        online: ask the hub and the package index whether they answer.

    Returns:
        One report a part. Those that the speech core needs have ``needed: yes`` among their facts.
    """
    settings = settings or EngineSettings()
    reports = [*_machine(), *_libraries(), *_devices(), *_plugins(), *_models(settings)]
    reports.append(_dictionaries())
    reports += _folders(project or Path.cwd())
    if online:
        reports += [_hub(), _index()]
    return tuple(reports)


def speech_core_works(reports: tuple[PartReport, ...]) -> bool:
    """Whether everything that speech recognition needs is there."""
    return all(report.ok for report in reports if report.facts.get("needed") == "yes")


# --- the machine ----------------------------------------------------------------------------------


def _machine() -> Iterator[PartReport]:
    yield PartReport("localize", True, __version__)
    wanted = ".".join(map(str, _OLDEST_PYTHON))
    yield PartReport(
        "python",
        sys.version_info >= _OLDEST_PYTHON,
        f"{platform.python_version()} at {sys.executable}",
        "" if sys.version_info >= _OLDEST_PYTHON else f"Install Python {wanted} or newer.",
        CORE,
    )
    processors, memory = machine.processors(), machine.memory()
    said = f"{memory / 1e9:.1f} GB memory" if memory else "memory unknown"
    yield PartReport(
        "cpu",
        True,
        f"{processors} processors, {said}, {platform.machine()}",
        facts={
            "processors": str(processors),
            "cores": str(machine.cores()),
            "memory_bytes": str(memory),
        },
    )


# --- libraries ------------------------------------------------------------------------------------


def _libraries() -> Iterator[PartReport]:
    """What the distribution itself says that it requires, so that this list cannot fall behind."""
    try:
        required = importlib.metadata.requires(_DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        yield PartReport(
            "libraries",
            False,
            f"{_DISTRIBUTION} is not installed, so its requirements are not known",
            "Install it: `pip install -e .` in a checkout.",
        )
        return
    extras: dict[str, list[str]] = {}
    for requirement in required:
        name = re.match(r"[A-Za-z0-9._-]+", requirement)
        extra = re.search(r"extra\s*==\s*['\"]([^'\"]+)['\"]", requirement)
        if name:
            extras.setdefault(extra[1] if extra else "", []).append(name[0])
    for name_of_extra, names in extras.items():
        yield _extra(name_of_extra, names)


def _extra(extra: str, names: list[str]) -> PartReport:
    found = {name: _version(name) for name in names}
    missing = [name for name, version in found.items() if not version]
    target = f"{_DISTRIBUTION}[{extra}]" if extra else _DISTRIBUTION
    detail = (
        f"missing: {', '.join(missing)}"
        if missing
        else ", ".join(f"{name} {version}" for name, version in found.items())
    )
    return PartReport(
        f"extra {extra}" if extra else "libraries",
        not missing,
        detail,
        f"`pip install '{target}'`" if missing else "",
        {**found, **({} if extra else CORE)},
    )


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


# --- devices --------------------------------------------------------------------------------------


def _devices() -> Iterator[PartReport]:
    try:
        import ctranslate2  # noqa: PLC0415 -- heavy
    except (ImportError, OSError) as error:
        yield PartReport(
            "ctranslate2",
            False,
            f"cannot be loaded: {error}",
            f"`pip install --force-reinstall ctranslate2`; {_DISTRIBUTION} computes with it.",
            CORE,
        )
        return
    types = ", ".join(sorted(ctranslate2.get_supported_compute_types("cpu")))
    yield PartReport("device cpu", True, f"compute types: {types}", facts=CORE)
    count = ctranslate2.get_cuda_device_count()
    if not count:
        yield _no_cuda()
        return
    lacks_cublas = not _loads(_CUBLAS)
    for number in range(count):
        types = ", ".join(sorted(ctranslate2.get_supported_compute_types("cuda", number)))
        yield PartReport(
            f"device cuda:{number}",
            not lacks_cublas,
            f"{_CUBLAS} cannot be loaded" if lacks_cublas else f"compute types: {types}",
            f"Install cuBLAS for CUDA 12 (`pip install nvidia-cublas-cu12`) and put its folder on "
            f"LD_LIBRARY_PATH; CTranslate2 {_version('ctranslate2')} computes with it."
            if lacks_cublas
            else "",
        )


def _no_cuda() -> PartReport:
    if _loads("libcuda.so.1"):
        detail = "the NVIDIA driver is there, but it shows no device"
        advice = "See what `nvidia-smi` says, and that CUDA_VISIBLE_DEVICES hides nothing."
    else:
        detail = "no NVIDIA driver (libcuda.so.1)"
        advice = "None is needed: the CPU does the work. For a GPU, install NVIDIA's driver."
    return PartReport("device cuda", False, detail, advice)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


# --- plug-ins -------------------------------------------------------------------------------------


def _plugins() -> Iterator[PartReport]:
    needed = {registry.SPEECH, registry.MODELS, registry.FORMATS}
    for group, kind in registry.KINDS.items():
        try:
            names = registry.names(group)
        except LocalizeError as error:
            yield PartReport(f"{kind}s", False, error.message, error.hint, CORE)
            continue
        reports = [_plugin(group, kind, name) for name in names]
        yield from reports
        # One that loads is enough: a stranger's broken plug-in does not stop ours.
        if group in needed and not any(report.ok for report in reports):
            yield PartReport(f"{kind}s", False, "none can be loaded", _REINSTALL, CORE)


_REINSTALL: Final = f"Install {_DISTRIBUTION} again: it registers its own as anyone else's."


def _plugin(group: str, kind: str, name: str) -> PartReport:
    part = f"{kind} {name}"
    try:
        found = registry.load(group, name)
    except LocalizeError as error:
        return PartReport(part, False, error.message, error.hint)
    except Exception as error:  # noqa: BLE001 -- a stranger's module may fail in any way at all
        detail = f"fails as it is loaded: {type(error).__name__}: {error}"
        return PartReport(part, False, detail, "Update or uninstall it.")
    return PartReport(part, True, found.__module__)


# --- models, folders ------------------------------------------------------------------------------


def _models(settings: EngineSettings) -> Iterator[PartReport]:
    try:
        infos = registry.model_store(settings).models()
    except LocalizeError as error:
        yield PartReport("models", False, error.message, error.hint)
        return
    kept = [info for info in infos if info.state is WeightsState.KEPT]
    # <folder of models>/<name>/<revision>
    root = infos[0].path.parents[1] if infos else Path()
    names = ", ".join(info.name for info in kept)
    yield PartReport(
        "models",
        bool(kept),
        f"{names} in {root}" if kept else f"none is kept in {root}",
        "" if kept else "`localize models pull base` fetches one; so does the first run.",
        {info.name: info.state.value for info in infos},
    )
    for info in infos:
        if info.state is WeightsState.PARTIAL:
            advice = f"`localize models pull {info.name}` goes on with it."
            yield PartReport(f"model {info.name}", False, f"incomplete in {info.path}", advice)
    if root.exists() and not root.is_dir():
        advice = "Name a folder with --models-dir."
        yield PartReport("disk for models", False, f"{root} is no folder", advice, CORE)
        return
    yield _space("disk for models", root)


def _dictionaries() -> PartReport:
    """Spelling dictionaries; a check says by itself which one a track lacks."""
    found = installed()
    names = sorted(path.stem for path in found)
    return PartReport(
        "dictionaries",
        bool(found),
        f"spelling of {', '.join(names)}" if found else "none for spelling",
        "" if len(found) > 1 else _MORE_DICTIONARIES,
        {path.stem: str(path) for path in found},
    )


_MORE_DICTIONARIES: Final = (
    "Install Debian's hunspell-de-de, hunspell-es …, or put .aff and .dic files into a folder that "
    f"{VARIABLE} names."
)


def _folders(project: Path) -> Iterator[PartReport]:
    yield _writable("temporary folder", Path(tempfile.gettempdir()), "Set TMPDIR to another one.")
    yield _writable(
        "project folder", project, "Run localize in a folder that you may write, or give --out."
    )
    yield _space("disk for the project", project)


def _writable(part: str, folder: Path, advice: str) -> PartReport:
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0")
            probe.flush()
    except OSError as error:
        return PartReport(part, False, f"{folder}: {error.strerror}", advice, CORE)
    return PartReport(part, True, str(folder), facts=CORE)


def _space(part: str, folder: Path) -> PartReport:
    there = next((place for place in (folder, *folder.parents) if place.exists()), Path.cwd())
    free = shutil.disk_usage(there).free
    ok = free >= _LITTLE_SPACE
    advice = "" if ok else "Make room, or choose another folder with --models-dir or --out."
    facts = {"free_bytes": str(free)}
    return PartReport(part, ok, f"{free / 1e9:.1f} GB free in {there}", advice, facts)


# --- the network, when asked for ------------------------------------------------------------------


def _hub() -> PartReport:
    address = (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")
    part, advice = "hub", "Models come from the mirror where there is one; else copy a folder here."
    if not address.startswith(("https://", "http://")):
        return PartReport(part, False, f"HF_ENDPOINT is {address!r}", "Give it an address.")
    request = urllib.request.Request(address, method="HEAD")  # noqa: S310 -- scheme checked above
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 -- as above
            return PartReport(part, True, f"{address} answers {answer.status}")
    except urllib.error.HTTPError as error:
        error.close()
        return PartReport(part, True, f"{address} answers {error.code}")
    except OSError as error:
        reason = getattr(error, "reason", "") or error
        return PartReport(part, False, f"{address} cannot be reached ({reason})", advice)


def _index() -> PartReport:
    part, advice = "package index", "See `pip config list`, proxies, and the network."
    command = [sys.executable, "-P", "-m", "pip", "index", "versions", "pip", "--retries", "0"]
    try:
        done = subprocess.run(  # noqa: S603 -- our Python, fixed arguments
            command,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return PartReport(part, False, "no answer in 30 s", advice)
    if "No module named pip" in done.stderr:
        return PartReport(part, False, "this Python has no pip", f"`{sys.executable} -m ensurepip`")
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR: ")]
        said = errors[-1].removeprefix("ERROR: ") if errors else "it gave no reason"
        return PartReport(part, False, said, advice)
    return PartReport(part, True, "answers through pip")

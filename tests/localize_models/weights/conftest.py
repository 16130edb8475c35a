"""A small model, its catalogue, its wheels, and a hub on this machine that can misbehave."""

from __future__ import annotations

import hashlib
import json
import random
import threading
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from localize.engines import EngineSettings
from localize_models import catalog
from localize_models.weights.store import CatalogModelStore

REVISION = "0123456789abcdef0123456789abcdef01234567"
FILES = {
    "config.json": b'{"small": true}\n',
    "model.bin": random.Random(7).randbytes(1_500_000),
    "tokenizer.json": random.Random(8).randbytes(3_000),
}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass
class World:
    """What a test changes before it pulls: the entry, the wheels, the folders."""

    folder: Path
    entry: dict = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=lambda: dict(FILES))
    wheels: list[dict] = field(default_factory=list)

    @property
    def root(self) -> Path:
        return self.folder / "models"

    @property
    def links(self) -> Path:
        return self.folder / "links"

    @property
    def place(self) -> Path:
        return self.root / "small" / (self.entry.get("revision", REVISION) or "unpinned")

    def catalog_file(self) -> Path:
        entry = {
            "name": "small",
            "task": "speech",
            "engine": "faster-whisper",
            "languages": "any",
            "languages_text": "99 languages",
            "multilingual": True,
            "translates": True,
            "licence": "MIT",
            "repo": "someone/small",
            "revision": REVISION,
            "confirmed": True,
            "reason": "made here",
            "files": [
                {"name": name, "bytes": len(data), "sha256": sha256(data)}
                for name, data in self.files.items()
            ],
        } | self.entry
        text = "[[models]]\n" + _toml(entry)
        for wheel in self.wheels:
            text += "\n[[models.mirror]]\n" + _toml(wheel)
        path = self.folder / f"catalog-{sha256(text.encode())[:8]}.toml"
        path.write_text(text, encoding="utf-8")
        return path

    def store(self, **settings: object) -> CatalogModelStore:
        return CatalogModelStore(
            EngineSettings(models_dir=str(self.root), **settings),
            catalog=catalog.load(self.catalog_file()),
        )

    def add_wheel(self, project: str, members: dict[str, tuple[bytes, str]], **change) -> Path:
        """Build a wheel that pip accepts; ``members``: path → (bytes, file of the model)."""
        self.links.mkdir(exist_ok=True)
        name = project.replace("-", "_")
        path = self.links / f"{name}-1.0-py3-none-any.whl"
        info = f"{name}-1.0.dist-info"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{name}/__init__.py", "raise SystemExit('imported')\n")
            for member, (data, _) in members.items():
                archive.writestr(f"{name}/{member}", data)
            archive.writestr(
                f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {project}\nVersion: 1.0\n"
            )
            archive.writestr(
                f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            archive.writestr(f"{info}/RECORD", "")
        data = path.read_bytes()
        self.wheels.append(
            {
                "project": project,
                "version": "1.0",
                "bytes": len(data),
                "sha256": sha256(data),
                "members": [
                    {"path": f"{name}/{member}", "file": file}
                    for member, (_, file) in members.items()
                ],
            }
            | change
        )
        return path

    def add_two_wheels(self) -> None:
        """The whole model in two wheels, ``model.bin`` in two parts."""
        big = FILES["model.bin"]
        self.add_wheel(
            "small-part1",
            {
                "config.json": (FILES["config.json"], "config.json"),
                "tokenizer.json": (FILES["tokenizer.json"], "tokenizer.json"),
                "model.bin.part1": (big[:700_000], "model.bin"),
            },
        )
        self.add_wheel("small-part2", {"model.bin.part2": (big[700_000:], "model.bin")})

    def kept(self) -> dict[str, bytes]:
        """What lies in the final folder, our record aside."""
        if not self.place.exists():
            return {}
        return {
            path.name: path.read_bytes()
            for path in self.place.iterdir()
            if path.name != "localize.json"
        }


def _toml(table: dict) -> str:
    # JSON's strings, numbers, booleans and lists are TOML's; tables in lists become inline tables.
    return "".join(f"{key} = {_inline(value)}\n" for key, value in table.items())


def _inline(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_inline(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(item) for item in value) + "]"
    return json.dumps(value)


class Hub:
    """A hub on this machine.

    Attributes:
        files: name → bytes that it serves.
        hang_on_head: say nothing to the first question until `release`.
        stop_after: name → bytes after which a transfer stands still until `release`.
        drop_after: name → bytes after which the connection is closed.
        ranges: whether ranges are served.
        redirect: send every request on to another path first.
        seen: (method, name) → how often.
        ranges_seen: ranges that were asked for.
        headers_seen: names of all headers that came, lower case.
    """

    def __init__(self) -> None:
        self.files = dict(FILES)
        self.hang_on_head = False
        self.stop_after: dict[str, int] = {}
        self.drop_after: dict[str, int] = {}
        self.ranges = True
        self.redirect = False
        self.announce_length = True
        self.seen: Counter[tuple[str, str]] = Counter()
        self.ranges_seen: list[str] = []
        self.headers_seen: set[str] = set()
        self.released = threading.Event()
        self.standing = threading.Event()
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_HEAD(self) -> None:
                hub.answer(self, body=False)

            def do_GET(self) -> None:
                hub.answer(self, body=True)

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                """A client that went away is part of these tests."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, request: BaseHTTPRequestHandler, *, body: bool) -> None:
        name = request.path.rsplit("/", 1)[-1]
        self.seen[request.command, name] += 1
        self.headers_seen |= {key.lower() for key in request.headers}
        if self.hang_on_head and not body:
            self.standing.set()
            self.released.wait(60)
        if self.redirect and not request.path.startswith("/moved"):
            request.send_response(307)
            request.send_header("Location", f"/moved{request.path}")
            request.send_header("Content-Length", "0")
            request.end_headers()
            return
        data = self.files.get(name)
        if data is None:
            request.send_error(404)
            return
        start = 0
        asked = request.headers.get("Range", "")
        if asked:
            self.ranges_seen.append(asked)
        if asked and self.ranges:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            request.send_response(206)
            request.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        else:
            request.send_response(200)
        request.send_header("Content-Type", "text/html" if name.endswith(".html") else "bytes/any")
        if self.announce_length:
            request.send_header("Content-Length", str(len(data) - start))
        request.end_headers()
        if body:
            self._send(request, name, data, start)

    def _send(self, request, name: str, data: bytes, start: int) -> None:
        stop = self.stop_after.get(name)
        drop = self.drop_after.pop(name, None)
        end = min(end for end in (len(data), stop, drop) if end is not None)
        request.wfile.write(data[start:end])
        request.wfile.flush()
        if stop is not None and not self.released.is_set():
            self.standing.set()
            self.released.wait(60)
            request.wfile.write(data[max(start, end) :])
        elif stop is not None:
            request.wfile.write(data[max(start, end) :])


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    world = World(tmp_path)
    world.links.mkdir()
    # Nothing here may leave the machine: no index, no hub (a closed port), no cache of others.
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(world.links))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hubcache"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hubcache"))
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "LOCALIZE_MODELS_DIR"):
        monkeypatch.delenv(name, raising=False)
    return world


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch):
    hub = Hub()
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    yield hub
    hub.close()

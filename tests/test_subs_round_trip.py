"""Files that people made elsewhere come in and leave again with all that their format can carry."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pysrt
import pytest
import webvtt
from typer.testing import CliRunner

from localize.cli.main import app
from localize.formats import locale_from_name, read_file

if TYPE_CHECKING:
    from pathlib import Path

    from localize.script import Cue

SETTINGS = 'name = "Elsewhere"\nnetwork = "offline"\n'


def localize(*arguments: object) -> None:
    """A command as somebody types it, in this process: there are a hundred of them."""
    done = CliRunner().invoke(app, [*map(str, arguments)])
    assert done.exit_code == 0, f"{arguments}: {done.output[-3000:]}"


def carried(cue: Cue) -> tuple[object, ...]:
    """What a cue says in either format; in WebVTT also who speaks, and where it stands."""
    return cue.start, cue.end, cue.lines, cue.speaker, cue.placement


def as_read(path: Path) -> list[tuple[object, ...]]:
    """A file as we read it; a cue without text shows nothing, and does not leave."""
    return [carried(one) for one in read_file(path).track.cues if any(one.lines)]


def as_others_read(path: Path) -> list[tuple[str, str, list[str]]]:
    """A file as somebody else's program reads it: in, out, and the words of what has any."""
    if path.suffix == ".srt":
        told = pysrt.open(str(path), encoding="utf-8-sig")
        found = [(str(one.start), str(one.end), one.text_without_tags.split()) for one in told]
    else:
        told = webvtt.read(path)
        found = [(one.start, one.end, html.unescape(one.text).split()) for one in told.captions]
    return [one for one in found if one[2]]


@pytest.mark.parametrize("folder", ["subs-sintel", "subs-elephantsdream", "subs-ableplayer"])
def test_what_comes_in_leaves_again(
    shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    monkeypatch.setenv("LOCALIZE_PROJECT", str(tmp_path))
    for name in ("LOCALIZE_DATABASE_URL", "LOCALIZE_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    files = {
        f"e{number}": path
        for number, path in enumerate(sorted((shared_data / folder).iterdir()))
        if path.suffix in (".srt", ".vtt")
    }
    assert files
    locales = {name: locale_from_name(path) or "en" for name, path in files.items()}
    markets = "".join(f"[market.{one}]\n" for one in dict.fromkeys(locales.values()))
    (tmp_path / "localize.toml").write_text(SETTINGS + markets, "utf-8")
    for name, path in files.items():
        localize("import", path, "--episode", name, "--locale", locales[name])
    for locale, suffix in {(locales[name], path.suffix) for name, path in files.items()}:
        these = [n for n, path in files.items() if (locales[n], path.suffix) == (locale, suffix)]
        localize("export", *these, "--to", locale, "--draft", "--format", suffix[1:])
    wrong = []
    for name, path in files.items():
        left = tmp_path / "subtitles" / f"{name}.{locales[name]}.draft{path.suffix}"
        wanted = [*as_read(path), *as_others_read(path)]
        found = [*as_read(left), *as_others_read(left)]
        assert wanted
        assert len(found) == len(wanted), path.name
        wrong += [
            (path.name, *pair) for pair in zip(wanted, found, strict=True) if pair[0] != pair[1]
        ]
    assert wrong == []

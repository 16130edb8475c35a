"""What was said, shown and cut, and when: the reference beside each episode."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from making.picture import cuts, frame_count, milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from making.mix import Mix
    from making.script import Script


def describe(script: Script, mix: Mix) -> dict[str, Any]:
    """The scene as data; times in ms from the start of the file."""
    rate = script.frame_rate
    lines = []
    for line in script.lines:
        span = mix.lines[line.id]
        item: dict[str, Any] = {
            "id": line.id,
            "start": span.start,
            "end": span.end,
            "kind": "forced" if line.language != script.language else "dialogue",
            "language": line.language,
            "speaker": script.speakers[line.speaker].name,
            "text": line.text,
        }
        if line.english is not None:
            item["english"] = line.english
        item["notes"] = list(line.notes)
        lines.append(item)
    shots = cuts(script, mix)
    ends = [shot.frame for shot in shots[1:]] + [frame_count(script, mix)]
    signs: list[dict[str, Any]] = []
    for cut, end in zip(shots, ends, strict=True):
        if cut.shot.sign:
            sign = {
                "id": f"S{len(signs) + 1:02}",
                "start": milliseconds(cut.frame, rate),
                "end": milliseconds(end, rate),
                "kind": "sign",
                "language": script.language,
                "text": "\n".join(cut.shot.sign),
            }
            if cut.shot.english is not None:
                sign["english"] = cut.shot.english
            signs.append(sign)
    return {
        "episode": script.episode,
        "title": script.title,
        "language": script.language,
        "media": f"episodes/{script.episode}.mp4",
        "duration": mix.duration,
        "frame_rate": str(rate),
        "frames": frame_count(script, mix),
        "start_timecode": script.start_timecode,
        "lines": lines,
        "signs": signs,
        "music": [{"start": span.start, "end": span.end} for span in mix.music],
        "shots": [milliseconds(cut.frame, rate) for cut in shots],
    }


def write(folder: Path, script: Script, mix: Mix) -> None:
    """Write `<episode>.json`, the words as spoken as SRT, and their English where there is one."""
    data = describe(script, mix)
    text = json.dumps(data, ensure_ascii=False, indent=1)
    (folder / f"{script.episode}.json").write_text(text + "\n", encoding="utf-8")
    spoken = [(line["start"], line["end"], line["text"]) for line in data["lines"]]
    _srt(folder / f"{script.episode}.{script.language}.srt", spoken)
    if script.language != "en":
        items = [*data["lines"], *data["signs"]]
        english = [(item["start"], item["end"], item["english"]) for item in items]
        _srt(folder / f"{script.episode}.en.srt", english)


def _srt(path: Path, cues: Iterable[tuple[int, int, str]]) -> None:
    blocks = [
        f"{number}\n{_clock(start)} --> {_clock(end)}\n{text}\n"
        for number, (start, end, text) in enumerate(sorted(cues), 1)
    ]
    path.write_text("\n".join(blocks), encoding="utf-8")


def _clock(time: int) -> str:
    seconds, ms = divmod(time, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{ms:03}"

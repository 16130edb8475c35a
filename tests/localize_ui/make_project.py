"""Builds a small project the way a run leaves one: files and manifest through the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.checks import run_checks
from localize.delivery.manifest import Manifest
from localize.delivery.tracks import timestamp, track_entry, write_track
from localize.engines import CheckContext
from localize.guides import load_guide
from localize.script import Cue, Provenance, Track, TrackRole
from localize.timeline import FrameRate

if TYPE_CHECKING:
    from pathlib import Path

#: Text that would show itself if any part of the page took it for markup, code or a template.
HOSTILE = (
    "<img src=x onerror=window.hit=1> <script>window.hit=2</script> **not bold** "
    "${window.hit=3} {{value}} `x` </td>"
)
HOSTILE_NAME = "E03 <img src=x onerror='window.hit=4'> & [a](b) \"q\" #1 100%?"
MACHINE = Provenance("faster-whisper", "1.2.1", "base", "d01c3014881c", (("beam", "5"),))

LONG = "I have not once been back since I left Tokyo, and this is far too long for its time."

EPISODES = {
    "Season 1/E01": (
        "ja",
        {
            "ja": [
                "もう三年になるのか。",
                "早いものだね。",
                "<ruby>東京<rt>とうきょう</rt></ruby>を出てから、一度も帰っていない。",
            ],
            "en": ["Has it been three years already?", "<i>Time flies.</i>", LONG],
            "ar": ["هل مرّت ثلاث سنوات؟", "الوقت يمضي سريعًا (2026).", "لم أعد منذ أن غادرت طوكيو."],
        },
    ),
    "Season 1/E02": ("en", {"en": ["Hello.", "Who is there?", "Nobody."]}),
    HOSTILE_NAME: (
        "en",
        {
            "en": ["Fine.", HOSTILE, "<b>Bold</i> & done"],
            "es-419": ["Bien.", HOSTILE, "Hecho"],
        },
    ),
}


def cues(texts: list[str]) -> tuple[Cue, ...]:
    return tuple(
        Cue(f"c{n}", 1000 + n * 2500, 2800 + n * 2500, (text,)) for n, text in enumerate(texts)
    )


def add_episode(out: Path, name: str, language: str, tracks: dict[str, tuple[Cue, ...]]) -> None:
    """Write an episode's tracks and put them in the manifest."""
    manifest = Manifest.load(out)
    entries = []
    for locale, made in tracks.items():
        role = TrackRole.TRANSCRIPT if locale == language else TrackRole.SUBTITLE
        track = Track(name, locale, role, made)
        guide = load_guide("netflix")
        limits = guide.limits(locale, role=role)
        context = CheckContext(limits, FrameRate.parse("25"), guide.habits(locale), role)
        found: dict[str, int] = {}
        for finding in run_checks(track, context):
            found[finding.rule] = found.get(finding.rule, 0) + 1
        entries.append(
            track_entry(
                track,
                write_track(track, out, ("srt", "vtt"), manifest, draft=True),
                [MACHINE],
                limits=limits.signature,
                draft=True,
                findings=found,
            )
        )
    manifest.record(
        {
            "episode": name,
            "made": timestamp(),
            "media": {
                "file": f"{name}.mp4",
                "sha256": "0" * 64,
                "duration_ms": 62_000,
                "frame_rate": "25",
            },
            "language": language,
            "tracks": entries,
        }
    )
    manifest.save()


def make_project(out: Path) -> Path:
    """A season of three episodes, hostile text among them; returns the output folder."""
    for name, (language, tracks) in EPISODES.items():
        add_episode(out, name, language, {locale: cues(texts) for locale, texts in tracks.items()})
    return out

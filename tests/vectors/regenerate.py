"""Write the vectors that the browser's code must answer as Python does.

    python tests/vectors/regenerate.py

`frames.json`: frames, milliseconds and timecodes; `checks.json`: cues with their findings;
`counts.json`: lines as each rule counts them; `text.json`: texts cut and laid in lines. The cases
are drawn with fixed seeds; what they must give is what this Python says. A test holds that the
files are what Python says today, and a test of `ui/web` that TypeScript says the same.
"""

from __future__ import annotations

import json
import random
import unicodedata
from dataclasses import asdict
from pathlib import Path
from typing import Any

from localize.checks import run_checks
from localize.checks.measure import frames_up_to
from localize.engines import CheckContext
from localize.guides import load_guide
from localize.guides.counting import RULES, count, is_blank
from localize.guides.graphemes import clusters
from localize.review.pieces import cut, lines_of, plain, tidy
from localize.script import Cue, Placement, Track, TrackRole
from localize.timeline import FrameRate

HERE = Path(__file__).resolve().parent
DAY_MS = 86_400_000
RATES = ("23.976", "24", "25", "29.97", "29.97df", "30", "48", "50", "59.94", "59.94df", "120")
CHECKED_RATES = ("23.976", "24", "25", "29.97df", "50", "59.94")
BUILT_IN = (
    "lines", "line-length", "reading-speed", "duration-short", "duration-long", "gap", "overlap",
    "empty",
)  # fmt: skip

#: What cues are written with, by counting rule: words that fall on every side of it.
WORDS = {
    "latin": (
        (
            "I don't know what you’re talking about Where is everybody café naïve ♪ la-la… — "
            "“Stop!” <i>always</i> 24,000 no. 1/2 ½ é 😀 👩\u200d🚀 soft\u00adhyphen"
        ),
        " ",
    ),
    "full-width": (
        "今日 は いい 天気 です ね 。 ｱｲｳ ABC 2020 「 東京 」 … ♪ ① é Ａ 、 ！？ 𠮷",
        "",
    ),
    "korean": ("안녕 하세요 . 그래 … ♪ OK 2024 년 ‘ 집 ’ 大韓 ㅋㅋ 한 ?", " "),
    "thai": ("สวัสดี ที่นี่ น้ำ ผู้หญิง เด็ก ไป ไหน ครับ OK ก็", ""),
}
#: Locale, audience, deaf and hard of hearing.
MARKETS = (
    ("en", "adult", False), ("en", "children", False), ("es-419", "adult", False),
    ("de", "adult", True), ("ar", "adult", False), ("hi", "adult", False), ("ja", "adult", False),
    ("ja", "adult", True), ("ko", "adult", False), ("ko", "children", False),
    ("zh-Hans", "adult", True), ("th", "adult", False), ("fi", "children", False),
)  # fmt: skip


def frames() -> list[dict[str, Any]]:
    """Of every rate: frames with time and timecode, times with frames, lengths, refused text."""
    found = []
    for name in RATES:
        rate = FrameRate.parse(name)
        draw = random.Random(f"frames {name}")
        day = rate.frames_a_day
        minute = rate.nominal * 60
        numbers = {0, 1, 2, day - 1, day, day + 1, 2 * day + 5, -1, -minute, -day - 1}
        for near in (minute, 2 * minute, 10 * minute, 60 * minute, 600 * minute):
            numbers |= {near + step for step in range(-40, 5, 3)}
        numbers |= {draw.randrange(day) for _ in range(60)}
        times = {0, 1, 41, 42, DAY_MS, DAY_MS - 1, -1, -42}
        times |= {draw.randrange(DAY_MS) for _ in range(60)}
        for frame in draw.sample(sorted(numbers), 20):
            times |= {rate.time_of(frame) + step for step in (-1, 0, 1)}
        lengths = [0, 1, 2, 12, 25, 833, 1000, 7000, *(draw.randrange(20_000) for _ in range(10))]
        found.append(
            {
                "num": rate.rate.numerator,
                "den": rate.rate.denominator,
                "drop": rate.drop,
                "label": rate.label,
                "nominal": rate.nominal,
                "frames_a_day": day,
                "frames": [[n, rate.time_of(n), rate.timecode(n)] for n in sorted(numbers)],
                "times": [[t, rate.nearest_frame(t), rate.frame_shown(t)] for t in sorted(times)],
                "lengths": [[n, rate.span_of(n), frames_up_to(n, rate)] for n in lengths],
                "refused": _refused(rate),
            }
        )
    return found


def _refused(rate: FrameRate) -> list[str]:
    written = ["", "1:2:3:4", "24:00:00:00", "00:60:00:00", "00:00:60:00", "aa:bb:cc:dd",
               f"00:00:00:{rate.nominal:02}", "00:01:00;00", "00:01:00;01", "00:11:00;03",
               "00:10:00;00", "00:00:00:00:00"]  # fmt: skip
    refused = []
    for text in written:
        try:
            rate.frame_of_timecode(text)
        except ValueError:
            refused.append(text)
    return refused


def checks() -> list[dict[str, Any]]:
    """Tracks of cues that break every limit by a little and by much, with their findings."""
    guide = load_guide("netflix")
    found = []
    for number, (locale, audience, sdh) in enumerate(MARKETS):
        for rate_name in (CHECKED_RATES * 2)[number % 6 : number % 6 + 3]:
            rate = FrameRate.parse(rate_name)
            draw = random.Random(f"checks {number} {rate_name}")
            role = draw.choice((TrackRole.SUBTITLE, TrackRole.SUBTITLE, TrackRole.TRANSCRIPT))
            limits = guide.limits(locale, audience=audience, sdh=sdh)
            cues = _cues(draw, rate, limits.counting)
            track = Track("E", locale, role, cues)
            findings = run_checks(track, CheckContext(limits, rate, role=role), BUILT_IN)
            found.append(
                {
                    "limits": asdict(limits),
                    "rate": [rate.rate.numerator, rate.rate.denominator, rate.drop],
                    "role": role.value,
                    "cues": [_cue(cue) for cue in track.cues],
                    "findings": [_finding(finding) for finding in findings],
                }
            )
    return found


def _cues(draw: random.Random, rate: FrameRate, counting: str) -> tuple[Cue, ...]:
    cues: list[Cue] = []
    frame = draw.randrange(100)
    for number in range(14):
        lasts = draw.choice((1, 8, rate.nominal // 2, rate.nominal * 5 // 6, rate.nominal))
        lasts = draw.choice((lasts, lasts + 1, draw.randrange(rate.nominal, rate.nominal * 8)))
        rough = draw.random() < 0.3  # as if written by a tool without frames
        start = rate.time_of(frame) + (draw.randrange(12) if rough else 0)
        end = max(start, rate.time_of(frame + lasts) + (draw.randrange(-9, 9) if rough else 0))
        lines = tuple(_line(draw, counting) for _ in range(draw.choice((0, 1, 1, 2, 2, 2, 3, 4))))
        vertical = draw.choice(("", "", "", "", "rl")) if counting == "full-width" else ""
        cues.append(
            Cue(
                f"c{number}",
                start,
                end,
                lines,
                translate=draw.random() < 0.9,
                placement=Placement(draw.choice((2, 2, 2, 2, 8, 1)), vertical),
            )
        )
        frame += draw.choice((0, 1, lasts - 3, lasts, lasts + 1, lasts + 2, lasts + 2, lasts + 20))
        frame = max(frame, rate.nearest_frame(start))
    return tuple(sorted(cues, key=lambda cue: cue.start))


def _line(draw: random.Random, counting: str) -> str:
    words, space = WORDS[counting]
    line = space.join(draw.choices(words.split(" "), k=draw.choice((0, 1, 3, 5, 8, 10))))
    return draw.choice((line, line, line, f" {line}", f"{line}  ", f"<i>{line}</i>"))


def _cue(cue: Cue) -> dict[str, Any]:
    return {
        "id": cue.id,
        "start": cue.start,
        "end": cue.end,
        "lines": cue.lines,
        "translate": cue.translate,
        "placement": {"anchor": cue.placement.anchor, "vertical": cue.placement.vertical},
    }


def _finding(finding: Any) -> dict[str, Any]:
    found = asdict(finding)
    del found["line"]
    fix = finding.fix
    if fix and finding.rule == "line-length" and "break the lines" in finding.message:
        found["fix"] = None  # the page's own way to break lines is its fix there
    for name in ("words", "meant"):  # of these checks none is about words
        if not found[name]:
            del found[name]
    return found


def texts() -> list[dict[str, Any]]:
    """Texts with tags, readings and characters of several code points, cut at each place."""
    draw = random.Random("texts")
    tags = ["<i>", "</i>", "<b>", "</b>", "<u>", "</u>", "<ruby>", "<rt>", "</rt>", "</ruby>"]
    words = ["one", "two,", "-", "é", "今日", "は。", "น้ำ", "♪", "😀", "e\u0301", "👩\u200d🚀"]
    parts = [*tags, *words, "<font>", "<", "\n", " ", "  "]
    written = [
        "",
        "<i>one two</i>",
        "<i>one\ntwo</i> three",
        "<ruby>東京<rt>とうきょう</rt></ruby>へ",
        "<i>one</i> <i>two</i>",
        "<b></b>x",
        "<i>\none\n</i>",
        " <i> one </i> ",
    ]
    written += ["".join(draw.choices(parts, k=draw.randrange(1, 12))) for _ in range(100)]
    return [
        {
            "text": text,
            "plain": plain(text),
            "tidy": tidy(text),
            "lines": lines_of(text),
            "cuts": [[at, *cut(text, at)] for at in range(len(text) + 1)],
        }
        for text in written
    ]


#: Scripts and signs that subtitles are written in, first and last code point; long settled ones, so
#: that every version of Unicode at work on either side says the same of them.
BLOCKS = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x4FF), (0x591, 0x5F4),
    (0x600, 0x6FF), (0x900, 0x97F), (0x980, 0x9FF), (0xB80, 0xBFF), (0xC00, 0xC7F), (0xE00, 0xE5B),
    (0xE80, 0xEDF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17F9), (0x1E00, 0x1EFF),
    (0x2000, 0x206F), (0x20A0, 0x20BF), (0x20D0, 0x20F0), (0x2100, 0x214F), (0x2150, 0x218B),
    (0x2190, 0x21FF), (0x2460, 0x24FF), (0x25A0, 0x27BF), (0x3000, 0x30FF), (0x3131, 0x318E),
    (0x3200, 0x32FE), (0x4E00, 0x4E40), (0xA960, 0xA97C), (0xAC00, 0xAC40), (0xD7B0, 0xD7FB),
    (0xFE00, 0xFE0F), (0xFF01, 0xFFEE), (0x1F1E6, 0x1F1FF), (0x1F300, 0x1F64F),
    (0x1F680, 0x1F6C5), (0x20000, 0x20040), (0xE0020, 0xE007F),
)  # fmt: skip


def counts() -> list[dict[str, Any]]:
    """Lines of whatever characters, as each rule counts them, and in clusters."""
    draw = random.Random("counts")
    joined = ["\u200d", "\u200c", "\ufe0f", "\u094d", "\u09cd", "\u1100", "\u1161", "\u11a8"]
    found = []
    for _ in range(700):
        blocks = draw.sample(BLOCKS, 2)
        points = [draw.randint(*draw.choice(blocks)) for _ in range(draw.randrange(1, 9))]
        chars = [chr(point) for point in points if unicodedata.category(chr(point)) != "Cn"]
        for _ in range(draw.choice((0, 0, 1, 2))):
            chars.insert(draw.randint(0, len(chars)), draw.choice(joined))
        line = "".join(chars)
        found.append(
            {
                "line": line,
                "counts": {rule: count(line, rule) for rule in RULES},
                "blank": is_blank(line),
                "clusters": clusters(line),
            }
        )
    return found


#: Name of the file → what it must hold.
FILES = {
    "frames.json": frames,
    "checks.json": checks,
    "text.json": texts,
    "counts.json": counts,
}


def text(name: str) -> str:
    """A file's text, one case a line."""
    # Marks and controls by themselves are readable as escapes alone.
    ascii_only = name == "counts.json"
    cases = (json.dumps(case, ensure_ascii=ascii_only, sort_keys=True) for case in FILES[name]())
    return "[\n" + ",\n".join(cases) + "\n]\n"


if __name__ == "__main__":
    for name in FILES:
        (HERE / name).write_text(text(name), "utf-8")

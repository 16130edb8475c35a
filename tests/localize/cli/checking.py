"""`localize check` as the tests call it: files to be checked, and what it said read back."""

from __future__ import annotations

import json

import typer
from typer.testing import CliRunner

from localize.cli.check import check
from localize.formats import read_file
from localize.guides import load_guide

APP = typer.Typer()
APP.command()(check)

#: Checks of the guide's figures alone, for tests that count findings: others may come.
FIGURES = (
    "lines", "line-length", "reading-speed", "duration-short", "duration-long", "gap", "overlap",
    "empty",
)  # fmt: skip
ONLY_FIGURES = [part for name in FIGURES for part in ("--only", name)]
VERSION = load_guide("netflix").version

CLEAN = "1\n00:00:00,000 --> 00:00:02,000\nGood morning.\n"
BROKEN = """1
00:00:00,000 --> 00:00:01,000
Twenty-four characters!!

2
00:00:02,000 --> 00:00:03,000
One.

3
00:00:03,042 --> 00:00:12,000
Far too long.
"""
#: EBU-TT of a programme that begins at 10:00:00:00, and says so; its first cue is too short.
EBU_TT = """<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"
 ttp:timeBase="smpte" ttp:frameRate="25" xml:lang="en"><head><metadata
 xmlns:ebuttm="urn:ebu:tt:metadata"><ebuttm:documentMetadata><ebuttm:documentStartOfProgramme
>10:00:00:00</ebuttm:documentStartOfProgramme></ebuttm:documentMetadata></metadata></head>
<body><div><p begin="10:00:01:00" end="10:00:01:12">Twenty-four characters!!</p>
<p begin="10:00:05:00" end="10:00:07:00">One.</p></div></body></tt>
"""
# The first is given 5 frames, the second loses one; the third is left to people.
MENDED = [(0, 1208), (2000, 2958), (3042, 12000)]


def run(*arguments):
    return CliRunner().invoke(APP, [str(argument) for argument in arguments])


def objects(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def times(path):
    return [(cue.start, cue.end) for cue in read_file(path).track.cues]


def rules_of(result):
    return [(one["cue"], one["rule"]) for one in objects(result) if one["kind"] == "finding"]

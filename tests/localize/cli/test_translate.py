"""`localize translate` as an operator uses it: real files, real engines, and what goes wrong."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from localize.engines import EngineSettings, WriteOptions
from localize.formats import read_file, write_bytes
from localize.markup import strip
from localize.timeline import FrameRate
from localize_models.translation.apertium import ApertiumEngine
from tests.localize.cli.kept_program import Program
from tests.localize_models.translation.chat.hostile import Hostile, rendering
from tests.localize_models.translation.chat.test_going_on import Quota

SOURCE = """1
00:00:01,000 --> 00:00:03,000
I would like you

2
00:00:03,100 --> 00:00:05,500
to come home now.

3
00:00:06,000 --> 00:00:08,000
- Where is she?
- In the station.

4
00:00:12,000 --> 00:00:15,000
<i>She was born in 1984 in a small town.</i>
"""


def localize(*arguments, env=None, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "localize", "translate", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        check=False,
    )


@pytest.fixture
def season(tmp_path):
    folder = tmp_path / "in"
    (folder / "more").mkdir(parents=True)
    (folder / "ep1.en.srt").write_text(SOURCE, "utf-8")
    (folder / "ep1.fr.srt").write_text(SOURCE, "utf-8")
    (folder / "more" / "ep2.en.srt").write_text(SOURCE, "utf-8")
    return folder


@pytest.fixture
def pairs():
    if shutil.which("apertium") and ApertiumEngine(EngineSettings()).serves("en", "es"):
        return
    missing = "apertium-eng-spa is not installed (make system-deps)"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


def accounted(manifest, episode, locale, source):
    """Every source cue with text is rendered by a cue of the draft."""
    entry = next(one for one in manifest["episodes"] if one["episode"] == episode)
    track = next(one for one in entry["tracks"] if one["locale"] == locale)
    rendered = {i for ids in track["renders"].values() for i in ids}
    return {cue.id for cue in source.cues if strip(cue.text).strip()} - rendered


@pytest.mark.usefixtures("pairs")
def test_a_folder_is_drafted_and_a_second_time_nothing_is_written(season, tmp_path):
    out = tmp_path / "out"
    done = localize(season, "--from", "en", "--to", "es-419", "--out", out, "--json")
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["event"] for one in events] == ["drafted", "drafted"]
    assert {one["engine"] for one in events} == {"apertium"}
    assert {file["path"] for one in events for file in one["files"]} == {
        "ep1.es-419.draft.srt",
        "more/ep2.es-419.draft.srt",
    }
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    source = read_file(season / "ep1.en.srt").track
    assert accounted(manifest, "ep1", "es-419", source) == set()
    made = manifest["episodes"][0]
    assert made["left_the_machine"] is False
    assert made["tracks"][0]["made_by"][0]["model"] == "apertium-eng-spa"
    draft = read_file(out / "ep1.es-419.draft.srt").track
    assert "1984" in draft.cues[-1].text
    again = localize(season, "--from", "en", "--to", "es-419", "--out", out, "--json")
    states = {
        file["state"] for line in again.stdout.splitlines() for file in json.loads(line)["files"]
    }
    assert states == {"unchanged"}


@pytest.mark.usefixtures("pairs")
def test_a_draft_that_a_person_changed_is_kept(season, tmp_path):
    out = tmp_path / "out"
    source = season / "ep1.en.srt"
    localize(source, "--to", "es", "--out", out)
    mine = out / "ep1.es.draft.srt"
    mine.write_text(mine.read_text("utf-8").replace("1984", "1985"), "utf-8")
    done = localize(source, "--to", "es", "--out", out)
    assert done.returncode == 0
    assert "--overwrite" in done.stderr
    assert "1985" in mine.read_text("utf-8")
    localize(source, "--to", "es", "--out", out, "--overwrite")
    assert "1984" in mine.read_text("utf-8")


def test_a_server_drafts_every_market_over_the_templates_cues(season, tmp_path):
    out = tmp_path / "out"
    with Hostile(("well", "drops", "429")) as server:
        done = localize(
            season / "ep1.en.srt", "--to", "de,it,tr", "--out", out, "--layout", "fixed",
            "--server", server.address, "--formats", "vtt",
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    source = read_file(season / "ep1.en.srt").track
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    for locale in ("de", "it", "tr"):
        draft = read_file(out / f"ep1.{locale}.draft.vtt").track
        assert [(cue.start, cue.end) for cue in draft.cues] == [
            (cue.start, cue.end) for cue in source.cues
        ]
        assert accounted(manifest, "ep1", locale, source) == set()
    german = read_file(out / "ep1.de.draft.vtt").track.cues
    assert " ".join(german[0].lines + german[1].lines) == rendering(
        "I would like you to come home now."
    )
    # German has a dash without a space before both.
    assert all(line.startswith("-") for line in german[2].lines)


def test_what_a_server_had_answered_is_not_asked_again(season, tmp_path):
    """It is kept beside the drafts until they are written."""

    def clock(seconds):
        return f"00:{seconds // 60:02}:{seconds % 60:02},000"

    for name, count in (("ep1.en.srt", 12), ("more/ep2.en.srt", 40)):
        cues = (
            f"{n + 1}\n{clock(4 * n + 1)} --> {clock(4 * n + 3)}\nHouse number {n + 10} is empty."
            for n in range(count)
        )
        (season / name).write_text("\n\n".join(cues), "utf-8")
    out, quota = tmp_path / "out", Quota(3)
    with Hostile(fails=quota) as server:
        command = (season, "--from", "en", "--to", "es", "--out", out, "--server", server.address)
        done = localize(*command, cwd=tmp_path)
        assert done.returncode != 0
        assert "Insufficient Balance" in done.stderr
        assert "What it has answered is kept" in done.stderr
        assert [path.name for path in out.glob("*.srt")] == ["ep1.es.draft.srt"]
        before, quota.left = len(server.asked), 1_000
        done = localize(*command, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert len(server.asked) - before == 2, "nor those of the draft that was written"
    names = {path.name for path in out.rglob("*")}
    assert names == {"ep1.es.draft.srt", "ep2.es.draft.srt", "more", "manifest.json"}
    assert not (tmp_path / ".localize").exists()


def test_where_answers_cannot_be_kept_it_is_said_once(season, tmp_path):
    """Whether the run is broken off or not; the drafts are written all the same."""
    out, quota = tmp_path / "out", Quota(1)
    out.mkdir()
    (out / ".localize").write_text("no folder", "utf-8")
    with Hostile(fails=quota) as server:
        command = (
            season / "ep1.en.srt", "--to", "es,de", "--out", out, "--server", server.address,
        )  # fmt: skip
        for returncode in (2, 0):
            done = localize(*command, cwd=tmp_path)
            assert done.returncode == returncode, done.stderr
            (said,) = [line for line in done.stderr.splitlines() if "cannot be kept" in line]
            assert "Not a directory" in said
            quota.left = 1_000
    assert (out / "ep1.de.draft.srt").exists()


def test_the_terms_and_characters_of_the_project_are_kept_to(season, tmp_path):
    project = tmp_path / "sea"
    show = Program(project)
    show.ok("season", "init", "--to", "de", "--source", "en")
    show.ok("import", season / "ep1.en.srt", "--episode", "E1", "--locale", "en", "--role",
            "transcript")  # fmt: skip
    names = tmp_path / "names.csv"
    names.write_text("Source term,de\nstation,Bahnhof\n", "utf-8")
    show.ok("terms", "import", names)
    with Hostile(("well",)) as server:
        done = localize(
            season / "ep1.en.srt", "--to", "de", "--project", project, "--server", server.address
        )
        asked = json.dumps(server.asked, ensure_ascii=False)
    assert done.returncode in (0, 1), done.stderr
    assert "Bahnhof" in asked, "the server is told"
    manifest = json.loads((project / "subtitles" / "manifest.json").read_text("utf-8"))
    (track,) = manifest["episodes"][0]["tracks"]
    draft = read_file(project / "subtitles" / "ep1.de.draft.srt").track
    right = any("Bahnhof" in cue.text for cue in draft.cues)
    assert right or track["findings"].keys() & {"term", "doubtful-draft"}, track["findings"]
    # In another folder nobody has settled anything.
    with Hostile(("well",)) as server:
        localize(season / "ep1.en.srt", "--to", "de", "--project", tmp_path / "other",
                 "--server", server.address)  # fmt: skip
        assert "Bahnhof" not in json.dumps(server.asked, ensure_ascii=False)


def test_what_cannot_be_drafted_is_flagged_and_named(season, tmp_path):
    out = tmp_path / "out"
    with Hostile(("echoes",)) as server:
        done = localize(
            season / "ep1.en.srt", "--to", "de", "--out", out, "--server", server.address
        )
    assert done.returncode == 1
    assert "3 without a draft" in done.stdout  # a copy of three words may be right
    assert "copied the source for “I would like you to come home now.”" in done.stderr


def test_nothing_is_sent_elsewhere_without_leave(season, tmp_path):
    done = localize(
        season / "ep1.en.srt", "--to", "de", "--out", tmp_path / "out", "--project", tmp_path,
        "--server", "https://api.example.com/v1",
    )  # fmt: skip
    assert done.returncode == 2
    assert 'network = "send"' in done.stderr


def test_a_format_that_cannot_carry_a_draft_costs_no_other_file(season, tmp_path):
    out = tmp_path / "out"
    first = season / "ep0.en.srt"
    first.write_text(SOURCE.replace("station", "🎬"), "utf-8")
    with Hostile(("well",)) as server:
        done = localize(
            first, season / "ep1.en.srt", "--to", "de", "--out", out, "--formats", "stl,srt",
            "--server", server.address, "--json",
        )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert {path.name for path in out.iterdir()} == {
        "ep0.de.draft.srt", "ep1.de.draft.stl", "ep1.de.draft.srt", "manifest.json",
    }  # fmt: skip
    events = {event["file"]: event for event in map(json.loads, done.stdout.splitlines())
              if event["event"] == "drafted"}  # fmt: skip
    (lacking,) = events[str(first)]["unwritten"]
    assert lacking["format"] == "stl"
    assert "🎬" in lacking["message"]
    assert events[str(season / "ep1.en.srt")]["unwritten"] == []
    assert f"{first}: No stl for de: EBU STL has no 🎬" in done.stderr
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    paths = [file["path"] for one in manifest["episodes"] for file in one["tracks"][0]["files"]]
    assert sorted(paths) == ["ep0.de.draft.srt", "ep1.de.draft.srt", "ep1.de.draft.stl"]


def test_without_any_file_of_a_draft_the_exit_code_says_so(season, tmp_path):
    first = season / "ep0.en.srt"
    first.write_text(SOURCE.replace("station", "🎬"), "utf-8")
    with Hostile(("well",)) as server:
        done = localize(
            first, "--to", "de", "--out", tmp_path / "out", "--formats", "stl",
            "--server", server.address,
        )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("No file: "), done.stdout
    assert "No stl for de" in done.stderr


def test_a_draft_keeps_the_timecode_of_its_programmes_start(season, tmp_path):
    file, out = tmp_path / "ep1.en.stl", tmp_path / "out"
    options = WriteOptions(rate=FrameRate.parse("25"), start="10:00:00:00")
    file.write_bytes(write_bytes(read_file(season / "ep1.en.srt").track, "stl", options))
    with Hostile(("well",)) as server:
        done = localize(file, "--to", "de", "--out", out, "--server", server.address)
    assert done.returncode == 0, done.stderr
    data = (out / "ep1.de.draft.stl").read_bytes()
    assert data[256:264] == b"10000000"
    assert data[1024 + 5 : 1024 + 8] == bytes([10, 0, 1])


HOUSE = """
name = "house"
inherit = "netflix"
version = "1"
"""


def signatures(out):
    """Locale → the guide that its draft was laid out to."""
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    tracks = [track for one in manifest["episodes"] for track in one["tracks"]]
    return {track["locale"]: track["style_guide"] for track in tracks}


def test_every_market_is_drafted_as_the_project_says(season, tmp_path):
    project = tmp_path / "sea"
    project.mkdir()
    (project / "house.toml").write_text(HOUSE, "utf-8")
    (project / "localize.toml").write_text(
        'name = "Sea"\nguide = "house.toml"\n[market.de]\naudience = "children"\n'
        '[market.it]\nguide = "netflix"\n[market.tr]\n[market.tr.policy]\ndraft = "none"\n',
        "utf-8",
    )
    file, out = season / "ep1.en.srt", project / "subtitles"
    with Hostile(("well",)) as server:
        done = localize(file, "--project", project, "--server", server.address, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        found = signatures(out)
        assert {locale: one.split("|")[0].split(":")[0] for locale, one in found.items()} == {
            "de": "house", "it": "netflix",
        }  # fmt: skip
        assert "|children|" in found["de"]
        assert "|adult|" in found["it"]
        # Who names a market drafts it; what the command line says holds for every one.
        (tmp_path / "other.toml").write_text(HOUSE.replace("house", "other"), "utf-8")
        done = localize(
            file, "--project", project, "--server", server.address, "--to", "it,tr",
            "--guide", "other.toml", "--audience", "adult", "--out", "again", cwd=tmp_path,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = signatures(tmp_path / "again")
    assert {locale: one.split(":")[0] for locale, one in found.items()} == {
        "it": "other", "tr": "other",
    }  # fmt: skip


def test_the_engine_that_is_named_for_a_market_alone_drafts_it(season, tmp_path):
    project = tmp_path / "sea"
    project.mkdir()
    settings = project / "localize.toml"
    file = season / "ep1.en.srt"
    settings.write_text(
        'name = "Sea"\nengine = "ctranslate2"\n[market.de]\n[market.it]\nengine = "openai"\n',
        "utf-8",
    )
    with Hostile(("well",)) as server:
        done = localize(file, "--project", project, "--server", server.address,
                        "--models-dir", tmp_path / "none")  # fmt: skip
        assert done.returncode == 1, done.stderr
        assert set(signatures(project / "subtitles")) == {"it"}
        assert "ctranslate2, the engine that is named for de, does not draft it" in done.stderr
        # So it is for a market that has no settings of its own.
        before = len(server.asked)
        done = localize(file, "--project", project, "--server", server.address, "--to", "fr",
                        "--models-dir", tmp_path / "none")  # fmt: skip
        assert done.returncode == 1, done.stderr
        assert len(server.asked) == before
        # The command line wins.
        done = localize(file, "--project", project, "--server", server.address, "--to", "de",
                        "--translation", "openai")  # fmt: skip
        assert done.returncode == 0, done.stderr
    settings.write_text('name = "Sea"\n[market.de]\nengine = "parrot"\n', "utf-8")
    done = localize(file, "--project", project, env={"LOCALIZE_SERVER": ""})
    assert done.returncode == 2, done.stderr
    assert "parrot" in done.stderr


def test_an_estimate_sends_nothing(season, tmp_path):
    with Hostile() as server:
        done = localize(
            season, "--from", "en", "--to", "de", "--out", tmp_path / "out", "--estimate",
            "--server", server.address, "--price-in", "1000", "--price-out", "2000",
        )  # fmt: skip
        assert server.asked == []
    assert done.returncode == 0
    assert "2 questions" in done.stdout
    numbers = re.search(r"([\d,]+) tokens to read and ([\d,]+) to write: ([\d,.]+)", done.stdout)
    asked, answered, cost = (float(one.replace(",", "")) for one in numbers.groups())
    assert cost == pytest.approx((asked * 1000 + answered * 2000) / 1_000_000, abs=0.005)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["in/ep1.en.srt"], 2, "No market is named"),
        (["in/ep1.en.srt", "--to", "es", "--layout", "loose"], 2, "fixed, sentence, free"),
        (["in/ep1.en.srt", "--to", "es", "--fps", "0"], 2, "--fps"),
        (["in/ep1.en.srt", "--to", "es", "--translation", "whisper"], 2, "translates sound"),
        (["in/ep1.en.srt", "--to", "es", "--translation", "nobody"], 2, "nobody"),
        (["in/ep1.en.srt", "--to", "es", "--guide", "nobody"], 2, "nobody"),
        (["in/nothing.srt", "--to", "es"], 1, "no such file"),
        (["in/ep1.en.srt", "--to", "ja"], 1, "No installed engine drafts ja from en"),
        (["plain.srt", "--to", "es"], 1, "does not say its language"),
        (["broken.en.srt", "--to", "es"], 1, "broken.en.srt"),
        (["in", "--to", "ja"], 1, "would be called as those of"),
    ],
)
def test_what_is_wrong_is_said(season, tmp_path, arguments, code, said):
    (tmp_path / "plain.srt").write_text(SOURCE, "utf-8")
    (tmp_path / "broken.en.srt").write_bytes(b"\x00\x01\x02 nothing of the kind")
    given = [tmp_path / arguments[0], *arguments[1:]]
    done = localize(*given, "--out", tmp_path / "out", env={"LOCALIZE_SERVER": ""})
    assert done.returncode == code, done.stderr
    assert said.lower() in " ".join(done.stderr.split()).lower()
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["", "\n"])
def test_a_file_without_cues_is_told_and_makes_no_draft(tmp_path, text):
    (tmp_path / "ep.en.srt").write_text(text, "utf-8")
    done = localize(tmp_path / "ep.en.srt", "--to", "es", "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{tmp_path / 'ep.en.srt'}: The file has no cues.\n"
    assert not list(tmp_path.glob("out/*.srt"))


def test_a_file_in_the_language_that_is_asked_for_is_named(season, tmp_path):
    path = season / "ep1.en.srt"
    done = localize(path, "--to", "en", "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"{path} is in en already; nothing to draft.\n"


MEMORY = """<?xml version="1.0" encoding="utf-8"?>
<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x"
  adminlang="en" srclang="en" datatype="plaintext"/><body>
<tu><tuv xml:lang="en"><seg>I would like you to come home now.</seg></tuv>
    <tuv xml:lang="es-419"><seg>Quiero que vuelvas a casa ya.</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>In the station.</seg></tuv>
    <tuv xml:lang="es-419"><seg>En el andén.</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>She was born in 1984 in a small town.</seg></tuv>
    <tuv xml:lang="fr"><seg>Elle est née en 1984.</seg></tuv></tu>
</body></tmx>
"""


@pytest.mark.usefixtures("pairs")
def test_a_sentence_that_a_memory_has_is_taken_from_it(season, tmp_path):
    memory = tmp_path / "show.tmx"
    memory.write_text(MEMORY, "utf-8")
    file, out = season / "ep1.en.srt", tmp_path / "out"
    done = localize(file, "--to", "es-419", "--out", out, "--memory", memory, "--json")
    assert done.returncode == 0, done.stderr
    (event,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (event["engine"], event["untranslated"]) == ("apertium", 0)
    assert event["from_memory"] >= 2
    texts = " ".join(strip(cue.text) for cue in read_file(out / "ep1.es-419.draft.srt").track.cues)
    texts = " ".join(texts.split())
    assert "Quiero que vuelvas a casa ya." in texts
    assert "En el andén." in texts  # short, so it is taken and told
    assert event["findings"]["known-line"] == 1
    assert "1984" in texts


def test_a_broken_memory_is_named_before_anything_is_drafted(season, tmp_path):
    memory, out = tmp_path / "show.tmx", tmp_path / "out"
    memory.write_text(MEMORY.replace("</body>", "<tu></body>"), "utf-8")
    done = localize(season / "ep1.en.srt", "--to", "es", "--out", out, "--memory", memory)
    assert done.returncode != 0
    assert "show.tmx" in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()

"""Exports: names, contents, what is kept, and one snapshot for the gate and the files."""

from __future__ import annotations

import json
import threading

import pytest

from localize.delivery.manifest import Manifest
from localize.delivery.variants import Variant
from localize.errors import OutputError, SettingsError, UnknownNameError, UnwritableError
from localize.formats import read_file
from localize.script import CueKind, TrackRole
from localize.season import Market, Season
from localize.store.work import deliveries_of
from tests.localize.delivery.project import CUES, cue


def names(project):
    return sorted(path.name for path in project.out.iterdir())


def texts(path):
    return [one.text for one in read_file(path).track.cues]


def rules(made):
    return [notice.rule for notice in made.notices]


def test_a_draft_leaves_at_any_time_and_says_what_it_is(project):
    project.approve("1")
    made = project.export(final=False)
    assert names(project) == [
        "S01E01.fr-FR.draft.srt",
        "S01E01.fr-FR.draft.vtt",
        "S01E01.fr-FR.forced.draft.srt",
        "S01E01.fr-FR.forced.draft.vtt",
        "S01E01.fr-FR.record.draft.html",
        "S01E01.fr-FR.record.draft.json",
        "S01E01.fr-FR.sdh.draft.srt",
        "S01E01.fr-FR.sdh.draft.vtt",
        "manifest.json",
    ]
    text = (project.out / "S01E01.fr-FR.draft.vtt").read_text("utf-8")
    assert "NOTE Draft: no person has approved this track." in text
    assert (
        "1 of 5 cues approved by people, from machine drafts; see S01E01.fr-FR.record.draft.json."
        in text
    )
    assert made.complete
    assert {file.state for file in made.files} == {"written"}


def test_a_final_track_has_final_names_and_no_draft_note(project):
    project.ready()
    project.export(final=True)
    assert names(project) == sorted(
        [
            *(
                f"S01E01.fr-FR{part}.{ext}"
                for part in ("", ".sdh", ".forced")
                for ext in ("srt", "vtt")
            ),
            "S01E01.fr-FR.record.html",
            "S01E01.fr-FR.record.json",
            "manifest.json",
        ]
    )
    out = project.out
    assert texts(out / "S01E01.fr-FR.srt") == [
        "Good morning.",
        "<i>Who is there?</i>",
        "PLATFORM 9",
        "It is me & you.",
    ]
    assert texts(out / "S01E01.fr-FR.sdh.srt") == [
        "[Ana] Good morning.",
        "<i>Who is there?</i>",
        "PLATFORM 9",
        "[door slams]",
        "[Ben] It is me & you.",
    ]
    assert texts(out / "S01E01.fr-FR.forced.vtt") == ["PLATFORM 9"]
    text = (out / "S01E01.fr-FR.vtt").read_text("utf-8")
    assert "Draft" not in text
    assert "NOTE Approved by people, from machine drafts; see S01E01.fr-FR.record.json." in text


def test_what_people_wrote_alone_is_not_called_a_machine_s(project):
    track = project.add_track("de", CUES, machine=False)
    project.watch(track=track)
    project.approve(track=track)
    project.export(track, final=True)
    assert "NOTE" not in (project.out / "S01E01.de.vtt").read_text("utf-8")


def test_a_variant_without_cues_makes_no_file_and_says_so(new_project):
    project = new_project((cue("1", 1000, "Hello."),))
    project.ready()
    made = project.export(final=True, variants=[Variant.FULL, Variant.FORCED])
    assert rules(made) == ["no-forced"]
    assert "S01E01.fr-FR.forced.srt" not in names(project)
    made = project.export(final=True, variants=[Variant.FORCED])
    assert (made.files, made.page, made.entry, rules(made)) == ((), None, {}, ["no-forced"])


def test_cues_without_text_are_counted_when_a_draft_leaves_them_out(new_project):
    project = new_project((*CUES, cue("7", 20_000)))
    made = project.export(final=False)
    (notice,) = [one for one in made.notices if one.rule == "blank-left-out"]
    assert "1 cue" in notice.message


def test_exporting_again_replaces_what_we_wrote_and_keeps_what_somebody_changed(project):
    project.ready()
    project.export(final=True)
    srt, vtt = project.out / "S01E01.fr-FR.srt", project.out / "S01E01.fr-FR.vtt"
    srt.write_text("mine", "utf-8")
    project.change("1", lines=("Bonjour.",))
    project.ready()
    made = project.export(final=True)
    states = {file.path: file.state for file in made.files}
    assert states["S01E01.fr-FR.srt"] == "kept"
    assert states["S01E01.fr-FR.vtt"] == "written"
    assert states["S01E01.fr-FR.forced.srt"] == "unchanged"
    assert srt.read_text("utf-8") == "mine"
    assert texts(vtt)[0] == "Bonjour."
    assert not made.complete
    assert "changed-by-hand" in rules(made)
    assert "S01E01.fr-FR.srt" not in {file["path"] for file in made.entry["files"]}
    again = project.export(final=True)  # it is remembered as changed, not taken for ours
    assert {file.path: file.state for file in again.files}["S01E01.fr-FR.srt"] == "kept"
    assert project.export(final=True, overwrite=True).complete
    assert texts(srt)[0] == "Bonjour."


def test_a_file_that_was_there_before_us_is_kept(project):
    project.out.mkdir()
    (project.out / "S01E01.fr-FR.srt").write_text("theirs", "utf-8")
    project.ready()
    assert not project.export(final=True).complete
    assert (project.out / "S01E01.fr-FR.srt").read_text("utf-8") == "theirs"


def test_nothing_is_delivered_where_every_file_was_kept(project):
    project.out.mkdir()
    (project.out / "S01E01.fr-FR.srt").write_text("theirs", "utf-8")
    project.ready()
    made = project.export(None, ["srt"], final=True, variants=[Variant.FULL])
    assert (made.entry, made.page, made.complete) == ({}, None, False)
    assert names(project) == ["S01E01.fr-FR.srt", "manifest.json"]
    assert Manifest.load(project.out).deliveries == []
    with project.database.read() as session:
        assert deliveries_of(session, project.track) == []


@pytest.mark.parametrize("extension", ["json", "html"])
def test_a_record_that_somebody_altered_is_not_replaced_in_silence(project, extension):
    project.ready()
    project.export(final=True)
    record = project.out / f"S01E01.fr-FR.record.{extension}"
    record.write_text("altered", "utf-8")
    with pytest.raises(OutputError, match="not as it was written"):
        project.export(final=True)
    assert record.read_text("utf-8") == "altered"
    assert project.export(final=True, overwrite=True).complete


def test_a_machine_s_draft_file_may_be_replaced_by_an_export(project):
    """A run wrote the draft; people have worked since."""
    from localize.delivery.manifest import file_hash  # noqa: PLC0415 -- only here

    project.out.mkdir()
    path = project.out / "S01E01.fr-FR.draft.srt"
    path.write_bytes(b"1\n00:00:01,000 --> 00:00:02,000\nDraft\n")
    manifest = Manifest.load(project.out)
    files = [{"path": path.name, "sha256": file_hash(path.read_bytes()), "bytes": 1}]
    track = {"locale": "fr-FR", "files": files}
    manifest.record({"episode": "S01E01", "media": {"sha256": "x"}, "tracks": [track]})
    manifest.save()
    assert project.export(final=False).complete
    assert texts(path)[0] == "Good morning."
    assert "S01E01" in Manifest.load(project.out).episodes


def test_drafts_that_remain_beside_final_files_are_named_and_left(project):
    project.export(final=False)
    project.ready()
    made = project.export(final=True)
    (notice,) = [one for one in made.notices if one.rule == "draft-remains"]
    for name in ("S01E01.fr-FR.draft.srt", "S01E01.fr-FR.record.draft.html"):
        assert name in notice.message
        assert (project.out / name).is_file()


def test_files_of_an_earlier_delivery_that_this_one_lacks_are_named(project):
    project.ready()
    project.export(final=True)
    project.change("3", kind=CueKind.TITLE)
    project.ready()
    made = project.export(final=True)
    (notice,) = [one for one in made.notices if one.rule == "earlier-file-remains"]
    assert "S01E01.fr-FR.forced.srt" in notice.message
    assert "sdh" not in notice.message


def test_what_a_format_cannot_say_is_told(new_project):
    project = new_project((cue("1", 1000, "<i>Open", speaker="Ana"),))
    made = project.export(None, ["srt"], final=False)
    assert any(one.rule == "lost-open-tags" and ".srt" in one.message for one in made.notices)


def test_timecodes_begin_where_the_market_says(new_project):
    market = Market("fr-FR", formats=("stl",), start_timecode="10:00:00:00")
    project = new_project((cue("1", 1000, "Bonjour."),), season=Season("S", markets=(market,)))
    project.export(final=False)
    data = (project.out / "S01E01.fr-FR.draft.stl").read_bytes()
    assert (data[3:11], data[256:264]) == (b"STL25.01", b"10000000")
    assert b"Draft: no person has approved this track." in data[:1024]
    assert texts(project.out / "S01E01.fr-FR.draft.stl") == ["Bonjour."]


def test_times_that_begin_with_the_programme_are_no_loss_of_a_delivery(new_project):
    """Beside its media, a file of media time needs no timecode."""
    market = Market("fr-FR", formats=("stl", "ttml"), start_timecode="10:00:00:00")
    project = new_project((cue("1", 1000, "Bonjour."),), season=Season("S", markets=(market,)))
    made = project.export(final=False)
    assert len(made.files) == 2
    assert "lost-start" not in rules(made)


def test_two_formats_of_one_file_name_are_refused(project):
    with pytest.raises(SettingsError, match=r"stl and stl-teletext both make .*\.stl"):
        project.export(None, ["stl", "stl-teletext"], final=False)
    assert not project.out.exists()


def test_a_format_that_cannot_carry_the_track_is_refused_before_anything_is_written(new_project):
    project = new_project((cue("1", 1000, "漢字"),))
    with pytest.raises(UnwritableError, match="cue 1"):
        project.export(None, ["srt", "scc"], final=False)
    assert not project.out.exists()


@pytest.mark.parametrize("name", ["ass", "ssa", "scc", "json", "stl-teletext", "ttml"])
def test_other_formats_carry_the_track(new_project, name):
    project = new_project((cue("1", 3000, "Bonjour."), cue("2", 6000, "Oui ?")))
    made = project.export(None, [name], final=False)
    (file,) = made.files
    assert texts(project.out / file.path) == ["Bonjour.", "Oui ?"]
    assert ".draft." in file.path


def test_a_template_can_be_exported_too(project):
    template = project.add_track("ja", (cue("1", 1000, "おはよう。"),), TrackRole.TEMPLATE)
    made = project.export(template, final=False)
    assert made.entry["role"] == "template"


def test_an_unknown_format_stops_before_anything_is_written(project):
    with pytest.raises(UnknownNameError):
        project.export(None, ["srt", "docx"], final=False)
    assert not project.out.exists()


def test_two_exports_at_once_both_stay_in_the_manifest(project):
    other = project.add_track("de", CUES)
    threads = [
        threading.Thread(target=project.export, args=(track,), kwargs={"final": False})
        for track in (project.track, other) * 3
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    data = json.loads((project.out / "manifest.json").read_bytes())
    assert sorted(entry["locale"] for entry in data["deliveries"]) == ["de", "fr-FR"]
    with project.database.read() as session:
        assert len(deliveries_of(session, project.track)) == 3


def test_a_run_that_saves_its_manifest_later_keeps_what_was_delivered(project):
    project.out.mkdir()
    run = Manifest.load(project.out)
    project.export(final=False)
    run.record({"episode": "S01E02", "media": {"sha256": "x"}, "tracks": []})
    run.save()
    kept = Manifest.load(project.out)
    assert list(kept.episodes) == ["S01E02"]
    assert [entry["locale"] for entry in kept.deliveries] == ["fr-FR"]


def test_what_changes_after_the_gate_looked_is_in_no_file(project, monkeypatch):
    """The gate's snapshot is what is written: an edit in between waits for the next delivery."""
    from localize.delivery import export as module  # noqa: PLC0415 -- to be held up

    project.ready()
    judge = module.judge

    def slow(track, variants):
        project.change("1", lines=("Changed meanwhile.",))
        return judge(track, variants)

    monkeypatch.setattr(module, "judge", slow)
    made = project.export(final=True)
    assert texts(project.out / "S01E01.fr-FR.srt")[0] == "Good morning."
    assert made.entry["step"] == 2
    assert ("1", "not-approved") in project.rules()


def test_a_delivery_is_kept_with_who_when_and_its_digest(project):
    project.ready()
    made = project.export(final=True, actor=project.bo)
    with project.database.read() as session:
        (row,) = deliveries_of(session, project.track)
        assert (row.final, row.by) == (True, project.bo.person_id)
        assert row.record == {**made.entry, "folder": "subtitles"}
        assert row.record["digest"] == Manifest.load(project.out).deliveries[0]["digest"]


def test_a_full_disk_leaves_nothing_half_written_and_no_delivery(project, small_disk):
    project.ready()
    project.out = small_disk / "out"
    project.out.mkdir()
    (small_disk / "ballast").write_bytes(b"x" * 60_000)
    with pytest.raises(OutputError, match="No space"):
        project.export(final=True)
    with project.database.read() as session:
        assert deliveries_of(session, project.track) == []
    assert Manifest.load(project.out).deliveries == []
    for path in project.out.iterdir():
        assert not path.name.endswith(".partial")


@pytest.mark.parametrize("broken", [".srt", ".json", ".html", "manifest.json"])
def test_an_export_that_was_broken_off_can_be_made_again(project, monkeypatch, broken):
    """By a full disk or a kill after any file; what was delivered before is not lost by it."""
    from localize.delivery import manifest, package  # noqa: PLC0415 -- to be broken off

    project.ready()
    project.export(final=True)
    before = Manifest.load(project.out).deliveries
    project.change("1", lines=("Later.",))
    project.ready()
    write, at_end = package.write_atomically, []

    def breaks(path, data):
        if path.name == "manifest.json" and not at_end:
            at_end.append(path)  # what is coming is told first
            return write(path, data)
        if path.name.endswith(broken):
            raise OutputError("No space left on device.", path=str(path))
        return write(path, data)

    with monkeypatch.context() as patched:
        patched.setattr(package, "write_atomically", breaks)
        patched.setattr(manifest, "write_atomically", breaks)
        with pytest.raises(OutputError, match="No space"):
            project.export(final=True)
    assert Manifest.load(project.out).deliveries == before
    made = project.export(final=True)
    assert "kept" not in {file.state for file in made.files}
    kept = Manifest.load(project.out)
    assert kept.unfinished == []
    assert texts(project.out / "S01E01.fr-FR.srt")[0] == "Later."

"""`localize check` with what lies beside the files: sources, known names, shot changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from localize.cli.check_beside import media_for
from localize.errors import InputError, SettingsError
from tests.localize.cli.checking import CLEAN, objects, rules_of, run

SOURCE = CLEAN + "\n2\n00:00:03,000 --> 00:00:05,000\nRoom 12 is free.\n"
TARGET = SOURCE.replace("Good morning.", "Buenos días.").replace(
    "Room 12 is free.", "La 13 está libre."
)


def test_a_source_beside_a_file_is_found_by_its_name(write):
    write("ep.en.srt", SOURCE)
    path = write("ep.es-419.srt", TARGET)
    only = ("--only", "source-numbers", "--json")
    assert rules_of(run(path, *only)) == []
    result = run(path, *only, "--source-locale", "en")
    assert rules_of(result) == [("2", "source-numbers")]
    assert objects(result)[0]["paired"] == 2
    assert objects(result)[0]["source"].endswith("ep.en.srt")


def test_a_source_in_a_variant_of_its_language_is_found_and_one_that_lacks_is_told(write):
    write("ep.en-US.srt", SOURCE)
    path = write("ep.es-419.srt", TARGET)
    only = ("--only", "source-numbers", "--json", "--source-locale")
    for tag in ("en", "en-US"):
        assert rules_of(run(path, *only, tag)) == [("2", "source-numbers")]
    lost = run(path, *only, "fr")
    assert lost.exit_code == 1
    assert "No source in fr lies beside it" in lost.stdout
    # The source has none itself.
    assert run(path.with_name("ep.en-US.srt"), *only, "en").exit_code == 0
    assert run(write("other.en-GB.srt", CLEAN), *only, "en").exit_code == 0


def test_which_of_several_variants_is_the_source_is_asked(write):
    write("ep.en-US.srt", SOURCE)
    gb = write("ep.en-GB.srt", CLEAN)
    path = write("ep.es-419.srt", TARGET)
    only = ("--only", "source-numbers", "--json", "--source-locale")
    asked = run(path, *only, "en")
    assert asked.exit_code == 1
    assert "may be in en-GB or in en-US" in asked.stdout
    assert rules_of(run(path, *only, "en-US")) == [("2", "source-numbers")]
    assert run(gb, *only, "en").exit_code == 0
    write("ep.en.srt", SOURCE)  # the very tag goes before its variants
    assert rules_of(run(path, *only, "en")) == [("2", "source-numbers")]


def sources_of(result):
    """The name of each file's source, by the file's; None where it has none."""
    files = [one for one in objects(result) if one["kind"] == "file"]
    assert not [one for one in files if one["error"]]
    return {Path(one["path"]).name: one["source"] and Path(one["source"]).name for one in files}


@pytest.mark.parametrize("tag", ["en", "en-US"])
def test_the_full_file_is_the_source_and_none_of_its_language_has_another_as_its_own(
    write, tmp_path, tag
):
    for mark in ("", ".sdh", ".forced", ".draft"):
        write(f"ep.{tag}{mark}.srt", SOURCE)
        write(f"ep.fr{mark}.srt", SOURCE)
    own = {f"ep.{tag}{mark}.srt": None for mark in ("", ".sdh", ".forced", ".draft")}
    assert sources_of(run(tmp_path, "--source-locale", "en", "--json")) == {
        **own,
        "ep.fr.srt": f"ep.{tag}.srt",
        "ep.fr.draft.srt": f"ep.{tag}.srt",
        "ep.fr.sdh.srt": f"ep.{tag}.sdh.srt",
        "ep.fr.forced.srt": f"ep.{tag}.forced.srt",
    }
    # So it is in a folder of sources; and what is elsewhere may be held against its own language.
    assert sources_of(run(tmp_path, "--source", tmp_path, "--json"))["ep.fr.srt"] == f"ep.{tag}.srt"
    other = write(f"other/ep.{tag}.srt", SOURCE)
    told = sources_of(run(other, "--source", tmp_path, "--json"))
    assert told == {f"ep.{tag}.srt": f"ep.{tag}.srt"}


def test_forced_narratives_are_the_source_of_such_alone(write):
    forced = write("ep.en.forced.srt", CLEAN)
    path = write("ep.fr.srt", SOURCE)
    lost = run(path, "--source-locale", "en")
    assert lost.exit_code == 1
    assert "No source in en lies beside it" in lost.stdout
    assert "forced" in lost.stdout
    write("ep.en.sdh.srt", SOURCE)
    assert sources_of(run(path, "--source-locale", "en", "--json")) == {
        "ep.fr.srt": "ep.en.sdh.srt"
    }
    forced.unlink()
    path = write("ep.fr.forced.srt", CLEAN)
    assert sources_of(run(path, "--source-locale", "en", "--json")) == {
        "ep.fr.forced.srt": "ep.en.sdh.srt"
    }


def test_a_variant_of_several_is_a_source_itself_whatever_its_mark(write, tmp_path):
    for tag in ("en-US", "en-GB"):
        write(f"ep.{tag}.srt", SOURCE)
        write(f"ep.{tag}.sdh.srt", SOURCE)
    told = sources_of(run(tmp_path, "--source-locale", "en", "--json"))
    assert len(told) == 4
    assert set(told.values()) == {None}


def test_files_called_like_their_language_alone_belong_to_one_episode(write, tmp_path):
    write("ep1/en.srt", SOURCE)
    write("ep1/en.sdh.srt", SOURCE)
    write("ep1/pt_BR.draft.srt", SOURCE)
    english = sources_of(run(tmp_path, "--source-locale", "en", "--json"))
    assert english == {"en.srt": None, "en.sdh.srt": None, "pt_BR.draft.srt": "en.srt"}
    # An episode that is called like a language is another.
    lost = run(write("ep1/it.fr.srt", SOURCE), "--source-locale", "en")
    assert "No source in en lies beside it" in lost.stdout


def test_a_source_that_is_named_and_one_in_a_folder(write, tmp_path):
    path = write("ep.es-419.srt", TARGET)
    source = write("sources/ep.en.srt", SOURCE)
    write("sources/other.en.srt", CLEAN)
    only = ("--only", "source-numbers", "--json")
    assert rules_of(run(path, *only, "--source", source)) == [("2", "source-numbers")]
    assert rules_of(run(path, *only, "--source", source.parent)) == [("2", "source-numbers")]
    lost = run(write("lost.es-419.srt", TARGET), "--source", source.parent)
    assert lost.exit_code == 1
    assert "holds no source for it" in lost.stdout


def test_cues_that_cannot_be_paired_are_counted(write):
    write("ep.en.srt", SOURCE)
    later = "2\n00:00:30,000 --> 00:00:32,000\nAdiós.\n"
    path = write("ep.es-419.srt", CLEAN + "\n" + later)
    result = run(path, "--source-locale", "en", "--json")
    (told,) = [one for one in objects(result) if one.get("rule") == "pairing"]
    assert told["message"].startswith("1 cue of 2 could not be paired with the source (ep.en.srt)")
    assert "1 cue of its 2" in told["message"]


def test_known_names_are_not_misspelt(write, tmp_path):
    path = write("ep.es-419.srt", CLEAN.replace("Good morning.", "Hola, Xqzwaldo."))
    only = ("--only", "spelling", "--only", "spelling-names", "--json")
    if not rules_of(run(path, *only)):
        pytest.skip("no Spanish dictionary is installed")
    listed = write("names.txt", "# who is in it\nXqzwaldo\n")
    assert rules_of(run(path, *only, "--known", listed)) == []
    table = write("names.csv", "source,es-419,kind\nWaldo,Xqzwaldo,name\nSea,,place\n")
    assert rules_of(run(path, *only, "--known", table)) == []


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("--shots", "1.5\nsoon\n", "list, line 2: 'soon' is no time"),
        (
            "--waivers",
            '[[waiver]]\nrule = "gap"\nreason = "x"\ntime = "soon"\n',
            "'soon' is no time",
        ),
    ],
)
def test_a_list_that_says_no_time_is_told_before_any_file_is_read(write, option, text, said):
    result = run(write("ep.en.srt", CLEAN), option, write("list", text))
    assert isinstance(result.exception, SettingsError)
    assert said in str(result.exception)
    assert result.stdout == ""


def test_what_is_wrong_at_a_files_own_rate_names_the_list_and_the_option(write):
    """The file that could not be checked, the list at fault, and the rate that it is not."""
    path, shots = write("ep.en.srt", CLEAN), write("shots.txt", "00:00:01:29\n")
    said = f"{shots}, line 1: '00:00:01:29' does not exist at 24: frames run to 23."
    lost = run(path, "--shots", shots)
    assert f"{path}: {said}" in lost.stdout
    assert "--fps" in lost.stdout
    told = objects(run(path, "--shots", shots, "--json"))[0]
    assert (told["path"], told["error"]) == (str(path), said)
    assert run(path, "--shots", shots, "--fps", "30").exit_code == 0


def test_a_timecode_that_is_none_at_the_rate_given_is_told_before_any_file_is_read(write):
    """At a rate that was asked for, and at none: then no rate is to be asked for either."""
    path, shots = write("ep.en.srt", CLEAN), write("shots.txt", "00:00:01:29\n")
    result = run(path, "--shots", shots, "--fps", "25")
    assert isinstance(result.exception, SettingsError)
    assert "does not exist at 25" in str(result.exception)
    assert "--fps" in result.exception.hint
    result = run(path, "--shots", write("none.txt", "00:61:00:00\n"))
    assert "hours to 23, minutes and seconds to 59" in str(result.exception)
    assert "--fps" not in result.exception.hint


def test_listed_shot_changes(write):
    path = write("ep.en.srt", CLEAN.replace("00:00:00,000", "00:00:00,920"))
    shots = write("shots.txt", "# first frames\n00:00:01.000\n00:00:09:12\n12.5\n")
    result = run(path, "--shots", shots, "--json")
    assert objects(result)[0]["shots"] == 3
    assert any("shot" in rule for _, rule in rules_of(result))


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["S01E02.wav", "S01E01.wav"], "S01E01.wav"),
        (["S01E01.a.mp3", "S01E01.mkv"], "S01E01.mkv"),
        (["S01E01.flac", "notes.txt"], "S01E01.flac"),
    ],
)
def test_the_media_of_a_file_are_found_by_its_episode(tmp_path, names, found):
    for name in names:
        (tmp_path / name).touch()
    assert media_for(Path("S01E01.es-419.srt"), tmp_path).name == found


def test_a_folder_without_media_of_the_episode_says_how_they_are_found(tmp_path):
    (tmp_path / "S01E02.mp4").touch()
    with pytest.raises(InputError, match="holds no media") as refused:
        media_for(Path("S01E01.es-419.srt"), tmp_path)
    assert "EP.mp4" in refused.value.hint

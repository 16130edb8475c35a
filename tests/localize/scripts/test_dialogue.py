"""Scripts as text: who says what, and what nobody says."""

from __future__ import annotations

import pytest

from localize.errors import FormatError
from localize.scripts import read_script


@pytest.fixture
def lines(tmp_path):
    def read(text, name="script.txt", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return [(line.speaker, line.text) for line in read_script(path)]

    return read


def test_names_before_what_is_said(lines):
    found = lines(
        "EPISODE ONE\n\n"
        "00:00:12:05 ANNA: (softly) Who is there?\n"
        "[00:00:14] Ben (O.S.): Nobody. [door slams] At 10:30 I leave.\n"
        "and I mean it\n\n"
        "2\n"
        "BEN\tListen: we must go.\n"
        "(They leave.)\n"
    )
    assert found == [
        ("ANNA", "Who is there?"),
        ("Ben", "Nobody. At 10:30 I leave."),
        ("Ben", "and I mean it"),
        ("Ben", "Listen: we must go."),
    ]


def test_a_colon_in_what_is_said_is_no_name(lines):
    found = lines("I saw one thing.\nRemember: never look back.\nThat was all.\nThen he left.\n")
    assert [speaker for speaker, _ in found] == [""] * 4
    assert found[1][1] == "Remember: never look back."


def test_a_screenplay(lines):
    found = lines(
        "INT. LIGHTHOUSE - NIGHT\n\n"
        "Rain. ELLEN turns the lamp by hand.\n\n"
        "                ELLEN\n"
        "          (without turning)\n"
        "      Mind the step.\n"
        "      It is wet.\n\n"
        "Daniel wipes his shoes.\n\n"
        "                DANIEL (CONT'D)\n"
        "      Thank you.\n\n"
        "                                        CUT TO:\n\n"
        "                ELLEN (V.O.)\n"
        "      That was the last night.\n"
    )
    assert found == [
        ("ELLEN", "Mind the step."),
        ("ELLEN", "It is wet."),
        ("DANIEL", "Thank you."),
        ("ELLEN", "That was the last night."),
    ]


def test_plain_lines_are_all_said(lines):
    assert lines("Come in.\n\nNo, thank you!\n") == [("", "Come in."), ("", "No, thank you!")]


def test_short_times_where_every_line_has_one(lines):
    assert lines("0:12 Come in.\n0:15 Sit down.\n1:02 Goodbye.\n") == [
        ("", "Come in."),
        ("", "Sit down."),
        ("", "Goodbye."),
    ]


def test_japanese_with_wide_colons(lines):
    assert lines("駅員：終電は行きました。\n女：（小声で）そうですか。\n駅員：はい。\n") == [
        ("駅員", "終電は行きました。"),
        ("女", "そうですか。"),
        ("駅員", "はい。"),
    ]


def test_other_encodings(lines):
    assert lines("RENÉ: Où êtes-vous allée, Zoë?\n", encoding="cp1252") == [
        ("RENÉ", "Où êtes-vous allée, Zoë?")
    ]


def test_subtitles_whatever_they_are_called(lines):
    srt = (
        "1\n00:00:01,000 --> 00:00:02,000\n<i>Who is</i>\nthere?\n\n"
        "2\n00:00:03,000 --> 00:00:04,000\n- Me.\n- Who?\n\n"
        "3\n00:00:05,000 --> 00:00:06,000\n[thunder]\n"
    )
    expected = [("", "Who is there?"), ("", "Me."), ("", "Who?")]
    assert lines(srt, "script.srt") == expected
    assert lines(srt, "script.txt") == expected


def test_a_table_as_csv(lines):
    found = lines(
        "No;TC in;Character;Dialogue;German\n"
        '1;00:00:01:00;ANNA;"Well; who is it?";Wer ist da?\n'
        "2;00:00:03:00;BEN;(whispers) Me.;Ich.\n",
        "list.csv",
    )
    assert found == [("ANNA", "Well; who is it?"), ("BEN", "Me.")]


def test_a_table_with_an_endless_field_is_refused(lines):
    with pytest.raises(FormatError, match="cannot be read at line 2"):
        lines('Character;Dialogue\nANNA;"' + "a" * 140_000, "list.csv")


def test_a_table_without_headings(lines):
    found = lines(
        "1\t00:00:01:00\tANNA\tWho is at the door?\n2\t00:00:03:00\tBEN\tNobody at all.\n"
        "3\t00:00:05:00\tANNA\tThen open it.\n",
        "list.tsv",
    )
    assert found == [
        ("ANNA", "Who is at the door?"),
        ("BEN", "Nobody at all."),
        ("ANNA", "Then open it."),
    ]


def test_places_in_the_file(tmp_path):
    path = tmp_path / "script.txt"
    path.write_text("SCENE 1\n\nANNA: Yes.\n\nANNA: No.\n")
    assert [line.line for line in read_script(path)] == [3, 5]


@pytest.mark.parametrize("text", ["", "\n\n", "INT. ROOM - DAY\n", "(silence)\n[music]\n"])
def test_nothing_said(lines, text):
    with pytest.raises(FormatError, match="is dialogue"):
        lines(text)


def test_no_such_file(tmp_path):
    with pytest.raises(FormatError, match="cannot be read"):
        read_script(tmp_path / "none.txt")

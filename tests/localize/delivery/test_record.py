"""The record: what it says of machines and people, that text in it stays text, and tampering."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from localize.delivery.elements import element, raw
from localize.delivery.manifest import file_hash
from localize.delivery.origin import Words, origins
from localize.delivery.record import digest
from localize.delivery.snapshot import read_track
from localize.delivery.statement import share
from localize.delivery.variants import Variant
from localize.delivery.verify import verify_record
from localize.formats import read_file
from localize.script import CueKind
from localize.season import Market, Network, Season
from localize.store import lock_track
from localize.store.cues import find_cue
from localize.store.mapping import cue_of
from localize.store.steps import create, edit, record_step
from localize.store.tables import VisitRow
from tests.localize.delivery.project import AT, CUES, SPEECH, Project, cue

HOSTILE = "</style><script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;\u202eevil"


class Page(HTMLParser):
    """A page as a browser would take it apart: its elements, attributes and visible text."""

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements, self.attributes, self.text, self.ids = [], [], "", {}
        self._inside, self._id = [], ""
        self.feed(data.decode("utf-8"))

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "br"):
            self._inside.append(tag)
        self._id = dict(attrs).get("id", self._id)

    def handle_endtag(self, tag):
        assert self._inside.pop() == tag

    def handle_data(self, data):
        if self._inside and self._inside[-1] != "style":
            self.text += data
        if self._id:
            self.ids[self._id] = self.ids.get(self._id, "") + data
            self._id = ""


def page_of(made):
    return Page(made.page.read_bytes())


def record_of(made):
    return json.loads(made.record.read_bytes())


def words(project):
    with project.database.read() as session:
        found = origins(read_track(session, project.track, project.season).cues)
    return {cue_id: one.words for cue_id, one in found.items()}


# --- Whose words ----------------------------------------------------------------------------------


def test_whose_words_each_cue_has(project):
    project.change("1", lines=("Good evening.",))
    project.change("2", end=6200)
    project.change("3", lines=("PLATFORM", "9"))
    with project.database.begin() as session:
        track = lock_track(session, project.track)
        new = create(project.track, cue("n1", 18_500, "People wrote this."), state="edited")
        record_step(session, track, project.ana.person_id, "insert", [new], at=AT)
    assert words(project) == {
        "1": Words.EDITED,
        "2": Words.LAID_OUT,
        "3": Words.LAID_OUT,
        "4": Words.AS_DRAFTED,
        "5": Words.AS_DRAFTED,
        "n1": Words.WRITTEN,
    }


def test_a_machine_s_words_stay_a_machine_s_when_people_split_merge_and_push(new_project):
    project = new_project(
        (cue("1", 1000, "One two three"), cue("2", 4000, "four five."), cue("3", 8000, "Six."))
    )

    def step(action, changes):
        with project.database.begin() as session:
            track = lock_track(session, project.track)
            rows = {one: find_cue(session, project.track, one) for one in ("1", "2", "3")}
            record_step(session, track, project.ana.person_id, action, changes(rows), at=AT)

    def lines(row, *text):
        return edit(row, replace(cue_of(row), lines=text))

    half = create(project.track, cue("n1", 2000, "three"))
    step("split", lambda rows: [lines(rows["1"], "One two"), half])
    step(
        "merge",
        lambda rows: [lines(rows["2"], "four five.", "Six."), edit(rows["3"], deleted=True)],
    )
    assert set(words(project).values()) == {Words.LAID_OUT}
    step("push", lambda rows: [lines(rows["1"], "One"), lines(rows["2"], "two four five.")])
    assert words(project)["2"] is Words.EDITED  # words in another order are not the draft's


def test_counts_add_up_and_say_who_approved_how(project):
    project.change("1", lines=("Good evening.",))
    project.watch("1", "2", "3")
    project.approve("1")
    project.approve("2", "3", "4", bulk=True)
    with project.database.begin() as session:
        visit = VisitRow(person_id=project.ana.person_id, track_id=project.track, cue_id="4",
                         stage="review", draft="mt", opened=AT, closed=AT, active=10,
                         figures={"plays": 1}, before=1, after=1)  # fmt: skip
        session.add(visit)
    record = record_of(project.export(final=False))
    assert record["counts"] == {
        "cues": 5,
        "as_drafted": 4,
        "laid_out": 0,
        "edited": 1,
        "written": 0,
        "approved": 4,
        "approved_singly": 1,
        "approved_bulk": 3,
        "watched": 3,
        "never_played": 1,
    }
    (approver,) = record["approvers"]
    assert (approver["person"], approver["singly"], approver["bulk"]) == ("Bo", 1, 3)
    assert approver["first"] == AT.isoformat()
    assert record["open"] == {"not-approved": 2, "not-watched": 3}


def test_every_cue_names_its_machines_with_revision(project):
    project.ready()
    record = record_of(project.export(final=True))
    by_number = {machine["number"]: machine for machine in record["machines"]}
    first = record["cues"][0]
    assert [by_number[number]["engine"] for number in first["machines"]] == ["ears", "tongue"]
    assert by_number[first["machines"][0]]["revision"] == SPEECH.revision
    assert [one["id"] for one in record["cues"]] == ["1", "2", "3", "4", "5"]
    assert {machine["cues"] for machine in record["machines"]} == {5}
    # Nobody here knows these engines, so nothing is claimed of them.
    assert {machine["licence"] for machine in record["machines"]} == {""}
    assert record["left_the_machine"] is None


def test_known_engines_give_licence_and_that_nothing_left(database, tmp_path):
    heard = replace(SPEECH, engine="faster-whisper", model="base", revision=_revision("base"))
    drafted = replace(heard, engine="whisper", parameters=(("task", "translate"),))
    project = Project(database, tmp_path, machines=(heard, drafted))
    project.ready()
    made = project.export(final=True)
    record = record_of(made)
    assert [machine["licence"] for machine in record["machines"]] == ["MIT", "MIT"]
    assert record["left_the_machine"] is False
    assert made.entry["left_the_machine"] is False
    assert "Nothing of the programme left the machine" in page_of(made).text


def _revision(model):
    from localize import registry  # noqa: PLC0415 -- only here
    from localize.engines import EngineSettings  # noqa: PLC0415

    (found,) = [m for m in registry.model_store(EngineSettings()).models() if m.name == model]
    return found.revision


def test_a_waiver_is_recorded_with_reason_who_and_when(project):
    project.approve()
    project.waive("not-watched", "Seen in the cinema.")
    project.waive("gap", "Not needed at all.", cue_id="2")
    record = record_of(project.export(final=True))
    needed, unused = record["waivers"]
    assert needed["reason"] == "Seen in the cinema."
    assert (needed["by"], needed["at"], needed["needed"]) == ("Bo", AT.isoformat(), True)
    assert (unused["cue"], unused["start"], unused["needed"]) == ("2", 4000, False)


def test_the_style_guide_is_named_by_its_signature(project):
    record = record_of(project.export(final=False))
    assert list(record["style_guide"]) == ["full", "sdh", "forced"]
    assert "|sdh|" in record["style_guide"]["sdh"]
    assert record["style_guide"]["full"].startswith("netflix:")


def test_nothing_of_this_machine_is_told(project):
    project.ready()
    made = project.export(final=True)
    for path in project.out.iterdir():
        text = path.read_text("utf-8")
        assert str(project.folder) not in text, path
        assert "/somewhere/else" not in text, path
    assert record_of(made)["media"]["file"] == "S01E01.mkv"


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 0, "0 of 0"), (1999, 2000, "1999 of 2000 (99.9%)"), (1, 9999, "1 of 9999 (0.1%)"),
     (3, 3, "3 of 3 (100.0%)"), (0, 3, "0 of 3 (0.0%)")],
)  # fmt: skip
def test_a_share_is_never_rounded_to_all_or_none(part, whole, said):
    assert share(part, whole) == said


# --- The page -------------------------------------------------------------------------------------


def test_the_page_loads_nothing_and_runs_nothing(project):
    project.ready()
    page = page_of(project.export(final=True))
    assert not {"script", "img", "link", "iframe", "object", "a", "form", "svg"} & set(
        page.elements
    )
    assert not {"src", "href", "srcset", "data"} & {name for name, _ in page.attributes}
    data = (project.out / "S01E01.fr-FR.record.html").read_text("utf-8")
    assert any(value.startswith("default-src 'none'") for _, value in page.attributes if value)
    assert not re.search(r"url\(|@import|https?:|//[a-z]", data)


def test_the_page_says_what_the_record_says(project):
    project.approve()
    project.waive("not-watched", "Seen in the cinema.")
    made = project.export(final=True, actor=project.bo)
    page = page_of(made)
    for text in (
        "Season 1",
        "S01E01",
        "Final",
        "by Bo",
        "Seen in the cinema.",
        "Machines drafted the words of all 5 cues",
        "article 50(2)",
        "Good morning.",
        SPEECH.revision,
        "big-ears",
        *(file["sha256"] for file in made.entry["files"]),
        made.entry["record"]["sha256"],
    ):
        assert text in page.text, text
    assert page.ids["digest"] == made.entry["digest"]


def test_a_draft_s_page_says_that_it_is_one_and_what_is_missing(project):
    page = page_of(project.export(final=False))
    assert "This is a draft" in page.text
    assert "not-approved" in page.text


def test_hostile_text_stays_text_everywhere(database, tmp_path):
    shown = "<script>alert(1)</script> --> & <b>bold</b>"
    project = Project(
        database,
        tmp_path,
        (
            cue("1", 1000, shown, end=6000, speaker=HOSTILE),
            cue("<x>", 8000, "Good", speaker="<i>N"),
        ),
        person=HOSTILE,
        season=Season(HOSTILE, markets=(Market("fr-FR"),), network=Network.OFFLINE),
        machines=(replace(SPEECH, engine=HOSTILE[:60], model=HOSTILE),),
    )
    project.ready()
    project.waive("line-length", HOSTILE, cue_id="1")
    project.waive("reading-speed", HOSTILE)
    made = project.export(final=True, actor=project.bo, variants=[Variant.FULL, Variant.SDH])
    plain = page_of(made)
    assert not {"script", "img"} & set(plain.elements)
    assert not [name for name, _ in plain.attributes if name.startswith("on")]
    assert plain.text.count(HOSTILE) >= 5  # season, exporter, model, approver, reasons
    assert shown in plain.text
    assert plain.elements.count("style") == 1
    vtt = (project.out / "S01E01.fr-FR.sdh.vtt").read_text("utf-8")
    assert "<script" not in vtt
    assert "<img" not in vtt
    assert "&lt;script&gt;" in vtt
    assert vtt.count("-->") == 2
    read = read_file(project.out / "S01E01.fr-FR.vtt").track.cues
    assert read[0].text == shown


def test_a_name_that_cannot_be_printed_does_not_reach_the_page_as_it_is():
    made = element("p", "a\x1b[31m\x00b", title='"><script>')
    assert made == '<p title="&quot;&gt;&lt;script&gt;">a\ufffd[31m\ufffdb</p>'
    assert element("p", raw("<br>")) == "<p><br></p>"


# --- Tampering ------------------------------------------------------------------------------------


@pytest.fixture
def delivered(project):
    project.ready()
    project.export(final=True)
    return project


def found(project, *, database=True):
    findings = verify_record(project.out, project.database if database else None, project.folder)
    return sorted({finding.rule for finding in findings})


def rewrite(project, change):
    path = project.out / "manifest.json"
    data = json.loads(path.read_bytes())
    change(data["deliveries"][0], data)
    path.write_text(json.dumps(data), "utf-8")


def test_what_was_delivered_verifies_with_and_without_the_database(delivered):
    assert found(delivered) == []
    assert found(delivered, database=False) == []
    delivered.export(final=False)
    delivered.export(None, ["srt"], final=True, variants=[Variant.FULL])
    assert found(delivered) == []


@pytest.mark.parametrize("name", ["srt", "sdh.vtt", "record.json", "record.html"])
def test_an_altered_file_is_told(delivered, name):
    path = delivered.out / f"S01E01.fr-FR.{name}"
    path.write_bytes(path.read_bytes().replace(b"o", b"0", 1))
    assert found(delivered, database=False) == ["file-altered"]
    path.unlink()
    assert found(delivered, database=False) == ["file-missing"]


@pytest.mark.parametrize("key", ["state", "by", "cues", "files", "record", "left_the_machine"])
def test_an_altered_entry_is_told_by_its_digest(delivered, key):
    rewrite(delivered, lambda entry, _: entry.update({key: "altered"}))
    assert "manifest-altered" in found(delivered, database=False)


def test_an_entry_with_a_new_digest_is_told_by_its_page(delivered):
    def change(entry, _):
        entry["by"] = "Somebody else"
        entry["digest"] = digest(entry)

    rewrite(delivered, change)
    assert found(delivered, database=False) == ["digest-differs"]


def test_a_forgery_that_agrees_with_itself_is_told_by_the_database(delivered):
    def change(entry, _):
        old = entry["digest"]
        entry["by"] = "Somebody else"
        entry["digest"] = digest(entry)
        page = delivered.out / entry["page"]["path"]
        page.write_text(page.read_text("utf-8").replace(old, entry["digest"]), "utf-8")
        entry["page"]["sha256"] = file_hash(page.read_bytes())

    rewrite(delivered, change)
    assert found(delivered, database=False) == []
    assert found(delivered) == ["not-recorded"]


def test_a_page_that_was_rewritten_with_its_hash_is_told_by_the_database(delivered):
    def change(entry, _):
        page = delivered.out / entry["page"]["path"]
        page.write_text(page.read_text("utf-8").replace("Bo", "Zo"), "utf-8")
        entry["page"]["sha256"] = file_hash(page.read_bytes())

    rewrite(delivered, change)
    assert found(delivered, database=False) == []
    assert found(delivered) == ["manifest-altered"]


def test_an_entry_that_was_removed_is_told_by_the_database(delivered):
    rewrite(delivered, lambda _, data: data.pop("deliveries"))
    assert found(delivered, database=False) == []
    assert found(delivered) == ["entry-removed"]


def test_where_no_manifest_is_nothing_is_well(delivered):
    (delivered.out / "manifest.json").unlink()
    assert found(delivered, database=False) == ["manifest-missing"]
    assert found(delivered) == ["entry-removed", "manifest-missing"]
    shutil.rmtree(delivered.out)
    delivered.out.mkdir()
    assert found(delivered, database=False) == ["manifest-missing"]
    assert found(delivered) == ["file-missing", "manifest-missing"]


def test_a_delivery_that_was_removed_with_its_entry_is_told_by_the_database(delivered):
    for path in delivered.out.glob("*.fr-FR.*"):
        path.unlink()
    rewrite(delivered, lambda _, data: data.pop("deliveries"))
    assert found(delivered, database=False) == []
    assert found(delivered) == ["file-missing"]


def test_deliveries_to_another_folder_are_not_missed_in_this_one(delivered):
    delivered.out = delivered.folder / "client"
    delivered.export(final=False)
    assert found(delivered) == []
    delivered.out = delivered.folder / "subtitles"
    assert found(delivered) == []


def test_a_manifest_that_leads_out_of_the_folder_is_not_followed(delivered):
    (delivered.folder / "secret").write_text("x", "utf-8")
    rewrite(delivered, lambda entry, _: entry["files"][0].update(path="../secret"))
    assert "file-outside" in found(delivered, database=False)


@pytest.mark.parametrize("broken", ["{", '{"episodes": [], "deliveries": [1]}', "[]"])
def test_a_manifest_that_cannot_be_read_is_told(delivered, broken):
    (delivered.out / "manifest.json").write_text(broken, "utf-8")
    assert found(delivered) == ["manifest-unreadable"]


@pytest.mark.parametrize("value", [None, 1, "x", [1], {"path": 3}])
def test_an_entry_of_another_shape_is_told_and_breaks_nothing(delivered, value):
    rewrite(delivered, lambda entry, _: entry.update(files=value, page=value, digest=value))
    assert "manifest-altered" in found(delivered)


def test_the_sound_of_a_song_is_in_the_record_by_kind(new_project):
    project = new_project((*CUES[:1], cue("s", 9000, "♪ La ♪", kind=CueKind.SONG)))
    record = record_of(project.export(final=False))
    assert [one["kind"] for one in record["cues"]] == ["dialogue", "song"]

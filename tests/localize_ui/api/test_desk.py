"""Opening a track, its findings, and drafts that a person is not shown."""

from __future__ import annotations

import gzip
import json
from typing import get_type_hints

import pytest

from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.review.service import Review
from localize.script import Cue, Provenance, Track, TrackRole
from localize.season import read_season
from localize.store import Database
from localize.store.seasons import put_episode, put_season, put_track
from localize_ui.api.act_route import ABOUT_CUES, ActRoute
from localize_ui.api.answers import as_json
from localize_ui.api.app import api_app
from tests.localize_ui.api.served import SEASON, routes_of
from tests.localize_ui.api.test_work import MARKUP, error, ok
from tests.localize_ui.api.test_work import Track as Work

HEARD = Provenance("whisper", "1", "base", "abc")


def add(served, season, tracks, **facts):
    """Another episode; the ids of its tracks by locale."""
    with Database.of_project(served.project) as database:
        review = Review(database, read_season(season), served.project)
        made = tuple(ImportedTrack(one, (HEARD,)) for one in tracks)
        report = review.import_run(ImportedEpisode(tracks[0].episode, made, **facts))
        return {one.locale: one.track_id for one in report.tracks}


@pytest.fixture
def elsewhere(served):
    """A track of another season in the same database."""
    with Database.of_project(served.project) as database, database.begin() as session:
        season = put_season(session, "Land")
        episode = put_episode(session, season.id, "S09E01")
        return put_track(session, episode.id, "fr-FR", TrackRole.SUBTITLE).id


# --- The desk -------------------------------------------------------------------------------------


def test_the_desk_has_the_track_and_what_holds_for_it(served_twice):
    served = served_twice
    track = served.tracks["fr-FR"]
    client = served.as_("ana")
    desk = ok(client.api("GET", f"tracks/{track}/desk"))
    assert desk["track"] == ok(client.api("GET", f"tracks/{track}"))
    assert (desk["season"], desk["withheld"]) == ("Sea", [])
    assert desk["project"] == client.api("GET", "me").json()["project"]
    assert desk["stages"] == ["template", "translate", "review", "check", "deliver"]
    assert desk["me"] == {"id": served.people["ana"], "name": "ana", "roles": ["translator"]}
    assert desk["may"] == {"edit": True, "approve": False}
    assert [one["track_id"] for one in desk["tracks"]] == sorted(served.tracks.values())
    assert {one["locale"]: one["role"] for one in desk["tracks"]} == {
        "en": "transcript", "fr-FR": "subtitle", "es-419": "subtitle",
    }  # fmt: skip
    assert desk["limits"]["locale"] == "fr-FR"
    assert desk["source_limits"]["locale"] == "en"
    assert desk["limits"]["max_line_length"] == 42
    assert (desk["right_to_left"], desk["source_right_to_left"], desk["unspaced"]) == (
        False, False, False,
    )  # fmt: skip
    assert desk["dashes"] == ["- ", "- "]  # the French guide's
    # No picture: frames are counted at 24.
    assert desk["rate"] == {"num": 24, "den": 1, "drop": False, "label": "24"}
    assert desk["start_timecode"] == "00:00:00:00"


def test_a_source_has_a_desk_without_a_source(served):
    desk = ok(served.as_("rita").api("GET", f"tracks/{served.tracks['en']}/desk"))
    assert (desk["track"]["source"], desk["source_limits"]) == ([], None)
    assert desk["may"] == {"edit": True, "approve": True}  # at the stage of templates


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("23.976", {"num": 24000, "den": 1001, "drop": False, "label": "23.976"}),
        ("29.97 DF", {"num": 30000, "den": 1001, "drop": True, "label": "29.97 DF"}),
        ("50", {"num": 50, "den": 1, "drop": False, "label": "50"}),
    ],
)
def test_rate_and_timecode_are_the_episodes(served, label, expected):
    cue = Cue("c1", 1000, 2000, ("やあ",))
    tracks = (
        Track("S01E02", "en", TrackRole.TRANSCRIPT, (cue,)),
        Track("S01E02", "ja", TrackRole.SUBTITLE, (cue,)),
    )
    made = add(served, SEASON, tracks, frame_rate=label, start_timecode="10:00:00:00",
               duration=90_000)  # fmt: skip
    desk = ok(served.as_("ana").api("GET", f"tracks/{made['ja']}/desk"))
    assert desk["rate"] == expected
    assert (desk["start_timecode"], desk["duration"]) == ("10:00:00:00", 90_000)
    assert (desk["limits"]["counting"], desk["unspaced"]) == ("full-width", True)
    assert desk["dashes"] == ["-", "-"]
    assert desk["track"]["cues"][0]["sources"] == ["c1"]


def test_a_markets_own_timecode_and_guide_win(served):
    settings = SEASON + '[market.ar]\nstart_timecode = "01:00:00:00"\naudience = "children"\n'
    (served.project / "localize.toml").write_text(settings)
    cue = Cue("c1", 1000, 2000, ("مرحبا",))
    tracks = (Track("S01E03", "ar", TrackRole.SUBTITLE, (cue,)),)
    made = add(served, settings, tracks, start_timecode="10:00:00:00")
    desk = ok(served.as_("ana").api("GET", f"tracks/{made['ar']}/desk"))
    assert desk["start_timecode"] == "01:00:00:00"
    assert (desk["limits"]["audience"], desk["right_to_left"]) == ("children", True)


@pytest.mark.parametrize(
    ("stage", "may"),
    [
        ("translate", {"ana": "edit", "rita": "approve", "lea": "edit approve", "otto": ""}),
        ("review", {"ana": "", "rita": "edit approve", "lea": "edit approve", "otto": ""}),
        ("deliver", {"ana": "", "rita": "", "lea": "", "otto": ""}),
    ],
)
def test_what_one_may_do_follows_roles_and_stage(served, stage, may):
    track = served.tracks["fr-FR"]
    lea = served.as_("lea")
    if stage != "translate":
        ok(lea.api("POST", f"tracks/{track}/stage", {"stage": stage}))
    for name, expected in may.items():
        found = ok(served.as_(name).api("GET", f"tracks/{track}/desk"))["may"]
        assert " ".join(key for key in ("edit", "approve") if found[key]) == expected, name


def test_hostile_text_comes_as_it_was_written(served):
    track = served.tracks["fr-FR"]
    ana = Work(served.as_("ana"), track)
    ok(ana.do("text", "c1", lines=[MARKUP]))
    answer = ana.get("/desk")
    assert ok(answer)["track"]["cues"][0]["cue"]["lines"] == [MARKUP]
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "desk",
        "findings",
        "findings?cue_id=c1",
        "withheld",
        "blockers",
        "changes?since=0",
        "deliveries",
    ],
)
def test_nothing_of_another_season_or_for_nobody(served, elsewhere, path):
    client = served.as_("ana")
    for track in (elsewhere, 999_999):
        assert error(client.api("GET", f"tracks/{track}/{path}")) == (404, "unknown-name")
    answer = served.client().api("GET", f"tracks/{served.tracks['fr-FR']}/{path}")
    assert answer.status_code == 401


def test_nothing_of_another_season_leaves(served, elsewhere):
    answer = served.as_("lea").api("POST", f"tracks/{elsewhere}/exports", {"final": False})
    assert error(answer) == (404, "unknown-name")
    assert not served.out.exists()


# --- Packing --------------------------------------------------------------------------------------


class _Asked:
    def __init__(self, **headers):
        self.headers = headers


class _Adapter:
    def dump_json(self, value):
        return json.dumps(value).encode()


@pytest.mark.parametrize(
    ("accepts", "packed"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1.0, GZIP;q=0.5", True),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0", False),
        ("", False),
    ],
)
def test_large_answers_are_packed_for_who_can_unpack(accepts, packed):
    value = ["a" * 30_000]
    answer = as_json(_Asked(**{"accept-encoding": accepts}), _Adapter(), value)
    assert (answer.headers.get("content-encoding") == "gzip") == packed
    body = gzip.decompress(answer.body) if packed else answer.body
    assert json.loads(body) == value
    assert answer.headers["content-length"] == str(len(answer.body))
    assert answer.headers["vary"] == "Accept-Encoding"


def test_small_answers_and_files_are_never_packed(served):
    client = served.as_("ana")
    track = served.tracks["fr-FR"]
    answer = client.api("GET", f"tracks/{track}/findings", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    lea = served.as_("lea")
    made = ok(lea.api("POST", f"tracks/{track}/exports", {"final": False}))
    (delivery,) = ok(lea.api("GET", f"tracks/{track}/deliveries"))
    path = made["files"][0]["path"]
    file = lea.api("GET", f"tracks/{track}/deliveries/{delivery['id']}/file", params={"path": path})
    assert "content-encoding" not in file.headers


# --- Findings -------------------------------------------------------------------------------------


def test_findings_follow_what_is_written(served_twice):
    served = served_twice
    track = served.tracks["fr-FR"]
    ana, rita = (Work(served.as_(name), track) for name in ("ana", "rita"))
    # Figures in its lines are matters of style; nothing is against the guide.
    assert {one["severity"] for one in ok(ana.get("/findings"))} <= {"warning", "note"}
    ok(ana.do("text", "c2", lines=["x" * 50, "Deux."]))
    ok(ana.do("times", "c1", end=6200))
    whole = ok(ana.get("/findings"))
    rules = {(one["cue_id"], one["rule"]) for one in whole}
    assert {("c1", "overlap"), ("c2", "line-length"), ("c2", "reading-speed")} <= rules
    (overlap,) = [one for one in whole if one["rule"] == "overlap"]
    assert overlap["severity"] == "error"
    assert overlap["fix"]["cue_id"] == "c1"
    assert overlap["fix"]["end"] < 6000
    of_one = ok(ana.get("/findings", cue_id="c1"))
    assert of_one == [one for one in whole if one["cue_id"] == "c1"]
    assert ok(ana.get("/findings", cue_id=["c1", "c2"])) == [
        one for one in whole if one["cue_id"] in ("c1", "c2")
    ]
    assert ok(ana.get("/findings", cue_id="nowhere")) == []
    ok(rita.do("waivers", cue_id="c2", rule="line-length", reason="A sign."))
    waived = {one["rule"]: one["waived"] for one in ok(ana.get("/findings", cue_id="c2"))}
    assert waived["line-length"]
    assert not waived["reading-speed"]


@pytest.mark.parametrize("cue_id", ["", "x" * 101])
def test_a_name_that_no_cue_has(served, cue_id):
    ana = Work(served.as_("ana"), served.tracks["fr-FR"])
    assert error(ana.get("/findings", cue_id=cue_id)) == (422, "invalid")


def test_edges_are_moved_as_one_step(served):
    ana = Work(served.as_("ana"), served.tracks["fr-FR"])
    both = [
        {"cue_id": "c1", "revision": 1, "start": 3000, "end": 5600},
        {"cue_id": "c2", "revision": 1, "start": 5680, "end": 8000},
    ]
    done = ok(ana.do("edges", cues=both))
    assert [one["cue"]["id"] for one in done["cues"]] == ["c1", "c2"]
    ok(ana.do("undo"))
    assert ana.cues()["c1"]["cue"]["end"] == 5000
    assert ana.cues()["c2"]["cue"]["start"] == 6000
    for wrong in ([], [both[0]] * 2, [*both, both[0]], [{**both[0], "end": None}]):
        status, _ = error(ana.do("edges", cues=wrong))
        assert status == 422
    assert error(ana.do("edges", cues=both)) == (409, "conflict")


def test_a_lost_answer_is_told_from_a_conflict(served):
    track = served.tracks["fr-FR"]
    ana, ben = served.as_("ana"), served.as_("ben")
    body = {"cue_id": "c1", "revision": 1, "lines": ["Bonsoir."]}
    ok(ana.api("POST", f"tracks/{track}/text", body))
    again = ana.api("POST", f"tracks/{track}/text", body)
    assert error(again) == (409, "conflict")
    told = again.json()["error"]
    assert (told["yours"], told["action"], told["revision"]) == (True, "text", 2)
    told = ben.api("POST", f"tracks/{track}/text", body).json()["error"]
    assert (told["yours"], told["by"]) == (False, "ana")


# --- Withheld drafts ------------------------------------------------------------------------------

CONTROL = SEASON + "[effort]\ncontrol_share = 0.5\n"


@pytest.fixture
def control(served):
    """A track of ten scenes of four cues, half of which come without draft; its worker's page."""
    (served.project / "localize.toml").write_text(CONTROL)
    source = tuple(
        Cue(f"k{n}", n * 2000 + n // 4 * 6000, n * 2000 + n // 4 * 6000 + 1500, (f"Line {n}.",))
        for n in range(40)
    )
    drafts = tuple(
        Cue(one.id, one.start, one.end, (f"SECRET {one.id}", "x" * 50), source_ids=(one.id,))
        for one in source
    )
    tracks = (
        Track("S05E01", "en", TrackRole.TRANSCRIPT, source),
        Track("S05E01", "fr-FR", TrackRole.SUBTITLE, drafts, based_on="en"),
    )
    made = add(served, CONTROL, tracks)
    return Work(served.as_("ana"), made["fr-FR"])


def test_a_withheld_draft_is_in_no_answer(control):
    desk = ok(control.get("/desk"))
    hidden = desk["withheld"]
    assert 12 <= len(hidden) <= 28
    assert sorted(hidden) == ok(control.get("/withheld"))["cue_ids"]
    answers = [desk, ok(control.get()), ok(control.get("/changes", since=0))]
    for answer in answers:
        cues = answer["track"]["cues"] if "track" in answer else answer["cues"]
        assert len(cues) == 40
        for one in cues:
            empty = one["cue"]["id"] in hidden
            assert (one["machine"] is None) == empty
            assert (one["cue"]["lines"] == []) == empty
    told = {one["cue_id"] for one in ok(control.get("/findings"))}
    assert told == {one["cue"]["id"] for one in desk["track"]["cues"]} - set(hidden)
    assert ok(control.get("/findings", cue_id=hidden[0])) == []
    (first,) = ok(control.get("/history", cue_id=hidden[0]))
    assert (first["after"]["lines"], first["after"]["machine"]) == ([], None)


def test_it_comes_once_the_person_has_written_the_cue(control):
    one = ok(control.get("/desk"))["withheld"][0]
    refused = control.do("confirm", one)
    assert error(refused) == (403, "refused")
    assert "without its draft" in refused.json()["error"]["reason"]
    ok(control.do("text", one, lines=["Bonsoir."]))
    desk = ok(control.get("/desk"))
    assert one not in desk["withheld"]
    (view,) = [view for view in desk["track"]["cues"] if view["cue"]["id"] == one]
    assert view["cue"]["lines"] == ["Bonsoir."]
    assert view["machine"]["lines"][0] == f"SECRET {one}"
    (back,) = ok(control.do("undo"))["cues"]
    assert (back["cue"]["lines"], back["machine"]) == ([], None)
    (again,) = ok(control.do("redo"))["cues"]
    assert again["cue"]["lines"] == ["Bonsoir."]
    ok(control.do("confirm", one))


def test_who_moves_a_cue_or_takes_it_out_is_not_shown_its_draft(served, control):
    hidden = ok(control.get("/desk"))["withheld"]
    one, gone, *_ = hidden

    def bare(cues):
        return [view["cue"]["lines"] for view in cues] == [[]] * len(cues)

    moved = ok(control.do("times", one, end=control.cues()[one]["cue"]["end"] - 100))["cues"]
    assert (len(moved), moved[0]["state"], bare(moved)) == (1, "edited", True)
    shifted = ok(control.do("shift", first="k0", ms=40))["edited"]["cues"]
    assert len(shifted) == 40
    assert bare([view for view in shifted if view["cue"]["id"] in hidden])
    assert all(view["cue"]["lines"] for view in shifted if view["cue"]["id"] not in hidden)
    assert bare(ok(control.do("delete", gone))["cues"])
    (seen,) = [view for view in ok(control.get("/changes", since=0))["cues"]
               if view["cue"]["id"] == gone]  # fmt: skip
    assert (seen["deleted"], bare([seen])) == (True, True)
    desk = ok(control.get("/desk"))
    assert desk["withheld"] == [each for each in hidden if each != gone]
    assert error(control.do("confirm", one)) == (403, "refused")
    # What is written is shown, until it is taken back.
    assert not bare(ok(control.do("text", one, lines=["Bonsoir."]))["cues"])
    assert one not in ok(control.get("/desk"))["withheld"]
    assert bare(ok(control.do("undo"))["cues"])


def test_who_comes_too_late_is_not_shown_a_draft(control):
    one = ok(control.get("/desk"))["withheld"][0]
    shown = next(view for view in ok(control.get("/desk"))["track"]["cues"] if view["machine"])
    for cue_id, words in ((one, []), (shown["cue"]["id"], shown["cue"]["lines"])):
        end = control.cues()[cue_id]["cue"]["end"]
        stale = {"revision": control.cues()[cue_id]["revision"]}
        ok(control.do("times", cue_id, end=end - 100))
        late = control.do("times", cue_id, end=end - 200, **stale)
        assert error(late) == (409, "conflict")
        told = late.json()["error"]
        assert (told["mine"]["lines"], told["theirs"]["lines"]) == (words, words)
        assert told["theirs"]["end"] == end - 100
    own = control.do("text", one, lines=["Bonsoir."], revision=1).json()["error"]
    assert (own["mine"]["lines"], own["theirs"]["lines"]) == (["Bonsoir."], [])


def test_who_closes_or_returns_a_cue_is_not_shown_its_draft(served, control):
    lea = Work(served.as_("lea"), control.track)
    one = ok(lea.get("/desk"))["withheld"][0]
    for verb, facts in (("lock", {}), ("unlock", {}), ("send-back", {"reason": "Too long."})):
        (view,) = ok(lea.do(verb, one, **facts))["cues"]
        assert (view["cue"]["lines"], view["machine"]) == ([], None), verb


def test_no_route_that_shows_a_tracks_cues_can_forget_it(served):
    routes = [
        route
        for route in routes_of(api_app(served.workplace))
        if get_type_hints(route.endpoint).get("return") in ABOUT_CUES
    ]
    assert len(routes) > 25
    assert all(isinstance(route, ActRoute) for route in routes)


def test_find_and_replace_names_a_withheld_cue_without_its_words(control):
    hidden = ok(control.get("/desk"))["withheld"]
    scope = {"track_id": control.track}
    body = {"scope": scope, "query": {"find": "SECRET", "replace": "Open"}}
    found = ok(control.client.api("POST", "replace/preview", body))["found"]
    assert len(found) == 40
    for one in found:
        hit = one["hit"]
        told = (hit["before"]["lines"], hit["after"]["lines"], hit["spans"])
        if hit["cue_id"] in hidden:
            assert told == ([], [], [])
        else:
            assert told[0][0] == f"SECRET {hit['cue_id']}"
            assert told[1][0] == f"Open {hit['cue_id']}"


def test_the_reviewer_is_shown_everything(served, control):
    lea = served.as_("lea")
    ok(lea.api("POST", f"tracks/{control.track}/stage", {"stage": "review"}))
    desk = ok(served.as_("rita").api("GET", f"tracks/{control.track}/desk"))
    assert desk["withheld"] == []
    assert all(one["cue"]["lines"] for one in desk["track"]["cues"])


def test_a_range_that_was_moved_is_asked_about_cue_by_cue(served):
    ana = Work(served.as_("ana"), served.tracks["fr-FR"])
    ok(ana.do("text", "c2", lines=["x" * 50]))
    many = [f"c{n}" for n in range(3_000)]
    assert ok(ana.get("/findings", cue_id=many)) == ok(ana.get("/findings"))


# --- Text that is not saved -----------------------------------------------------------------------


def test_a_typed_text_is_checked_and_not_saved(served_twice):
    served = served_twice
    track = served.tracks["fr-FR"]
    ana = served.as_("ana")
    number = ok(ana.api("GET", f"tracks/{track}/changes?since=0"))["number"]
    body = {"cue_id": "c1", "lines": ["x" * 60]}
    found = ok(ana.api("POST", f"tracks/{track}/findings", body))
    assert "line-length" in {one["rule"] for one in found}
    assert {one["cue_id"] for one in found} == {"c1"}
    assert ok(ana.api("GET", f"tracks/{track}/changes?since=0"))["number"] == number
    kept = ok(ana.api("GET", f"tracks/{track}/findings?cue_id=c1"))
    assert "line-length" not in {one["rule"] for one in kept}
    # As if it were saved: the same is said once it is.
    revision = next(one for one in ok(ana.api("GET", f"tracks/{track}"))["cues"]
                    if one["cue"]["id"] == "c1")["revision"]  # fmt: skip
    ok(ana.api("POST", f"tracks/{track}/text", {**body, "revision": revision}))
    assert ok(ana.api("GET", f"tracks/{track}/findings?cue_id=c1")) == found
    assert ok(ana.api("POST", f"tracks/{track}/findings", {"cue_id": "none", "lines": []})) == []
    answer = ana.api("POST", f"tracks/{track}/findings", {"cue_id": "c1", "lines": ["a\nb"]})
    assert answer.status_code in (400, 422)
    assert "line break" in answer.json()["error"]["message"]


def test_the_rules_that_look_at_the_whole_track_are_asked_alone(served):
    track = served.tracks["fr-FR"]
    ana = served.as_("ana")
    every = ok(ana.api("GET", f"tracks/{track}/findings"))
    alone = ok(ana.api("GET", f"tracks/{track}/findings?whole=true"))
    assert alone == [one for one in every if one["whole_track"]]
    some = ok(ana.api("GET", f"tracks/{track}/findings?cue_id=c1&cue_id=c2"))
    assert not [one for one in some if one["whole_track"]]

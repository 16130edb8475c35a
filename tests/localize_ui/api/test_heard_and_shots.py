"""What goes with the media: speech and words, how well they were heard, marks of shots."""

from __future__ import annotations

from localize.engines import Coverage, Stretch, StretchKind, Transcript
from localize.pipeline.heard_together import Heard
from localize.pipeline.results import ResultStore
from localize.script import Provenance, Word
from localize.store.tables import EpisodeRow
from localize.timeline import Span
from tests.localize_ui.api.filmed import record


def test_speech_and_words_are_those_of_the_run(filmed):
    words = (Word("Hello,", 100, 400, 0.93), Word("you.", 450, 700, 0.51))
    heard = Transcript(
        "S01E01", "en", 0.9, words, (Span(90, 720), Span(1000, 1500)), 2400, Provenance("w", "1")
    )
    ResultStore(filmed.project).put("speech", "k" * 64, Heard(heard, ()))
    record(filmed, filmed.film, transcript="k" * 64)
    desk = filmed.as_("ana").api("GET", f"tracks/{filmed.track}/desk").json()
    assert desk["speech"] == [[90, 720], [1000, 1500]]
    assert desk["words"] == [[100, 400, "Hello,", 0.93], [450, 700, "you.", 0.51]]
    record(filmed, filmed.film, transcript="m" * 64)
    desk = filmed.as_("ana").api("GET", f"tracks/{filmed.track}/desk").json()
    assert (desk["speech"], desk["words"]) == ([], []), "a result that was thrown away is none"
    ResultStore(filmed.project).put("speech", "m" * 64, Heard(heard, ()))
    desk = filmed.as_("ana").api("GET", f"tracks/{filmed.track}/desk").json()
    assert len(desk["words"]) == 2, "and one that was made anew is there"


def test_how_well_it_was_heard_comes_with_the_track(filmed):
    desk = filmed.as_("ana").api("GET", f"tracks/{filmed.track}/desk").json()
    assert desk["coverage"] is None
    missed = Stretch(StretchKind.KEPT_OUT, 800, 990, "it loops", "la la")
    record(filmed, filmed.film, coverage=Coverage(1130, 1000, 2, 1, (missed,)))
    desk = filmed.as_("ana").api("GET", f"tracks/{filmed.track}/desk").json()
    assert {name: desk["coverage"][name] for name in ("speech", "heard", "windows", "retried")} == {
        "speech": 1130, "heard": 1000, "windows": 2, "retried": 1
    }  # fmt: skip
    (stretch,) = desk["coverage"]["stretches"]
    assert (stretch["kind"], stretch["text"], stretch["why"]) == ("kept-out", "la la", "it loops")


def mark(client, track, at, shot):
    return client.api("POST", f"tracks/{track}/shots", {"time": at, "shot": shot})


def test_marks_of_shots_are_the_episodes_and_on_frames(served_twice):
    served = served_twice
    with served.workplace.database.begin() as session:
        session.query(EpisodeRow).update({EpisodeRow.frame_rate: "25"})
    ana, lea = served.as_("ana"), served.as_("lea")
    french, spanish = served.tracks["fr-FR"], served.tracks["es-419"]
    assert mark(ana, french, 1003, True).json() == {"shots": [1000]}
    assert mark(lea, spanish, 521, True).json() == {"shots": [520, 1000]}
    assert mark(ana, french, 1000, True).json() == {"shots": [520, 1000]}
    assert mark(ana, french, 1010, False).json() == {"shots": [520]}
    assert mark(ana, french, 2000, False).json() == {"shots": [520]}
    assert ana.api("GET", f"tracks/{spanish}/desk").json()["shots"] == [520]
    assert mark(ana, french, 1000, True).json() == {"shots": [520, 1000]}
    assert mark(ana, french, -1, True).status_code == 422


def test_who_may_not_write_may_not_mark(served):
    otto, track = served.as_("otto"), served.tracks["fr-FR"]
    answer = mark(otto, track, 1000, True)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "refused")
    assert answer.json()["error"]["reason"]
    lea = served.as_("lea")
    staged = lea.api("POST", f"tracks/{track}/stage", {"stage": "deliver"})
    assert staged.status_code == 200, staged.text
    assert mark(served.as_("ana"), track, 1000, True).status_code == 403
    listed = {"text": "00:00:01:00"}
    assert served.as_("ana").api("POST", f"tracks/{track}/shots/import", listed).status_code == 403


def test_a_list_of_shots_is_taken_in(served):
    ana, track = served.as_("ana"), served.tracks["fr-FR"]

    def bring(**body):
        return ana.api("POST", f"tracks/{track}/shots/import", body)

    assert bring(text="00:00:01:00\n00:00:02:00\n").json() == {"shots": [1000, 2000]}
    assert bring(text="3.0\n", replace=True).json() == {"shots": [3000]}
    assert bring(text="").status_code == 422
    wrong = bring(text="00:00:01:99\n")
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (403, "refused")
    assert "Line 1" in wrong.json()["error"]["reason"]
    assert ana.api("GET", f"tracks/{track}/desk").json()["shots"] == [3000]

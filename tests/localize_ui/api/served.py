"""A project as it is served, with a season of drafts and people who sign in."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from localize.review.importing import ImportedEpisode, ImportedTrack
from localize.review.service import Review
from localize.script import Cue, Provenance, Track, TrackRole
from localize.season import read_season
from localize.store import Database
from localize.store.kinds import PersonRole
from localize.store.people import add_person
from localize_ui.api.app import add_api, guarded
from localize_ui.api.workplace import Workplace

PORT = 7860
ORIGIN = f"http://127.0.0.1:{PORT}"
PASSWORD = "correct horse battery"
SEASON = """
name = "Sea"
source = "en"
[market.fr-FR]
[market.es-419]
"""
PEOPLE = {
    "ana": [PersonRole.TRANSLATOR],
    "ben": [PersonRole.TRANSLATOR],
    "rita": [PersonRole.REVIEWER],
    "lea": [PersonRole.LEAD],
    "otto": [PersonRole.OPERATOR],
}


def routes_of(app):
    """Every route of an application, those of the routers that it includes too."""
    return list(_flat(app.routes))


def _flat(routes):
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        else:
            original = getattr(route, "original_router", None)
            yield from _flat(getattr(original, "routes", ()))


class Client(TestClient):
    """A browser with our page in it: it names its origin, and the code of its session."""

    def __init__(self, app, **headers):
        super().__init__(app, base_url=ORIGIN, headers=headers, raise_server_exceptions=False)
        self.code = ""

    def api(self, method, path, json=None, **options):
        headers = {"origin": ORIGIN, "x-csrf-token": self.code, **options.pop("headers", {})}
        given = {} if json is None else {"json": json}
        headers = {name: value for name, value in headers.items() if value is not None}
        return self.request(method, f"/api/v1/{path}", headers=headers, **given, **options)

    def sign_in(self, name, password=PASSWORD):
        answer = self.api("POST", "session", {"name": name, "password": password})
        if answer.status_code == 200:
            self.code = answer.json()["code"]
        return answer


class Served:
    """A project as it is served, with `workplace` behind it."""

    def __init__(self, project, *, alone=True, public=()):
        self.project = project
        self.out = project / "subtitles"
        self.workplace = Workplace(project, self.out, port=PORT, alone=alone)
        page = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        add_api(page, self.workplace)
        page.add_api_route("/", lambda: "the page")
        self.page = page
        self.app = guarded(page, self.workplace, host="127.0.0.1", public=public)

    def client(self, **headers):
        return Client(self.app, **headers)

    def as_(self, name):
        """A browser in which somebody has signed in."""
        client = self.client()
        answer = client.sign_in(name)
        assert answer.status_code == 200, answer.text
        return client

    def script(self, name):
        """A script with a token of somebody's: neither Origin nor code."""
        secret = self.workplace.accounts.add_token(name, "test", 1).secret
        return self.client(authorization=f"Bearer {secret}")


def fill(served, password):
    at = datetime.now(UTC)
    with Database.of_project(served.project) as database:
        database.upgrade()
        with database.begin() as session:
            served.people = {
                name: add_person(session, name, roles, at, password=password).id
                for name, roles in PEOPLE.items()
            }
        source = tuple(
            Cue(f"c{n}", n * 3000, n * 3000 + 2000, (f"Line number {n}.",)) for n in range(1, 5)
        )
        heard = Provenance("whisper", "1", "base", "abc")
        tracks = [ImportedTrack(Track("S01E01", "en", TrackRole.TRANSCRIPT, source), (heard,))]
        for locale in ("fr-FR", "es-419"):
            cues = tuple(
                Cue(one.id, one.start, one.end, (f"{locale} {one.text}",), source_ids=(one.id,))
                for one in source
            )
            track = Track("S01E01", locale, TrackRole.SUBTITLE, cues, based_on="en")
            tracks.append(ImportedTrack(track, (heard,)))
        review = Review(database, read_season(SEASON), served.project)
        report = review.import_run(ImportedEpisode("S01E01", tuple(tracks)))
        served.tracks = {one.locale: one.track_id for one in report.tracks}

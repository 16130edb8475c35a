"""Whatever people, files and machines are called, and whatever they say, it stays text."""

from __future__ import annotations

import hashlib
from contextlib import closing

import pytest

from localize.store.kinds import PersonRole
from localize.timeline import FrameRate
from tests.localize_ui.browser.team import Chair, Mortal, add_episode, add_people

#: Each of them would call `hit` if anything took it for markup, and ask for `x` first.
IMAGE = "<img src=x onerror=hit(1)>"
SCRIPT = "</script></textarea></title><script>hit(2)</script>"
SVG = '"><svg onload=hit(3)>'
FRAME = "<iframe srcdoc='<script>parent.hit(4)</script>'></iframe>"
TEMPLATES = "${hit(5)} {{hit(6)}} `hit(7)` [a](javascript:hit(8)) <%= hit(9) %>"
#: Controls of direction: unclosed overrides, embeddings, isolates, and their ends.
BIDI = "\u202eright to left\u2067\u202bmore \u2066x\u200f"
LONG = "Donaudampfschiff" * 40
ALL = (IMAGE, SCRIPT, SVG, FRAME, TEMPLATES, BIDI, LONG)

NAME = f'Ep {IMAGE} "q" & \' #1 100%'
DISPLAY = f"Eve {IMAGE}{SVG}"
SEASON = f"""
name = '''Sea {IMAGE}{SCRIPT}'''
source = "en"
[market.fr-FR]
[market.ar]
"""
PEOPLE = {
    "eve": (PersonRole.TRANSLATOR, DISPLAY),
    "mallory": (PersonRole.TRANSLATOR, "Mallory"),
    "lea": (PersonRole.LEAD, f"Lea {SCRIPT}"),
    "otto": (PersonRole.OPERATOR, f"Otto {IMAGE}"),
}
#: Runs in every page before its own scripts.
ALARM = "window.hits = []; window.hit = (which) => window.hits.push(which);"
#: What only markup could have made: elements with such attributes, scripts and frames with a call.
INJECTED = """
() => [...document.querySelectorAll('*')].filter((one) =>
    [...one.attributes].some(({ name, value }) =>
        name.startsWith('on') && value.includes('hit(') ||
        name === 'srcdoc' ||
        /^(src|href|action|xlink:href)$/.test(name) && /^(x$|javascript:)/.test(value)) ||
    one.localName === 'script' && !one.src && one.textContent.trim().startsWith('hit('))
  .map((one) => one.outerHTML.slice(0, 200))
"""


@pytest.fixture(scope="module")
def season(tmp_path_factory, coded):
    """A server over the season; ids of its tracks."""
    project = tmp_path_factory.mktemp("hostile") / "project"
    project.mkdir()
    (project / "localize.toml").write_text(SEASON)
    ids = add_people(project, PEOPLE)
    media = project / f"{IMAGE.replace('/', '')}.mp4"
    coded.write_coded_video(media, FrameRate.parse("25").rate, 50)
    texts = [(text, IMAGE) for text in ALL]
    tracks = add_episode(
        project,
        NAME,
        {"en": texts, "fr-FR": texts, "ar": texts},
        speaker=f"Bob {IMAGE}",
        media=media,
        media_hash=hashlib.sha256(media.read_bytes()).hexdigest(),
        rate=FrameRate.parse("25"),
    )
    server = Mortal(project)
    try:
        say(server, tracks, ids)
        yield server, tracks
    finally:
        server.kill()


def say(server, tracks, ids):
    """Whatever else people write: notes, terms, waivers, requests, versions, assignments."""
    track = tracks["fr-FR"]
    with closing(server.asks("lea")) as lea:

        def post(path, **body):
            answer = lea.post(path, json=body)
            assert answer.status_code in (200, 201), f"{path}: {answer.text}"
            return answer.json()

        for text in ALL:
            for kind in ("note", "query", "flag"):
                post(f"tracks/{track}/notes", cue_id="c1", kind=kind, text=text)
            post(f"tracks/{track}/notes", kind="query", text=text)
        for text in (IMAGE, SCRIPT, SVG):
            term = {"source": text, "target": f"{text}!", "locale": "fr-FR"}
            post("terms", **term, note=IMAGE, kind=SVG)
        post(f"tracks/{track}/waivers", cue_id="c1", rule="line-length", reason=IMAGE + SVG)
        post(f"tracks/{track}/waivers", cue_id="c7", rule="reading-speed", reason=SCRIPT)
        template = post(f"tracks/{tracks['en']}/template")["track_id"]
        tracks["template"] = template
        post(f"tracks/{template}/publish", note=SCRIPT + IMAGE)
        post(f"tracks/{tracks['ar']}/hang", template=template)
        views = {one["cue"]["id"]: one for one in server.cues(template)}
        body = {"cue_id": "c1", "revision": views["c1"]["revision"], "lines": [SVG, SCRIPT]}
        post(f"tracks/{template}/text", **body)
        stage = lea.get(f"tracks/{track}/desk").json()["track"]["stage"]
        post(f"tracks/{track}/assignments", person=ids["eve"], stage=stage)
        for cue, text in (("c1", IMAGE), ("c2", SCRIPT)):
            post(f"tracks/{tracks['ar']}/requests", cue_id=cue, text=text, start_frames=1)


@pytest.fixture
def sits(chromium, season):
    """Lets somebody sit down; in the end nothing was injected, asked elsewhere or complained of."""
    server, _ = season
    chairs = []

    def one(name):
        chair = Chair(chromium, server, name)
        chair.context.add_init_script(ALARM)
        chairs.append(chair)
        return chair

    yield one
    for chair in chairs:
        hits = [page.evaluate("window.hits") for page in chair.context.pages]
        injected = [page.evaluate(INJECTED) for page in chair.context.pages]
        chair.close()
        assert (hits, injected) == ([[]] * len(hits), [[]] * len(hits))
        assert chair.faults == []


def said(chair):
    """What a person reads on the page, what is in its fields included."""
    text = chair.page.evaluate(
        """() => document.body.innerText + [...document.querySelectorAll('input, textarea, option')]
             .map((one) => '\\n' + (one.value ?? '') + '\\n' + (one.label ?? '')).join('')"""
    )
    # Nothing was cut out of it or taken for an entity.
    assert "&lt;" not in text
    assert "&amp;" not in text
    return text


def visit(chair, path, word):
    chair.page.goto(chair.server.url + path)
    chair.page.get_by_text(word).first.wait_for(state="attached")
    return said(chair)


def test_the_alarm_rings(chromium):
    """Where text is taken for markup these tests see it."""
    page = chromium.new_page()
    page.add_init_script(ALARM)
    page.goto("about:blank")
    for text in (IMAGE, SVG, FRAME):
        page.evaluate("text => document.body.insertAdjacentHTML('beforeend', text)", text)
    page.wait_for_function("hits.length > 1")
    assert len(page.evaluate(INJECTED)) == 3
    page.close()


def test_season_stays_text(sits, season):
    text = visit(sits("lea"), "/", NAME)
    assert NAME in text
    assert DISPLAY in text
    assert SCRIPT in text


def test_template_stays_text(sits, season):
    _, tracks = season
    text = visit(sits("lea"), f"/template?track={tracks['template']}", NAME)
    assert SCRIPT + IMAGE in text, "what was said of the version"
    assert IMAGE in text


def test_names_stay_text(sits, season):
    lea = sits("lea")
    text = visit(lea, "/names", SVG)
    for term in (IMAGE, SCRIPT, SVG):
        assert f"{term}!" in text, "a rendering"
    lea.page.locator("button", has_text="Change").first.click()
    lea.page.locator("[data-act=save-term]").wait_for()
    assert IMAGE in said(lea), "a note"
    assert f"Bob {IMAGE}" in visit(lea, "/names?show=characters", "Bob")
    lea.page.get_by_role("button", name="Add", exact=True).click()
    lea.page.get_by_text("is a character").wait_for()
    lea.page.goto(lea.server.url + "/names?show=address&market=ar")
    lea.page.locator("[data-cells] button").nth(1).click()
    lea.page.locator("[data-act=settle]").wait_for()
    lea.page.get_by_label("Note").fill(SVG + SCRIPT)
    lea.page.get_by_role("button", name="formal").click()
    lea.page.locator(".lz-done", has_text=IMAGE).wait_for()
    assert IMAGE in said(lea)


def test_deliver_stays_text(sits, season):
    _, tracks = season
    lea = sits("lea")
    text = visit(lea, f"/deliver?track={tracks['fr-FR']}", NAME)
    assert IMAGE + SVG in text, "a waiver's reason"
    # With all that is folded.
    lea.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert lea.page.evaluate(INJECTED) == []


def test_effort_stays_text(sits, season):
    assert NAME in visit(sits("lea"), "/effort?of=season", NAME)


def test_people_stays_text(sits, season):
    text = visit(sits("otto"), "/people", DISPLAY)
    for _, display in PEOPLE.values():
        assert display in text


def test_output_stays_text(sits, season):
    chair = sits("lea")
    chair.page.goto(chair.server.url + "/output")
    chair.page.get_by_text("Season").locator("visible=true").first.wait_for()
    assert chair.page.evaluate(INJECTED) == []


def test_review_stays_text_in_every_panel(sits, season):
    server, tracks = season
    eve, mallory = sits("eve"), sits("mallory")
    mallory.open(tracks["fr-FR"], "c2")
    eve.open(tracks["fr-FR"], "c1")
    # Somebody's name on the cue where the other is.
    mallory.page.locator(".lz-person", has_text="E").first.wait_for()
    mallory.page.locator(f'.lz-person[title^="{IMAGE[:4]}"], .lz-person[title^="Eve"]').wait_for()
    for number, text in enumerate(ALL, 1):
        eve.at(number)
        assert eve.box == f"{text}\n{IMAGE}"
        for panel in ("Findings", "Terms", "Memory", "History", "Notes", "Draft diff"):
            show(eve, panel)
        eve.press("Escape", "Enter", "PageDown")
        if number == len(ALL):
            break
    show(eve, "Terms")
    eve.sees(".lz-panels", f"{IMAGE}!")
    eve.press("Escape", "Enter", "Control+g")
    eve.page.keyboard.type("1")
    eve.press("Enter")
    eve.at(1)
    show(eve, "Notes")
    for text in (IMAGE, SCRIPT, SVG, FRAME, TEMPLATES):
        eve.sees(".lz-panels", text)
    eve.press("Escape", "Enter")
    # Written here, saved, found, replaced, and told to the other.
    eve.write(f"{SVG}\n{SCRIPT}")
    eve.press("Control+s")
    eve.saved()
    mallory.sees(".lz-row", SCRIPT)
    eve.press("Control+f")
    eve.page.keyboard.type("<svg")
    eve.press("Enter")
    eve.press("Escape")
    eve.press("Escape", "Enter")
    show(eve, "History")
    eve.press("Escape", "Enter")
    assert server.texts(tracks["fr-FR"])["c1"] == f"{SVG}\n{SCRIPT}"


def show(chair, panel):
    """Open a panel by its tab, wherever that is, until it says something."""
    chair.page.evaluate(
        """(panel) => [...document.querySelectorAll('.lz-tab')]
             .find((tab) => tab.textContent.startsWith(panel)).click()""",
        panel,
    )
    chair.page.wait_for_function("document.querySelector('.lz-panels').innerText.trim() !== ''")


def test_review_of_every_track_stays_text(sits, season):
    _, tracks = season
    lea = sits("lea")
    for locale in ("en", "template", "ar"):
        lea.open(tracks[locale])
        assert lea.page.title().startswith(NAME)
        assert lea.page.evaluate(INJECTED) == []


def test_another_persons_media_address_is_refused(sits, season):
    _, tracks = season
    eve, mallory = sits("eve"), sits("mallory")
    eve.open(tracks["fr-FR"])
    mallory.open(tracks["fr-FR"])
    eve.page.wait_for_function("document.querySelector('video')?.readyState >= 2")
    addresses = eve.page.evaluate(
        "performance.getEntriesByType('resource').map((one) => one.name)"
        ".filter((name) => /media\\/(file|peaks)/.test(name))"
    )
    assert {part for one in addresses for part in ("file", "peaks") if f"/{part}?" in one} == {
        "file", "peaks"
    }  # fmt: skip
    ask = "(urls) => Promise.all(urls.map((url) => fetch(url).then((one) => one.status)))"
    assert {status // 100 for status in eve.page.evaluate(ask, addresses)} == {2}
    assert set(mallory.page.evaluate(ask, addresses)) == {403}
    # That is what the browser says of it.
    refused = [one for one in mallory.faults if "403" in one and "/media/" in one]
    assert len(refused) == len(addresses)
    mallory.faults = [one for one in mallory.faults if one not in refused]

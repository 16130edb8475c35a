"""localize.toml: what is read, what is refused and how, and that writing loses nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.errors import SettingsError, UnknownNameError
from localize.season import (
    DEFAULT_STAGES,
    ROLES,
    CuesRule,
    DraftRule,
    Effort,
    Market,
    MarketPolicy,
    Network,
    Season,
    SourceRule,
    StageDef,
    Times,
    TimesRule,
    load_season,
    read,
    read_season,
    season_text,
)
from localize.season.model import style_guide
from localize.store.kinds import PersonRole
from localize.timeline import FrameRate

EXAMPLE = """
name = "Harbour, season 1"
source = "ja"
frame_rate = 23.976
start_timecode = "01:00:00:00"
formats = ["vtt"]

[market.fr-FR]
[market.fr-FR.policy]
times = "adjust:6"

[market.es_419]
formats = ["srt"]
frame_rate = "25"
"""


def test_a_market_inherits_what_it_does_not_say():
    season = read_season(EXAMPLE)
    french, spanish = season.markets
    assert season.frame_rate == FrameRate.parse("23.976")
    assert (french.locale, french.formats, french.frame_rate) == (
        "fr-FR",
        ("vtt",),
        season.frame_rate,
    )
    assert french.policy.times == Times(TimesRule.ADJUST, 6)
    assert (spanish.locale, spanish.formats) == ("es-419", ("srt",))
    assert spanish.frame_rate == FrameRate.parse("25")
    assert season.market("es-419") is spanish
    with pytest.raises(UnknownNameError, match="fr-FR, es-419"):
        season.market("de")
    with pytest.raises(UnknownNameError, match="translate"):
        season.stage("proof")


def test_a_markets_engine_is_the_seasons_unless_it_says_another_or_none():
    season = read_season(
        'name = "x"\nengine = "openai"\n[market.fr]\n[market.de]\nengine = "apertium"\n'
        '[market.ja]\nengine = ""\n'
    )
    assert [one.engine for one in season.markets] == ["openai", "apertium", ""]


def test_without_a_file_the_folder_names_the_season(tmp_path):
    season = load_season(tmp_path / "Harbour")
    assert season == Season(name="Harbour")
    assert season.stages == DEFAULT_STAGES
    assert season.network is Network.FETCH


def test_the_roles_are_those_of_the_store():
    assert tuple(role.value for role in PersonRole) == ROLES


@pytest.mark.parametrize(
    ("template", "times", "cues", "source"),
    [(True, "tail", "sentence", "propose"), (False, "free", "free", "edit")],
)
def test_defaults_of_a_policy(template, times, cues, source):
    rules = MarketPolicy().under(template)
    assert (str(rules.times), rules.cues, rules.source, rules.draft) == (times, cues, source, None)


@pytest.mark.parametrize("template", [True, False])
def test_what_the_settings_say_holds_with_and_without_a_template(template):
    policy = MarketPolicy(Times.parse("fixed"), CuesRule.FIXED, SourceRule.READ, DraftRule.ON_KEY)
    rules = policy.under(template)
    assert (rules.times, rules.cues, rules.source, rules.draft) == (
        policy.times,
        policy.cues,
        policy.source,
        policy.draft,
    )


@pytest.mark.parametrize("text", ["adjust", "adjust:0", "adjust:121", "adjust:-3", "Tail", ""])
def test_times_that_are_none(text):
    with pytest.raises(ValueError, match=r"adjust|frames|not fixed"):
        Times.parse(text)


def test_a_rule_without_frames_takes_none():
    with pytest.raises(ValueError, match="takes no number"):
        Times(TimesRule.TAIL, 3)


@pytest.mark.parametrize(
    ("text", "key", "says"),
    [
        ("", "name", 'name = "Name'),
        ('name = "x"\nnames = 1', "names", "Did you mean name?"),
        ('name = "x"\nmarket = 3', "market", "[market]"),
        ('name = ""', "name", "1 to 200"),
        ('name = "a\\nb"', "name", "line breaks"),
        ('name = "x"\nsource = "xx-yy-zz"', "source", "BCP 47"),
        ('name = "x"\nsource = 0', "source", 'source = "ja"'),
        ('name = "x"\naudience = "dogs"', "audience", "adult, children"),
        ('name = "x"\nformats = []', "formats", '["srt", "vtt"]'),
        ('name = "x"\nformats = ["srt", "srt"]', "formats", "Remove"),
        ('name = "x"\nformats = "srt"', "formats", '["srt", "vtt"]'),
        ('name = "x"\nframe_rate = "fast"', "frame_rate", "29.97df"),
        ('name = "x"\nframe_rate = true', "frame_rate", "double quotes"),
        ('name = "x"\nframe_rate = -5', "frame_rate", "29.97df"),
        ('name = "x"\nstart_timecode = "1:0"', "start_timecode", "01:00:00:00"),
        ('name = "x"\nframe_rate = 24\nstart_timecode = "01:00:00:24"', "start_timecode", "01:"),
        (
            (
                'name = "x"\nframe_rate = 25\nstart_timecode = "01:00:00:24"\n'
                "[market.fr]\nframe_rate = 24"
            ),
            "market.fr.start_timecode",
            "01:",
        ),
        ('name = "x"\nnetwork = "some"', "network", "offline, fetch, send"),
        ('name = "x"\napprover_may_translate = "no"', "approver_may_translate", "quotes"),
        ('name = "x"\nname_on_picture = 1', "name_on_picture", "true or false"),
        ('name = "x"\nspeakers = ["voices"]', "speakers", "double quotes"),
        ('name = "x"\nspeakers = ""', "speakers", "1 to 60"),
        ('name = "x"\nspeaker = "voices"', "speaker", "Did you mean speakers?"),
        ('name = "x"\nmodel = ""', "model", "1 to 4096"),
        ('name = "x"\nspeech = 1', "speech", "double quotes"),
        ('name = "x"\naligner = 0', "aligner", "double quotes"),
        ('name = "x"\nlisten_for_terms = "yes"', "listen_for_terms", "quotes"),
        ('name = "x"\naudio_stream = -1', "audio_stream", "audio_stream = 1"),
        ('name = "x"\naudio_stream = true', "audio_stream", "audio_stream = 1"),
        ('name = "x"\naudio_stream = "1"', "audio_stream", "audio_stream = 1"),
        ('name = "x"\nscript = "a\\nb"', "script", "line breaks"),
        ('name = "x"\nshots = 0', "shots", "true or false"),
        ('name = "x"\nwait_for_source = 1', "wait_for_source", "true or false"),
        ('name = "x"\npivot = "xx-yy-zz"', "pivot", "BCP 47"),
        ('name = "x"\n[effort]\ncontrol_share = 0.6', "effort.control_share", "0.05"),
        ('name = "x"\n[effort]\ncontrol_share = nan', "effort.control_share", "0.05"),
        ('name = "x"\n[effort]\ncontrol_share = true', "effort.control_share", "0.05"),
        ('name = "x"\n[effort]\nseed = -1', "effort.seed", "seed = 1"),
        ('name = "x"\n[effort]\nseeds = 1', "effort.seeds", "Did you mean seed"),
        ('name = "x"\n[market.nonsense]', "market.nonsense", "BCP 47"),
        ('name = "x"\n[market.fr]\nlocale = "fr"', "market.fr.locale", "There are guide"),
        ('name = "x"\n[market.fr]\n[market.FR]', "market.FR", "Remove"),
        ('name = "x"\nengine = 3', "engine", "double quotes"),
        ('name = "x"\n[market.fr]\nengine = 3', "market.fr.engine", "double quotes"),
        ('name = "x"\n[market.fr.policy]\ntimes = "adjust"', "market.fr.policy.times", "adjust:6"),
        ('name = "x"\n[market.fr.policy]\ncues = "x"', "market.fr.policy.cues", "fixed, sentence"),
        ('name = "x"\n[market.fr.policy]\nsource = 1', "market.fr.policy.source", "propose"),
        ('name = "x"\n[market.fr.policy]\ndraft = ""', "market.fr.policy.draft", "on-key"),
        ('name = "x"\n[market.fr.policy]\ntime = ""', "market.fr.policy.time", "times?"),
        ('name = "x"\nstage = []', "stage", "[[stage]]"),
        ('name = "x"\n[[stage]]\nroles = ["lead"]', "stage 1.name", "translator"),
        ('name = "x"\n[[stage]]\nname = "a"\nroles = ["boss"]', "stage 1.roles", "operator"),
        ('name = "x"\n[[stage]]\nname = "a"\nroles = ["lead"]', "stage", "approves = true"),
        (
            (
                'name = "x"\n[[stage]]\nname = "a"\nroles = ["lead"]\napproves = true\n'
                '[[stage]]\nname = "a"\nroles = ["lead"]'
            ),
            "stage 2.name",
            "another name",
        ),
    ],
)
def test_what_is_refused_names_key_file_and_cure(text, key, says):
    with pytest.raises(SettingsError) as refused:
        read_season(text, "show/localize.toml")
    assert f"In the settings 'show/localize.toml', {key}: " in refused.value.message
    assert says in str(refused.value)


def test_what_is_no_toml_is_refused():
    with pytest.raises(SettingsError, match="not TOML"):
        read_season("name = Harbour")


def test_files_that_cannot_be_read(tmp_path):
    (tmp_path / "localize.toml").write_bytes(b'name = "\xff"')
    with pytest.raises(SettingsError, match="UTF-8"):
        load_season(tmp_path)
    (tmp_path / "localize.toml").unlink()
    (tmp_path / "localize.toml").mkdir()
    with pytest.raises(SettingsError, match="cannot be read"):
        load_season(tmp_path)


def test_a_guide_is_looked_for_in_the_project(tmp_path):
    file = tmp_path / "localize.toml"
    file.write_text('name = "x"\n[market.fr]\nguide = "house.toml"\n', "utf-8")
    with pytest.raises(SettingsError, match=r"market.fr.guide: .*house.toml"):
        load_season(tmp_path)
    file.write_text('name = "x"\nguide = "netflicks"\n', "utf-8")
    with pytest.raises(SettingsError, match=r"guide: There is no style guide"):
        load_season(tmp_path)
    (tmp_path / "house.toml").write_text(
        'name = "house"\nversion = "1"\n[general]\nmax_lines = 2\nmin_duration = 800\n'
        "max_duration = 7000\nmin_gap_frames = 2\nchain_frames = 12\n[fallback]\n"
        'counting = "latin"\nmax_line_length = 42\nreading_speed = 17\n',
        "utf-8",
    )
    file.write_text('name = "x"\n[market.fr]\nguide = "house.toml"\n', "utf-8")
    season = load_season(tmp_path)
    assert style_guide(season.market("fr").guide, tmp_path).name == "house"


# --- Round trip -----------------------------------------------------------------------------------

names = st.text(min_size=1, max_size=20).filter(lambda text: text.strip() and text.isprintable())
words = st.text("abcdefghij-", min_size=1, max_size=8)
formats = st.lists(words, min_size=1, max_size=3, unique=True).map(tuple)
rates = (
    st.sampled_from(["23.976", "24", "25", "29.97df", "29.97", "50", "12.5", "1001/7"]).map(
        FrameRate.parse
    )
    | st.none()
)
timecodes = st.sampled_from(["", "01:00:00:00", "10:00:00:07"])
policies = st.builds(
    MarketPolicy,
    times=st.none()
    | st.sampled_from(["fixed", "tail", "free", "adjust:1", "adjust:120"]).map(Times.parse),
    cues=st.none() | st.sampled_from(CuesRule),
    source=st.none() | st.sampled_from(SourceRule),
    draft=st.none() | st.sampled_from(DraftRule),
)
markets = st.lists(
    st.builds(
        Market,
        locale=st.sampled_from(["fr-FR", "es-419", "zh-Hant", "ja", "pt-BR"]),
        guide=names,
        audience=st.sampled_from(["adult", "children"]),
        formats=formats,
        frame_rate=rates,
        start_timecode=timecodes,
        engine=st.just("") | words,
        policy=policies,
    ),
    max_size=3,
    unique_by=lambda market: market.locale,
).map(tuple)
stages = st.lists(
    st.builds(
        StageDef,
        name=names,
        roles=st.lists(st.sampled_from(ROLES), min_size=1, unique=True).map(tuple),
        edits=st.booleans(),
        approves=st.just(True),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda stage: stage.name,
).map(tuple)
seasons = st.builds(
    Season,
    name=names,
    source=st.sampled_from(["", "ja", "en"]),
    guide=names,
    audience=st.sampled_from(["adult", "children"]),
    formats=formats,
    frame_rate=rates,
    start_timecode=timecodes,
    network=st.sampled_from(Network),
    server=st.sampled_from(["", "http://[::1]:11434/v1"]),
    server_model=names | st.just(""),
    price_in=st.floats(0, 1e8),
    price_out=st.floats(0, 1e8),
    synopsis=names | st.just(""),
    speech=words,
    model=names,
    aligner=st.just("") | words,
    speakers=words,
    listen_for_terms=st.booleans(),
    audio_stream=st.none() | st.integers(0, 64),
    script=st.just("") | names,
    shots=st.booleans(),
    wait_for_source=st.booleans(),
    engine=st.just("") | words,
    pivot=st.sampled_from(["", "en", "pt-BR"]),
    approver_may_translate=st.booleans(),
    name_on_picture=st.booleans(),
    markets=markets,
    stages=st.just(DEFAULT_STAGES) | stages,
    effort=st.builds(
        Effort,
        control_share=st.floats(0, 0.5, allow_nan=False),
        seed=st.integers(0, 2**63 - 1),
    ),
)


@given(seasons)
def test_what_is_written_is_read_back(season):
    assert read_season(season_text(season)) == season


def test_every_key_is_written_so_that_a_person_sees_it():
    text = season_text(read_season(EXAMPLE))
    known = {*read._SEASON_KEYS, *read._MARKET_KEYS, *read._POLICY_KEYS, *read._EFFORT_KEYS}
    for key in known - {"stage", "market", "policy", "effort"}:  # tables
        assert re.search(rf"^(# )?{key} = ", text, re.MULTILINE), key
    assert '# draft = "prefilled"' in text
    assert 'times = "adjust:6"' in text

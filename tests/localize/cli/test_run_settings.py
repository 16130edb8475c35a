"""What a run is asked for: the command line, else `localize.toml`, else what holds everywhere."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from localize.cli import run as command
from localize.cli.main import app
from localize.errors import SettingsError
from localize.pipeline.beforehand import check_settings
from localize.pipeline.settings import RunSettings
from localize.timeline import FrameRate

SEASON = """
name = "Harbour"
speech = "transformers"
model = "large-v3"
aligner = "letters"
speakers = "voices"
listen_for_terms = true
audio_stream = 2
script = "scripts"
shots = false
wait_for_source = true
pivot = "en"
"""


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """The settings that a command line comes to over a project with those of `SEASON`."""
    for name in ("LOCALIZE_MODEL", "LOCALIZE_DEVICE", "LOCALIZE_PROJECT"):
        monkeypatch.delenv(name, raising=False)
    kept = []

    def keep(paths, settings, **_):
        kept.append(settings)
        return True

    monkeypatch.setattr(command, "run_and_tell", keep)

    def ask(*options, season=SEASON):
        (tmp_path / "localize.toml").write_text(season)
        result = CliRunner().invoke(app, ["run", "x", "--project", str(tmp_path), *options])
        assert result.exit_code == 0, result.output
        return kept.pop()

    return ask


def hearing(settings):
    return {
        "speech": settings.speech,
        "model": settings.engine.model,
        "aligner": settings.engine.aligner,
        "speakers": settings.speakers,
        "listen": settings.listen,
        "audio_stream": settings.audio_stream,
        "shots": settings.shots,
        "wait_for_source": settings.wait_for_source,
        "pivot": settings.engine.pivot,
    }


def test_a_run_takes_what_the_season_says(asked, tmp_path):
    settings = asked()
    assert hearing(settings) == {
        "speech": "transformers",
        "model": "large-v3",
        "aligner": "letters",
        "speakers": "voices",
        "listen": True,
        "audio_stream": 2,
        "shots": False,
        "wait_for_source": True,
        "pivot": "en",
    }
    assert settings.script == tmp_path / "scripts"


def test_the_command_line_wins(asked, tmp_path):
    settings = asked(
        *(
            "--speech",
            "faster-whisper",
            "--model",
            "tiny",
            "--aligner",
            "own",
            "--speakers",
            "none",
        ),
        *("--no-listen-for-terms", "--audio-stream", "0", "--shots", "--no-wait-for-source"),
        *("--pivot", "de", "--script", str(tmp_path / "one.txt")),
    )
    assert hearing(settings) == {
        "speech": "faster-whisper",
        "model": "tiny",
        "aligner": "own",
        "speakers": "none",
        "listen": False,
        "audio_stream": 0,
        "shots": True,
        "wait_for_source": False,
        "pivot": "de",
    }
    assert settings.script == tmp_path / "one.txt"


def test_the_machine_wins_over_the_season(asked, monkeypatch):
    monkeypatch.setenv("LOCALIZE_MODEL", "small")
    assert asked().engine.model == "small"


def test_without_either_it_is_as_for_every_run(asked, tmp_path):
    settings = asked(season='name = "Harbour"')
    assert hearing(settings) == {**hearing(RunSettings(tmp_path, tmp_path)), "model": "base"}
    assert settings.script is None


def test_every_market_is_drafted_by_the_seasons_engine_unless_it_names_its_own(asked):
    season = 'name = "x"\nengine = "openai"\n[market.fr]\n[market.de]\nengine = "apertium"\n'
    engines = asked("--to", "fr,de,it", season=season)
    assert [engines.market(one).engine for one in ("fr", "de", "it")] == [
        "openai", "apertium", "openai",
    ]  # fmt: skip
    assert engines.translation == "", "each engine that a market names may be loaded"
    said = asked("--to", "fr,it", "--translation", "whisper", season=season)
    assert [said.market(one).engine for one in ("fr", "it")] == ["whisper", "whisper"]


def test_a_guide_of_the_command_line_is_seen_from_the_current_folder(asked, tmp_path, monkeypatch):
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    season = 'name = "x"\n[market.fr]\n'
    settings = asked("--guide", "house.toml", season=season)
    assert settings.guide == settings.market("fr").guide == str(here / "house.toml")
    assert asked("--guide", "netflix", season=season).guide == "netflix"


@pytest.mark.parametrize(
    ("key", "value", "kind"),
    [
        ("speakers", "noises", "diariser"),
        ("aligner", "ruler", "aligner"),
        ("speech", "ear-trumpet", "speech engine"),
        ("translation", "parrot", "translation engine"),
    ],
)
@pytest.mark.parametrize("by_file", [True, False])
def test_a_name_that_is_none_is_refused_alike_from_either(tmp_path, key, value, kind, by_file):
    (tmp_path / "e.wav").write_bytes(b"RIFF")
    written = "engine" if key == "translation" else key
    said = f'{written} = "{value}"' if by_file else ""
    (tmp_path / "localize.toml").write_text(f'name = "x"\n{said}\n')
    options = [] if by_file else [f"--{key}", value]
    result = CliRunner().invoke(
        app, ["run", str(tmp_path / "e.wav"), "--project", str(tmp_path), "--to", "fr", *options]
    )
    told = f"{result.exception}"
    assert f"no {kind}" in told
    assert value in told
    if key == "speakers":
        assert "auto, channels, none, voices" in told


TWO = '["stl", "stl-teletext"]'


@pytest.mark.parametrize(
    ("season", "options"),
    [
        ("", ["--formats", "srt,stl,stl-teletext"]),
        (f"formats = {TWO}", []),
        (f"[market.fr]\nformats = {TWO}", []),
    ],
)
def test_two_formats_of_one_file_name_are_refused_before_a_run(asked, season, options):
    settings = asked("--to", "fr", *options, season=f'name = "x"\n{season}\n')
    with pytest.raises(SettingsError, match=r"stl and stl-teletext both make .*\.stl"):
        check_settings(settings)


def test_markets_may_have_formats_of_one_extension_each(asked):
    season = 'name = "x"\nformats = ["stl"]\n[market.fr]\nformats = ["stl-teletext"]\n'
    check_settings(asked("--to", "fr,de", season=season))


def test_two_formats_of_one_file_name_are_refused_before_drafts(tmp_path):
    source = tmp_path / "e.en.srt"
    source.write_text("1\n00:00:01,000 --> 00:00:02,000\nHi\n")
    options = ["--to", "fr", "--formats", "netflix-ttml,srt,netflix-imsc"]
    result = CliRunner().invoke(
        app, ["translate", str(source), "--project", str(tmp_path), *options]
    )
    assert isinstance(result.exception, SettingsError)
    assert "netflix-ttml and netflix-imsc both make" in str(result.exception)


def test_rate_and_start_of_the_command_line_hold_for_every_market(asked):
    season = (
        SEASON
        + """
frame_rate = "24"
start_timecode = "01:00:00:00"
[market.de]
[market.fr]
frame_rate = "23.976"
"""
    )
    own = {market.locale: market for market in asked(season=season).markets}
    rates = FrameRate.parse("24"), FrameRate.parse("23.976")
    assert (own["de"].frame_rate, own["fr"].frame_rate) == rates
    given = asked("--frame-rate", "25", "--start-timecode", "10:00:00:00", season=season)
    assert {market.locale for market in given.markets} == {"de", "fr"}
    assert {market.frame_rate for market in given.markets} == {FrameRate.parse("25")}
    assert {market.start_timecode for market in given.markets} == {"10:00:00:00"}


@pytest.mark.parametrize("address", ["notaurl", "127.0.0.1:8000", "http://", "http://a:b/v1"])
@pytest.mark.parametrize("by_file", [True, False])
def test_what_is_no_address_of_a_server_is_refused_before_anything_is_read(
    asked, tmp_path, monkeypatch, address, by_file
):
    monkeypatch.delenv("LOCALIZE_SERVER", raising=False)
    season = f'name = "x"\nserver = "{address}"\n' if by_file else 'name = "x"\n'
    options = [] if by_file else ["--server", address]
    with pytest.raises(SettingsError, match="is not the address of a server"):
        check_settings(asked("--to", "fr", *options, season=season))
    source = tmp_path / "e.en.srt"
    source.write_text("1\n00:00:01,000 --> 00:00:02,000\nHi\n")
    asking = ["translate", str(source), "--to", "fr", "--project", str(tmp_path), *options]
    for more in ([], ["--estimate"]):
        result = CliRunner().invoke(app, [*asking, *more])
        assert isinstance(result.exception, SettingsError), more
        assert "is not the address of a server" in str(result.exception)

"""`localize run`: a season's folder becomes tracks."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from localize.cli.interrupts import Interrupts
from localize.cli.markets import markets_of, named_guide
from localize.cli.pricing import prices
from localize.errors import SettingsError

if TYPE_CHECKING:
    from localize.pipeline.events import Emit, Event
    from localize.pipeline.settings import RunSettings
    from localize.timeline import FrameRate

Engine = "Engines and models"
Media = "Media"
Output = "Output"


def run(
    paths: Annotated[
        list[Path], typer.Argument(help="Media files, and folders of them with all below.")
    ],
    to: Annotated[
        str | None,
        typer.Option(
            help="Markets to draft, such as en,es-419; those of localize.toml if not given, and "
            "source tracks alone if there are none."
        ),
    ] = None,
    source: Annotated[
        str,
        typer.Option(help="Language of the dialogue; localize.toml's, or detected, if not given."),
    ] = "",
    out: Annotated[
        Path | None, typer.Option(help="Where the files go; `subtitles` in the project.")
    ] = None,
    project: Annotated[
        Path,
        typer.Option(
            envvar="LOCALIZE_PROJECT",
            help="Folder of the project: finished machine work is kept in its .localize.",
        ),
    ] = Path(),
    guide: Annotated[
        str | None,
        typer.Option(help="Style guide: a name, or a TOML file; netflix, or localize.toml's."),
    ] = None,
    audience: Annotated[
        str | None, typer.Option(help="adult or children; adult, or localize.toml's.")
    ] = None,
    formats: Annotated[
        str | None,
        typer.Option(help="Formats to write; srt,vtt or localize.toml's.", rich_help_panel=Output),
    ] = None,
    wait_for_source: Annotated[
        bool | None,
        typer.Option(
            "--wait-for-source/--no-wait-for-source",
            help="Stop at the source tracks. A later run drafts the markets of each episode whose "
            "source track is approved cue by cue, or published as a template. localize.toml's, or "
            "no, if not given.",
        ),
    ] = None,
    overwrite: Annotated[
        bool,
        typer.Option(help="Write over files that a person has changed.", rich_help_panel=Output),
    ] = False,
    json: Annotated[
        bool,
        typer.Option("--json", help="Events on stdout, one object a line.", rich_help_panel=Output),
    ] = False,
    model: Annotated[
        str,
        typer.Option(
            envvar="LOCALIZE_MODEL",
            help="Speech model, of `localize models list`; localize.toml's, or base, if not given.",
            rich_help_panel=Engine,
        ),
    ] = "",
    device: Annotated[
        str,
        typer.Option(
            envvar="LOCALIZE_DEVICE",
            help="auto, cpu, cuda, cuda:N, or several cards: cuda:0,cuda:1.",
            rich_help_panel=Engine,
        ),
    ] = "auto",
    compute_type: Annotated[
        str,
        typer.Option(
            help="Arithmetic; chosen for the device if not given.", rich_help_panel=Engine
        ),
    ] = "",
    beam_size: Annotated[
        int, typer.Option(min=1, max=16, help="Beams of the search.", rich_help_panel=Engine)
    ] = 5,
    listen: Annotated[
        bool | None,
        typer.Option(
            "--listen-for-terms/--no-listen-for-terms",
            help="Give the show's terms and characters to the recogniser, which then writes them "
            "more often right. Episodes are heard anew when these change. localize.toml's, or no, "
            "if not given.",
            rich_help_panel=Engine,
        ),
    ] = None,
    aligner: Annotated[
        str,
        typer.Option(
            help="Aligner that finds the times of words; localize.toml's, or the speech engine's "
            "own, if not given.",
            rich_help_panel=Engine,
        ),
    ] = "",
    speakers: Annotated[
        str,
        typer.Option(
            help="How speakers are told apart: auto (one a channel, where a stereo dialogue is so "
            "recorded), channels (wherever its channels differ), none, or the name of a diariser. "
            "A script's speakers win. localize.toml's, or auto, if not given.",
            rich_help_panel=Engine,
        ),
    ] = "",
    threads: Annotated[
        int,
        typer.Option(
            min=0,
            help="CPU threads of each worker; 0 takes one a core of those that the process may "
            "use, 8 at most, shared out among the --workers.",
            rich_help_panel=Engine,
        ),
    ] = 0,
    speech: Annotated[
        str,
        typer.Option(
            help="Speech engine; localize.toml's, or faster-whisper, if not given.",
            rich_help_panel=Engine,
        ),
    ] = "",
    translation: Annotated[
        str,
        typer.Option(
            help="Translation engine; localize.toml's, or the first that serves a market, if not "
            "given.",
            rich_help_panel=Engine,
        ),
    ] = "",
    server: Annotated[
        str,
        typer.Option(
            envvar="LOCALIZE_SERVER",
            help="Translation server that speaks OpenAI's protocol, such as "
            "http://127.0.0.1:8000/v1; localize.toml's, or none, if not given.",
            rich_help_panel=Engine,
        ),
    ] = "",
    server_model: Annotated[
        str,
        typer.Option(help="Model to ask the server for; its only one.", rich_help_panel=Engine),
    ] = "",
    price_in: Annotated[
        float | None,
        typer.Option(
            min=0,
            help="What the server takes for a million tokens that it reads, in your money; "
            "localize.toml's. With it the estimate says what the run costs before it starts.",
            rich_help_panel=Engine,
        ),
    ] = None,
    price_out: Annotated[
        float | None,
        typer.Option(min=0, help="The same for tokens that it writes.", rich_help_panel=Engine),
    ] = None,
    models_dir: Annotated[
        str,
        typer.Option(
            envvar="LOCALIZE_MODELS_DIR", help="Where models are kept.", rich_help_panel=Engine
        ),
    ] = "",
    offline: Annotated[
        bool,
        typer.Option(
            envvar="LOCALIZE_OFFLINE",
            help="Fetch nothing from the network.",
            rich_help_panel=Engine,
        ),
    ] = False,
    accept_unverified: Annotated[
        bool,
        typer.Option(
            help="Take a model whose hashes the catalogue cannot confirm.", rich_help_panel=Engine
        ),
    ] = False,
    pivot: Annotated[
        str,
        typer.Option(
            metavar="TAG",
            help="Language by way of which markets are drafted that nothing drafts directly; "
            "localize.toml's, or none, if not given.",
            rich_help_panel=Engine,
        ),
    ] = "",
    accept_non_commercial: Annotated[
        bool,
        typer.Option(
            help="Draft with models whose licence forbids commercial use, too.",
            rich_help_panel=Engine,
        ),
    ] = False,
    executor: Annotated[
        str | None,
        typer.Option(help="serial or pool; pool if --workers is over 1.", rich_help_panel=Engine),
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, help="Episodes worked on at once.", rich_help_panel=Engine)
    ] = 1,
    audio_stream: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="Stream to hear, by its index in the file; localize.toml's, or the one with the "
            "dialogue, if not given.",
            rich_help_panel=Media,
        ),
    ] = None,
    frame_rate: Annotated[
        str,
        typer.Option(
            help="Delivery frame rate of the season, such as 25 or 29.97df; a file that differs "
            "is reported.",
            rich_help_panel=Media,
        ),
    ] = "",
    shots: Annotated[
        bool | None,
        typer.Option(
            "--shots/--no-shots",
            help="Find shot changes in the picture, so that cues come and go with them. --no-shots "
            "saves decoding it; cues then keep to the sound alone, but for changes that an earlier "
            "run found. localize.toml's, or yes, if not given.",
            rich_help_panel=Media,
        ),
    ] = None,
    start_timecode: Annotated[
        str,
        typer.Option(
            help="Timecode of the first frame, such as 10:00:00:00.", rich_help_panel=Media
        ),
    ] = "",
    script: Annotated[
        Path | None,
        typer.Option(
            help="A script or dialogue list (txt, docx, xlsx, csv, or subtitles) whose words win "
            "over recognition; for several episodes a folder, each file called as its episode. "
            "localize.toml's, or none, if not given.",
            rich_help_panel=Media,
        ),
    ] = None,
) -> None:
    """Make subtitle tracks of a season: timed source text, and a draft for each market.

    A second run does only what is missing. Files are called EPISODE.LOCALE.draft.EXT until a
    person has approved them; manifest.json beside them says what made each.
    """
    from localize import locales  # noqa: PLC0415 -- `--help` needs none of this
    from localize.cli.project_named import begun_in  # noqa: PLC0415
    from localize.engines import EngineSettings  # noqa: PLC0415
    from localize.pipeline.settings import RunSettings  # noqa: PLC0415
    from localize.season import DraftRule, Network, load_season  # noqa: PLC0415

    begun = begun_in(project)
    season = load_season(project)
    guide = named_guide(guide or "")
    way = pivot or season.pivot
    drafted = tuple(m.locale for m in season.markets if m.policy.draft is not DraftRule.NONE)
    targets = drafted if to is None else _names(to)
    own = RunSettings(
        project=project,
        out=project / "subtitles" if out is None else out,
        targets=tuple(dict.fromkeys(locales.normalize(tag) for tag in targets)),
        source=locales.normalize(source) if source else season.source,
        guide=guide or season.guide,
        audience=audience or season.audience,
        formats=tuple(dict.fromkeys(_names(formats))) if formats else season.formats,
        speech=speech or season.speech,
        translation=translation,
        engine=EngineSettings(
            model=model or season.model,
            device=device,
            compute_type=compute_type,
            threads=threads,
            beam_size=beam_size,
            aligner=aligner or season.aligner,
            offline=offline or season.network is Network.OFFLINE,
            models_dir=models_dir,
            accept_unverified=accept_unverified,
            accept_non_commercial=accept_non_commercial,
            pivot=locales.normalize(way) if way else "",
            server=server or season.server,
            server_model=server_model or season.server_model,
            may_send=season.network is Network.SEND,
        ),
        audio_stream=season.audio_stream if audio_stream is None else audio_stream,
        frame_rate=_frame_rate(frame_rate) or season.frame_rate,
        start_timecode=start_timecode or season.start_timecode,
        script=script or (project / season.script if season.script else None),
        speakers=speakers or season.speakers,
        listen=season.listen_for_terms if listen is None else listen,
        overwrite=overwrite,
        synopsis=season.synopsis,
        shots=season.shots if shots is None else shots,
        wait_for_source=season.wait_for_source if wait_for_source is None else wait_for_source,
        prices=prices(season, price_in, price_out),
    )
    settings = replace(
        own,
        markets=markets_of(
            season,
            own.targets,
            guide=guide,
            audience=audience or "",
            engine=translation,
            formats=own.formats if formats else (),
            frame_rate=_frame_rate(frame_rate),
            start_timecode=start_timecode,
        ),
    )
    if executor is None:
        executor = "pool" if workers > 1 else "serial"
    if not run_and_tell(
        paths, settings, executor=executor, workers=workers, json=json, begun=begun
    ):
        raise typer.Exit(1)


def run_and_tell(
    paths: list[Path],
    settings: RunSettings,
    *,
    executor: str,
    workers: int,
    json: bool,
    begun: str = "",
) -> bool:
    """Run the pipeline with its progress on the terminal; returns whether nothing failed.

    ``begun`` is said once the run has begun its project (`localize.cli.project_named`).
    Ctrl-C and a polite kill both end it with exit code 130 and a word on how to go on.
    """
    from localize.cli.progress import reporter  # noqa: PLC0415 -- `--help` needs none of this
    from localize.pipeline.run import run as run_pipeline  # noqa: PLC0415

    interrupts = Interrupts()
    try:
        with reporter(json=json, passes=1 + len(settings.targets)) as emit:
            tell = interrupts.heard(_said_first(begun, emit) if begun else emit)
            report = run_pipeline(paths, settings, tell, executor=executor, workers=workers)
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted. What is finished is kept; run the same command to go on.\n")
        raise typer.Exit(130) from None
    return report.ok


def _said_first(line: str, emit: Emit) -> Emit:
    """Events that go to ``emit``; ``line`` goes to stderr with the first."""
    from localize.cli.saying import say_line  # noqa: PLC0415 -- `--help` needs none of this
    from localize.pipeline.events import RunStarted  # noqa: PLC0415

    def tell(event: Event) -> None:
        if isinstance(event, RunStarted):
            say_line(line, err=True)
        emit(event)

    return tell


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _frame_rate(text: str) -> FrameRate | None:
    from localize.timeline import FrameRate  # noqa: PLC0415 -- `--help` needs none of this

    if not text:
        return None
    try:
        return FrameRate.parse(text)
    except ValueError as error:
        raise SettingsError(f"--frame-rate: {error}.") from error

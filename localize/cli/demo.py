"""`localize demo`: the whole chain on the bundled sample."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def demo(
    out: Annotated[Path, typer.Option(help="Where the files go.")] = Path("out/demo"),
    model: Annotated[str, typer.Option(envvar="LOCALIZE_MODEL", help="Speech model.")] = "base",
    models_dir: Annotated[
        str, typer.Option(envvar="LOCALIZE_MODELS_DIR", help="Where models are kept.")
    ] = "",
    device: Annotated[
        str,
        typer.Option(
            envvar="LOCALIZE_DEVICE",
            help="auto, cpu, cuda, cuda:N, or several cards: cuda:0,cuda:1.",
        ),
    ] = "auto",
    offline: Annotated[
        bool, typer.Option(envvar="LOCALIZE_OFFLINE", help="Fetch nothing from the network.")
    ] = False,
) -> None:
    """Watch a Japanese and an English scene become timed text and an English track.

    The first time, the speech model is fetched (150 MB for base); after that nothing leaves or
    enters the machine.
    """
    from localize.cli.run import run_and_tell  # noqa: PLC0415 -- `--help` needs none of this
    from localize.demo import print_tracks, sample_episodes  # noqa: PLC0415
    from localize.engines import EngineSettings  # noqa: PLC0415
    from localize.pipeline.settings import RunSettings  # noqa: PLC0415

    episodes = sample_episodes()
    settings = RunSettings(
        project=out,
        out=out,
        targets=("en",),
        engine=EngineSettings(model=model, device=device, offline=offline, models_dir=models_dir),
    )
    done = run_and_tell(list(episodes), settings, executor="serial", workers=1, json=False)
    print_tracks(out, [episode.stem for episode in episodes])
    if not done:
        raise typer.Exit(1)

"""What the command line says of markets: it holds for every one, the rest is each market's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localize.season import Market, Season
    from localize.timeline import FrameRate


def named_guide(guide: str) -> str:
    """A guide as `localize.season.style_guide` takes it, which looks from the project's folder.

    Args:
        guide: a name, or the path of a file as seen from the current folder; empty for none.
    """
    from localize.guides.load import is_path  # noqa: PLC0415 -- `--help` needs no guides

    return str(Path(guide).expanduser().absolute()) if is_path(guide) else guide


def markets_of(
    season: Season,
    targets: Iterable[str],
    *,
    guide: str,
    audience: str,
    engine: str,
    formats: tuple[str, ...] = (),
    frame_rate: FrameRate | None = None,
    start_timecode: str = "",
) -> tuple[Market, ...]:
    """The season's markets, then those that are asked for besides, which are as the season says.

    Args:
        season: of the project.
        targets: locales that are asked for, normal form.
        guide: of the command line, as `named_guide` gives it; empty where it names none, as are
            the others.
        audience: as `Market`.
        engine: the same.
        formats: the same.
        frame_rate: the same.
        start_timecode: the same.
    """
    from localize.season import Market  # noqa: PLC0415 -- as above

    known = {market.locale for market in season.markets}
    others = (
        Market(
            locale,
            season.guide,
            season.audience,
            season.formats,
            season.frame_rate,
            season.start_timecode,
            season.engine,
        )
        for locale in targets
        if locale not in known
    )
    return tuple(
        replace(
            market,
            guide=guide or market.guide,
            audience=audience or market.audience,
            formats=formats or market.formats,
            frame_rate=frame_rate or market.frame_rate,
            start_timecode=start_timecode or market.start_timecode,
            engine=engine or market.engine,
        )
        for market in (*season.markets, *others)
    )

"""What a server's work costs, as the operator or `localize.toml` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localize.engines import Prices
    from localize.season import Season


def prices(season: Season, asked: float | None, answered: float | None) -> Prices | None:
    """A server's prices: the operator's, else the season's; None where nobody named one."""
    from localize.engines import Prices  # noqa: PLC0415 -- `--help` needs none of this

    found = Prices(
        season.price_in if asked is None else asked,
        season.price_out if answered is None else answered,
    )
    return found if found != Prices() else None

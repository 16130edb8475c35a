"""A season's settings: `localize.toml`, read strictly into frozen values.

    season = load_season(project)                # no file: defaults named after the folder
    season.market("fr-FR").policy.under(True)    # what holds there under an approved template

| module | what it holds |
|---|---|
| `policy` | what a market may change of its template |
| `model` | the season, its markets, its stages |
| `read` | TOML in, refused with key and file where it is wrong |
| `write` | TOML out, with a comment on every key |
"""

from __future__ import annotations

from localize.season.model import (
    DEFAULT_STAGES,
    ROLES,
    Effort,
    Market,
    Network,
    Season,
    StageDef,
)
from localize.season.policy import (
    CuesRule,
    DraftRule,
    MarketPolicy,
    RulesInForce,
    SourceRule,
    Times,
    TimesRule,
)
from localize.season.read import FILE_NAME, load_season, read_season
from localize.season.write import season_text

__all__ = [
    "DEFAULT_STAGES",
    "FILE_NAME",
    "ROLES",
    "CuesRule",
    "DraftRule",
    "Effort",
    "Market",
    "MarketPolicy",
    "Network",
    "RulesInForce",
    "Season",
    "SourceRule",
    "StageDef",
    "Times",
    "TimesRule",
    "load_season",
    "read_season",
    "season_text",
]

"""Writes `localize.toml` so that a person can read it and change it by hand.

Every key is there: what is left to its default stands as a comment.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from localize.timeline import FrameRate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localize.season.model import Market, Season, StageDef

_HEAD = """\
# Settings of a season. What stands behind a # is the default, or an example where there is none.
"""

_STAGES = """\
# The stages of the work, in order. roles: who works there (translator, reviewer, lead, operator;
# the lead may everywhere). edits: cues may be changed. approves: cues are approved there.
"""


def season_text(season: Season) -> str:
    """The settings as TOML with comments; `read_season` gives the same season back.

    A market's value that is the season's own is left to the season, so that it follows it.
    """
    parts = [_HEAD, _season(season), _effort(season)]
    first, *others = map(_stage, season.stages)
    parts += [f"{_STAGES}{first}", *others]
    if not season.markets:
        parts.append('# One section a market:\n#\n# [market.fr-FR]\n# guide = "netflix"\n')
    parts += [_market(market, season) for market in season.markets]
    return "\n".join(parts)


def _season(season: Season) -> str:
    return "".join(
        [
            _line("name", _quote(season.name), "what people call it"),
            _line(
                "source", _quote(season.source or "ja"), "what is spoken; left out: heard",
                off=not season.source,
            ),
            _line("guide", _quote(season.guide), "style guide: a name or a file's path"),
            _line("audience", _quote(season.audience), "adult or children"),
            _line("formats", _list(season.formats), "files to deliver"),
            _line(
                "frame_rate", _rate(season.frame_rate), "left out: each episode's own",
                off=season.frame_rate is None,
            ),
            _line(
                "start_timecode", _quote(season.start_timecode or "01:00:00:00"),
                "of the first frame; left out: each episode's own",
                off=not season.start_timecode,
            ),
            _line(
                "network", _quote(season.network),
                "offline: nothing; fetch: models may be fetched; send: engines elsewhere get text",
            ),
            _line(
                "server", _quote(season.server or "http://127.0.0.1:8000/v1"),
                "translation server (OpenAI's protocol); left out: none", off=not season.server,
            ),
            _line(
                "server_model", _quote(season.server_model or "name"),
                "left out: the server's only one", off=not season.server_model,
            ),
            _line(
                "price_in", repr(season.price_in or 0.5),
                "a million tokens that the server reads, in your money; for estimates",
                off=not season.price_in,
            ),
            _line(
                "price_out", repr(season.price_out or 1.5), "the same for those it writes",
                off=not season.price_out,
            ),
            _line(
                "synopsis", _quote(season.synopsis or "What it is about."),
                "for engines that take context", off=not season.synopsis,
            ),
            _line("speech", _quote(season.speech), "speech engine"),
            _line("model", _quote(season.model), "speech model: localize models list"),
            _line(
                "aligner", _quote(season.aligner or "letters"),
                "finds the times of words; left out: the speech engine's own",
                off=not season.aligner,
            ),
            _line(
                "speakers", _quote(season.speakers),
                "told apart: auto, channels, none, or by a diariser such as voices",
            ),
            _line(
                "listen_for_terms", _flag(season.listen_for_terms),
                "the recogniser is given the show's terms and characters",
            ),
            _line(
                "audio_stream", str(season.audio_stream or 0),
                "stream to hear, by its number in each file; left out: the dialogue is found",
                off=season.audio_stream is None,
            ),
            _line(
                "script", _quote(season.script or "scripts"),
                "a folder of scripts, each called as its episode; left out: none",
                off=not season.script,
            ),
            _line("shots", _flag(season.shots), "shot changes are looked for in the picture"),
            _line(
                "wait_for_source", _flag(season.wait_for_source),
                "markets are drafted once an episode's source is approved",
            ),
            _line(
                "engine", _quote(season.engine or "ctranslate2"),
                "translation engine of every market; left out: the first that serves it",
                off=not season.engine,
            ),
            _line(
                "pivot", _quote(season.pivot or "en"),
                "language by way of which is drafted what nothing drafts directly; left out: none",
                off=not season.pivot,
            ),
            _line(
                "approver_may_translate", _flag(season.approver_may_translate),
                "whether who translated a cue may approve it",
            ),
            _line(
                "name_on_picture", _flag(season.name_on_picture),
                "whether the name of who looks lies over the picture",
            ),
        ]
    )  # fmt: skip


def _effort(season: Season) -> str:
    effort = season.effort
    return (
        "# Scenes that come without draft, so that the machine's saving is measured on the same\n"
        "# person and episode.\n[effort]\n"
        + _line("control_share", repr(effort.control_share), "0.05 is one scene in twenty; 0: none")
        + _line("seed", str(effort.seed), "which scenes they are")
    )


def _stage(stage: StageDef) -> str:
    return (
        "[[stage]]\n"
        + _line("name", _quote(stage.name))
        + _line("roles", _list(stage.roles))
        + _line("edits", _flag(stage.edits))
        + _line("approves", _flag(stage.approves))
    )


def _market(market: Market, season: Season) -> str:
    policy, default = market.policy, market.policy.under(template=True)
    return "".join(
        [
            f"[market.{market.locale}]\n",
            _line("guide", _quote(market.guide), off=market.guide == season.guide),
            _line("audience", _quote(market.audience), off=market.audience == season.audience),
            _line("formats", _list(market.formats), off=market.formats == season.formats),
            _line(
                "frame_rate", '""' if market.frame_rate is None else _rate(market.frame_rate),
                '"": each episode\'s own', off=market.frame_rate == season.frame_rate,
            ),
            _line(
                "start_timecode", _quote(market.start_timecode),
                '"": each episode\'s own', off=market.start_timecode == season.start_timecode,
            ),
            _line(
                "engine", _quote(market.engine), '"": the first that serves the market',
                off=market.engine == season.engine,
            ),
            f"[market.{market.locale}.policy]  # defaults: those under an approved template\n",
            _line(
                "times", _quote(str(default.times)), "fixed, tail, adjust:N (frames) or free",
                off=policy.times is None,
            ),
            _line("cues", _quote(default.cues), "fixed, sentence or free", off=policy.cues is None),
            _line(
                "source", _quote(default.source), "read, propose or edit",
                off=policy.source is None,
            ),
            _line(
                "draft", _quote(policy.draft or "prefilled"),
                "prefilled, on-key or none; left out: each person's choice",
                off=policy.draft is None,
            ),
        ]
    )  # fmt: skip


def _line(key: str, value: str, comment: str = "", *, off: bool = False) -> str:
    note = f"  # {comment}" if comment else ""
    return f"{'# ' if off else ''}{key} = {value}{note}\n"


def _quote(text: str) -> str:
    # JSON's escapes are TOML's, but for DEL, which JSON lets stand.
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_quote, texts))}]"


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _rate(rate: FrameRate | None) -> str:
    """A rate as it is read: by its name where that says it exactly, else as a fraction."""
    if rate is None:
        return _quote("23.976")
    if FrameRate.parse(rate.label) == rate:
        return _quote(rate.label)
    return _quote(str(rate.rate))

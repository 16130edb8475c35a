"""Reads `localize.toml`, strictly: what it does not know or believe it refuses.

Every refusal names the file, the key and what to write instead. Names of formats and engines are
not looked up here: a season must be readable on a machine that lacks a plug-in; whoever uses one
says what is missing.
"""

from __future__ import annotations

import difflib
import enum
import tomllib
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeVar

from localize.errors import SettingsError
from localize.locales import normalize
from localize.season.model import (
    DEFAULT_STAGES,
    ROLES,
    Effort,
    Market,
    Network,
    Season,
    StageDef,
    style_guide,
)
from localize.season.policy import CuesRule, DraftRule, MarketPolicy, SourceRule, Times
from localize.timeline import FrameRate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_Values = TypeVar("_Values", bound=enum.StrEnum)

#: What the settings are called in a project's folder.
FILE_NAME: Final = "localize.toml"

_SEASON_KEYS: Final = (
    "name",
    "source",
    "guide",
    "audience",
    "formats",
    "frame_rate",
    "start_timecode",
    "network",
    "server",
    "server_model",
    "price_in",
    "price_out",
    "synopsis",
    "speech",
    "model",
    "aligner",
    "speakers",
    "listen_for_terms",
    "audio_stream",
    "script",
    "shots",
    "wait_for_source",
    "engine",
    "pivot",
    "approver_may_translate",
    "name_on_picture",
    "effort",
    "stage",
    "market",
)
_MARKET_KEYS: Final = (
    "guide",
    "audience",
    "formats",
    "frame_rate",
    "start_timecode",
    "engine",
    "policy",
)
_POLICY_KEYS: Final = ("times", "cues", "source", "draft")
_STAGE_KEYS: Final = ("name", "roles", "edits", "approves")
_EFFORT_KEYS: Final = ("control_share", "seed")
_AUDIENCES: Final = ("adult", "children")

#: Longest name of a season, a stage, an engine: what the store keeps (`localize.store.tables`).
_LONGEST_NAME: Final = 200
_LONGEST_WORD: Final = 60
#: Longest path: Linux' own limit.
_LONGEST_PATH: Final = 4096

#: More scenes than this without draft would make the measurement the work.
_LARGEST_SHARE: Final = 0.5

#: No server takes so much for a million tokens; infinity and NaN are no prices either.
_DEAREST: Final = 1e9

#: A rate at which every number of frames up to 119 exists: the shape of a timecode alone is known
#: where each episode has its own rate.
_ANY_RATE: Final = FrameRate(Fraction(120))


def load_season(project: Path) -> Season:
    """Read the settings in a project's folder; without a file, defaults named after the folder.

    Raises:
        SettingsError: the file cannot be read, or a key in it is wrong; the message names both.
    """
    path = project / FILE_NAME
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return Season(name=project.resolve().name or "season")
    except OSError as error:
        raise SettingsError(
            f"The settings {str(path)!r} cannot be read: {error.strerror}.",
            hint="Make the file readable, or move it away to work with the defaults.",
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"The settings {str(path)!r} are not UTF-8 text.", hint="Save the file as UTF-8."
        ) from error
    season = read_season(text, str(path))
    reader = _Reader(str(path))
    reader.guide_exists(season.guide, "guide", project)
    for market in season.markets:
        reader.guide_exists(market.guide, f"market.{market.locale}.guide", project)
    return season


def read_season(text: str, file: str = FILE_NAME) -> Season:
    """Read settings from the text of their file; guides are not looked for.

    Args:
        text: TOML.
        file: what messages call it.

    Raises:
        SettingsError: not TOML, or a key is wrong; the message names the key and the file.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"The settings {file!r} are not TOML: {error}.",
            hint="Mend that line; texts stand in double quotes.",
        ) from error
    return _Reader(file).season(data)


class _Reader:
    """Turns parsed TOML into a season; knows the file's name for its messages."""

    def __init__(self, file: str) -> None:
        self.file = file

    def refuse(self, key: str, problem: str, hint: str) -> SettingsError:
        return SettingsError(f"In the settings {self.file!r}, {key}: {problem}.", hint=hint)

    def season(self, data: Mapping[str, Any]) -> Season:
        self._known(data, _SEASON_KEYS, "")
        if "name" not in data:
            raise self.refuse("name", "is missing", 'Write name = "Name of the season".')
        network = self._choice(data.get("network", Network.FETCH.value), "network", Network)
        season = Season(
            name=self._name(data["name"], "name", _LONGEST_NAME),
            source=self._locale(data["source"], "source") if data.get("source") else "",
            guide=self._name(data.get("guide", "netflix"), "guide", _LONGEST_PATH),
            audience=self._word_of(data.get("audience", "adult"), "audience", _AUDIENCES),
            formats=self._formats(data.get("formats", ["srt", "vtt"]), "formats"),
            frame_rate=self._rate(data.get("frame_rate", ""), "frame_rate"),
            start_timecode=self._text(data.get("start_timecode", ""), "start_timecode"),
            network=network,
            server=self._text(data.get("server", ""), "server"),
            server_model=self._text(data.get("server_model", ""), "server_model"),
            price_in=self._price(data.get("price_in", 0.0), "price_in"),
            price_out=self._price(data.get("price_out", 0.0), "price_out"),
            synopsis=self._text(data.get("synopsis", ""), "synopsis"),
            speech=self._name(data.get("speech", "faster-whisper"), "speech", _LONGEST_WORD),
            model=self._name(data.get("model", "base"), "model", _LONGEST_PATH),
            aligner=self._name_or_none(data, "aligner", _LONGEST_WORD),
            speakers=self._name(data.get("speakers", "auto"), "speakers", _LONGEST_WORD),
            listen_for_terms=self._flag(data.get("listen_for_terms", False), "listen_for_terms"),
            audio_stream=self._stream(data.get("audio_stream", ""), "audio_stream"),
            script=self._name_or_none(data, "script", _LONGEST_PATH),
            shots=self._flag(data.get("shots", True), "shots"),
            wait_for_source=self._flag(data.get("wait_for_source", False), "wait_for_source"),
            engine=self._engine(data.get("engine", ""), "engine"),
            pivot=self._locale(data["pivot"], "pivot") if data.get("pivot", "") != "" else "",
            approver_may_translate=self._flag(
                data.get("approver_may_translate", False), "approver_may_translate"
            ),
            name_on_picture=self._flag(data.get("name_on_picture", False), "name_on_picture"),
            stages=self._stages(data.get("stage")),
            effort=self._effort(self._table(data.get("effort", {}), "effort")),
        )
        if "source" in data and not isinstance(data["source"], str):
            raise self.refuse("source", "must be a text", 'Write source = "ja".')
        self._timecode(season.start_timecode, season.frame_rate, "start_timecode")
        return replace(season, markets=self._markets(data.get("market", {}), season))

    def guide_exists(self, guide: str, key: str, project: Path) -> None:
        try:
            style_guide(guide, project)
        except SettingsError as error:
            raise self.refuse(key, error.message.rstrip("."), error.hint) from error

    # --- Parts ------------------------------------------------------------------------------------

    def _markets(self, value: object, season: Season) -> tuple[Market, ...]:
        markets: list[Market] = []
        for written, table in self._table(value, "market").items():
            key = f"market.{written}"
            locale = self._locale(written, key)
            if any(market.locale == locale for market in markets):
                raise self.refuse(key, f"there is a market {locale} already", "Remove one of them.")
            markets.append(self._market(locale, self._table(table, key), key, season))
        return tuple(markets)

    def _market(self, locale: str, data: Mapping[str, Any], key: str, season: Season) -> Market:
        self._known(data, _MARKET_KEYS, key)
        market = Market(
            locale=locale,
            guide=self._name(data.get("guide", season.guide), f"{key}.guide", _LONGEST_PATH),
            audience=self._word_of(
                data.get("audience", season.audience), f"{key}.audience", _AUDIENCES
            ),
            formats=self._formats(data.get("formats", list(season.formats)), f"{key}.formats"),
            frame_rate=self._rate(data["frame_rate"], f"{key}.frame_rate")
            if "frame_rate" in data
            else season.frame_rate,
            start_timecode=self._text(
                data.get("start_timecode", season.start_timecode), f"{key}.start_timecode"
            ),
            engine=self._engine(data.get("engine", season.engine), f"{key}.engine"),
            policy=self._policy(self._table(data.get("policy", {}), f"{key}.policy"), key),
        )
        self._timecode(market.start_timecode, market.frame_rate, f"{key}.start_timecode")
        return market

    def _policy(self, data: Mapping[str, Any], market: str) -> MarketPolicy:
        key = f"{market}.policy"
        self._known(data, _POLICY_KEYS, key)
        times = None
        if "times" in data:
            try:
                times = Times.parse(self._text(data["times"], f"{key}.times"))
            except ValueError as error:
                raise self.refuse(
                    f"{key}.times", str(error), 'Write "fixed", "tail", "adjust:6" or "free".'
                ) from error
        return MarketPolicy(
            times=times,
            cues=self._choice(data["cues"], f"{key}.cues", CuesRule) if "cues" in data else None,
            source=self._choice(data["source"], f"{key}.source", SourceRule)
            if "source" in data
            else None,
            draft=self._choice(data["draft"], f"{key}.draft", DraftRule)
            if "draft" in data
            else None,
        )

    def _stages(self, value: object) -> tuple[StageDef, ...]:
        if value is None:
            return DEFAULT_STAGES
        if not isinstance(value, list) or not value:
            raise self.refuse("stage", "must be written [[stage]]", "Write one [[stage]] a stage.")
        stages: list[StageDef] = []
        for number, item in enumerate(value, start=1):
            stages.append(self._stage(self._table(item, f"stage {number}"), f"stage {number}"))
            if stages[-1].name in {stage.name for stage in stages[:-1]}:
                raise self.refuse(
                    f"stage {number}.name",
                    f"there is a stage {stages[-1].name} already",
                    "Give it another name.",
                )
        if not any(stage.approves for stage in stages):
            raise self.refuse(
                "stage", "no stage approves, so nothing could ever be final",
                "Write approves = true in the stage where a second person reads.",
            )  # fmt: skip
        return tuple(stages)

    def _stage(self, data: Mapping[str, Any], key: str) -> StageDef:
        self._known(data, _STAGE_KEYS, key)
        for name in ("name", "roles"):
            if name not in data:
                raise self.refuse(f"{key}.{name}", "is missing", f"There are {_listed(ROLES)}.")
        roles = self._texts(data["roles"], f"{key}.roles", '["translator"]')
        for role in roles:
            self._word_of(role, f"{key}.roles", ROLES)
        return StageDef(
            name=self._name(data["name"], f"{key}.name", _LONGEST_WORD),
            roles=roles,
            edits=self._flag(data.get("edits", True), f"{key}.edits"),
            approves=self._flag(data.get("approves", False), f"{key}.approves"),
        )

    def _effort(self, data: Mapping[str, Any]) -> Effort:
        self._known(data, _EFFORT_KEYS, "effort")
        share, seed = data.get("control_share", 0.0), data.get("seed", 1)
        if isinstance(share, bool) or not isinstance(share, int | float) or not (
            0 <= share <= _LARGEST_SHARE
        ):  # fmt: skip
            raise self.refuse(
                "effort.control_share", f"must be a number from 0 to 0.5, not {share!r}",
                "Write 0.05 for one scene in twenty, 0 for none.",
            )  # fmt: skip
        if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**63:
            raise self.refuse(
                "effort.seed", f"must be a whole number from 0, not {seed!r}", "Write seed = 1."
            )
        return Effort(control_share=float(share), seed=seed)

    # --- Values -----------------------------------------------------------------------------------

    def _known(self, data: Mapping[str, Any], known: tuple[str, ...], key: str) -> None:
        for name in data:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"Did you mean {near[0]}?" if near else f"There are {_listed(known)}."
                raise self.refuse(f"{key}.{name}".lstrip("."), "there is no such key", hint)

    def _table(self, value: object, key: str) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self.refuse(key, f"must be a section, not {value!r}", f"Write [{key}].")
        return value

    def _text(self, value: object, key: str) -> str:
        if not isinstance(value, str):
            raise self.refuse(key, f"must be a text, not {value!r}", "Put it in double quotes.")
        return value

    def _name(self, value: object, key: str, longest: int) -> str:
        text = self._text(value, key)
        if not text.strip() or not text.isprintable() or len(text) > longest:
            raise self.refuse(
                key, f"is no name: {text[:60]!r}",
                f"Write 1 to {longest} characters, without line breaks.",
            )  # fmt: skip
        return text

    def _engine(self, value: object, key: str) -> str:
        return "" if value == "" else self._name(value, key, _LONGEST_WORD)

    def _name_or_none(self, data: Mapping[str, Any], key: str, longest: int) -> str:
        value = data.get(key, "")
        return "" if value == "" else self._name(value, key, longest)

    def _stream(self, value: object, key: str) -> int | None:
        if value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.refuse(
                key, f"must be a stream's number in the file, not {value!r}",
                f"Write {key} = 1, or leave the key out.",
            )  # fmt: skip
        return value

    def _flag(self, value: object, key: str) -> bool:
        if not isinstance(value, bool):
            raise self.refuse(
                key, f"must be true or false, not {value!r}", "Write it without quotes."
            )
        return value

    def _price(self, value: object, key: str) -> float:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 <= float(str(value)) < _DEAREST:
            raise self.refuse(
                key, f"must be a price, not {value!r}", f"Write {key} = 2.5 for a million tokens."
            )
        return float(str(value))

    def _texts(self, value: object, key: str, example: str) -> tuple[str, ...]:
        if not isinstance(value, list) or not value:
            raise self.refuse(key, f"must be a list of texts, not {value!r}", f"Write {example}.")
        texts = tuple(self._text(item, key) for item in value)
        if len(set(texts)) != len(texts):
            raise self.refuse(key, f"says something twice: {value!r}", "Remove one of them.")
        return texts

    def _formats(self, value: object, key: str) -> tuple[str, ...]:
        texts = self._texts(value, key, '["srt", "vtt"]')
        return tuple(self._name(text, key, _LONGEST_WORD) for text in texts)

    def _word_of(self, value: object, key: str, known: tuple[str, ...]) -> str:
        if not isinstance(value, str) or value not in known:
            raise self.refuse(key, f"there is no {value!r}", f"Write one of {_listed(known)}.")
        return value

    def _choice(self, value: object, key: str, values: type[_Values]) -> _Values:
        return values(self._word_of(value, key, tuple(item.value for item in values)))

    def _locale(self, value: object, key: str) -> str:
        try:
            return normalize(self._text(value, key))
        except SettingsError as error:
            raise self.refuse(key, error.message.rstrip("."), error.hint) from error

    def _rate(self, value: object, key: str) -> FrameRate | None:
        if value == "":
            return None
        number = isinstance(value, int | float) and not isinstance(value, bool)
        try:
            return FrameRate.parse(str(value) if number else self._text(value, key))
        except ValueError as error:
            raise self.refuse(
                key, str(error), 'Write "23.976", "25", "29.97df" …, or leave the key out.'
            ) from error

    def _timecode(self, text: str, rate: FrameRate | None, key: str) -> None:
        if not text:
            return
        try:
            (rate or _ANY_RATE).frame_of_timecode(text)
        except ValueError as error:
            raise self.refuse(
                key, str(error), 'Write "01:00:00:00", or leave the key out.'
            ) from error


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)

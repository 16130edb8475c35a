"""The form that starts a run: its settings, and what is made of them for the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from localize import registry
from localize.errors import SettingsError
from localize.pipeline.named import ways_to_tell_apart
from localize.season import DraftRule
from localize_ui.api.routes.runs import NewRun
from localize_ui.pages.elements import check, field, labelled, options, select, tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from localize.season import Season
    from localize_ui.pages.desk import Sent

#: Fields that are texts, whose name in the API is that in the form.
_WORDS: Final = (
    *("source", "speakers", "model", "speech", "aligner", "device", "audio_stream", "script"),
    *("translation", "pivot", "workers"),
)
#: Fields that are texts with commas.
_LISTS: Final = ("to", "formats")
#: Boxes that are ticked as the season says, and so are said either way.
_SWITCHES: Final = ("listen_for_terms", "shots", "wait_for_source")
#: How many cards are offered; more can be typed.
_DEVICES: Final = ("auto", "cpu", "cuda", "cuda:0,cuda:1")


def settings_fields(season: Season) -> str:
    """Fields for what `localize run` may be given; what is left empty is as the season says."""
    markets = ", ".join(
        one.locale for one in season.markets if one.policy.draft is not DraftRule.NONE
    )
    return "".join(
        [
            _typed("Into (locales with commas)", "to", markets or "the source", 500),
            _typed("Spoken", "source", season.source or "heard from each episode"),
            _typed("Formats (with commas)", "formats", ", ".join(season.formats), 500),
            _chosen("Speakers are told apart", "speakers", ways_to_tell_apart(), season.speakers),
            _chosen("Speech engine", "speech", registry.names(registry.SPEECH), season.speech),
            _typed("Speech model", "model", season.model),
            _chosen(
                "Times of words", "aligner", registry.names(registry.ALIGNERS),
                season.aligner or "the engine\u2019s own",
            ),
            _chosen(
                "Translation engine", "translation", registry.names(registry.TRANSLATION),
                season.engine or "each market\u2019s",
            ),
            _typed("By way of (a language)", "pivot", season.pivot or "directly alone"),
            labelled(
                "Device, or cards with commas",
                field(
                    name="device", id="run-device", maxlength=100, placeholder="chosen by itself",
                    list="run-devices", autocomplete="off",
                ),
                extra=tag(
                    "datalist", options((one, one) for one in _DEVICES), id="run-devices"
                ),
            ),
            _typed("Episodes at once", "workers", "1", type="number", min=1, max=64),
            _typed(
                "Sound stream (its number in the file)", "audio_stream",
                "the dialogue" if season.audio_stream is None else str(season.audio_stream),
                type="number", min=0, max=999,
            ),
            _typed("Script: a file or a folder in the project", "script",
                   season.script or "none", 1_000),
            _ticked("listen_for_terms", "Listen for the show\u2019s terms and characters",
                    on=season.listen_for_terms),
            _ticked("shots", "Find shot changes in the picture", on=season.shots),
            _ticked("wait_for_source", "Draft markets once the source is approved",
                    on=season.wait_for_source),
            check("overwrite", "1", "Write over files that somebody has changed",
                  id="run-overwrite"),
        ]
    )  # fmt: skip


def new_run(paths: list[str], sent: Sent) -> NewRun:
    """What was typed, as the API would take it.

    Raises:
        SettingsError: a value is none that could be; says which, and what could.
    """
    given: dict[str, Any] = {
        "paths": paths,
        **{name: sent.word(name) or None for name in _WORDS},
        **{name: _parts(sent.word(name)) or None for name in _LISTS},
        **{name: sent.flag(name) for name in _SWITCHES if name in sent.data},
        "overwrite": sent.flag("overwrite"),
    }
    try:
        return NewRun(**given)
    except ValidationError as error:
        wrong = tuple(dict.fromkeys(str(one["loc"][0]) for one in error.errors()))
        could = [f"{name.replace('_', ' ')}: {found}" for name in wrong if (found := _could(name))]
        raise SettingsError(
            f"That cannot be: {', '.join(name.replace('_', ' ') for name in wrong)}.",
            hint=f"Could be: {'; '.join(could)}." if could else "See what is typed there.",
        ) from error


def _typed(label: str, name: str, placeholder: str, longest: int = 100, **given: object) -> str:
    return labelled(
        label,
        field(name=name, id=_id(name), maxlength=longest, placeholder=placeholder, **given),
    )


def _chosen(label: str, name: str, known: Iterable[str], by_season: str) -> str:
    """A list whose first line leaves it to the season."""
    pairs = [("", f"as the season says: {by_season}"), *((one, one) for one in known)]
    return labelled(label, select(name, pairs, id=_id(name)))


def _ticked(name: str, label: str, *, on: bool) -> str:
    return check(name, "1", label, checked=on, id=_id(name))


def _id(name: str) -> str:
    return f"run-{name.replace('_', '-')}"


def _parts(text: str) -> list[str]:
    return [part for part in (one.strip() for one in text.split(",")) if part]


def _could(name: str) -> str:
    """What a field may be, in the API's words; empty where it says nothing."""
    return _described(NewRun.model_json_schema()["properties"].get(name, {}))


def _described(schema: Mapping[str, Any]) -> str:
    inner = (*schema.get("anyOf", ()), *filter(None, (schema.get("items"),)))
    return str(schema.get("description") or next(filter(None, map(_described, inner)), ""))

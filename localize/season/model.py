"""A season as its settings say it: markets, stages, and what holds for all of them."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from localize.errors import UnknownNameError
from localize.season.policy import MarketPolicy
from localize.timeline import FrameRate

if TYPE_CHECKING:
    from localize.guides.style import StyleGuide

#: What a person may be; the values of `localize.store.kinds.PersonRole`, which is not imported
#: here because it brings the database's libraries into every command that reads settings.
ROLES: Final = ("translator", "reviewer", "lead", "operator")


class Network(enum.StrEnum):
    """What may go over the network."""

    OFFLINE = "offline"  # nothing
    FETCH = "fetch"  # models may be fetched; nothing of the programme leaves
    SEND = "send"  # engines on other machines may be given text and sound


@dataclass(frozen=True, slots=True)
class Market:
    """One market, with what it inherits from the season filled in.

    Attributes:
        locale: BCP 47, normal form.
        guide: name of a style guide, or the path of its file as seen from the project's folder.
        audience: ``adult`` or ``children``.
        formats: names of the formats to deliver.
        frame_rate: of the delivered files; None takes each episode's own.
        start_timecode: SMPTE time of the first frame; empty takes each episode's own.
        engine: name of the translation engine; empty takes the first that serves the market.
        policy: what may be changed of the template.
    """

    locale: str
    guide: str = "netflix"
    audience: str = "adult"
    formats: tuple[str, ...] = ("srt", "vtt")
    frame_rate: FrameRate | None = None
    start_timecode: str = ""
    engine: str = ""
    policy: MarketPolicy = field(default_factory=MarketPolicy)


@dataclass(frozen=True, slots=True)
class StageDef:
    """One stage of the work on a track.

    Attributes:
        name: what assignments and the page call it.
        roles: who works there (`ROLES`); the lead may at every stage.
        edits: whether cues may be changed there.
        approves: whether cues are approved there.
    """

    name: str
    roles: tuple[str, ...]
    edits: bool = True
    approves: bool = False


DEFAULT_STAGES: Final = (
    StageDef("template", ("translator", "reviewer", "lead"), approves=True),
    StageDef("translate", ("translator",)),
    StageDef("review", ("reviewer",), approves=True),
    StageDef("check", ("reviewer", "lead"), approves=True),
    StageDef("deliver", ("lead", "operator"), edits=False),
)


@dataclass(frozen=True, slots=True)
class Effort:
    """How the machine's saving is measured.

    Attributes:
        control_share: share of an episode's scenes, 0 to 0.5, that come without a draft, so that
            the same person's pace with and without one can be compared; 0 measures no saving.
        seed: which scenes they are; the same seed picks the same scenes.
    """

    control_share: float = 0.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Season:
    """A season's settings.

    Attributes:
        name: what people call it.
        source: locale of what is spoken, BCP 47; empty where it is heard from each episode.
        guide: style guide of the source tracks, and of markets that name none.
        audience: ``adult`` or ``children``.
        formats: names of the formats to deliver.
        frame_rate: of delivered files; None takes each episode's own.
        start_timecode: SMPTE time of the first frame; empty takes each episode's own.
        network: what may go over the network.
        server: base address of a translation server; empty for none.
        server_model: the model that it is asked for; empty takes its only one.
        price_in: what the server takes for a million tokens that its model reads, in any money.
        price_out: the same for those that it writes.
        synopsis: what the programme is about, for engines that take context.
        speech: name of the speech engine.
        model: name of the speech model.
        aligner: name of the aligner that finds the times of words; empty for the engine's own.
        speakers: how speakers are told apart (`localize.pipeline.settings.RunSettings.speakers`).
        listen_for_terms: whether the speech engine is given the show's terms and characters.
        audio_stream: index in each file of the stream to hear; None picks the dialogue.
        script: supplied scripts, a folder or a file, as seen from the project's folder; empty for
            none.
        shots: whether shot changes are looked for in the picture.
        wait_for_source: whether markets wait until a person has approved an episode's source.
        engine: name of the translation engine of markets that name none; empty takes the first that
            serves each.
        pivot: locale by way of which markets are drafted that nothing drafts directly; empty for
            none.
        approver_may_translate: whether the person who translated a cue may also approve it.
        name_on_picture: whether the name of who looks is laid over the picture on the page.
        markets: in the order of the file.
        stages: in the order of the work.
        effort: how the saving is measured.
    """

    name: str
    source: str = ""
    guide: str = "netflix"
    audience: str = "adult"
    formats: tuple[str, ...] = ("srt", "vtt")
    frame_rate: FrameRate | None = None
    start_timecode: str = ""
    network: Network = Network.FETCH
    server: str = ""
    server_model: str = ""
    price_in: float = 0.0
    price_out: float = 0.0
    synopsis: str = ""
    speech: str = "faster-whisper"
    model: str = "base"
    aligner: str = ""
    speakers: str = "auto"
    listen_for_terms: bool = False
    audio_stream: int | None = None
    script: str = ""
    shots: bool = True
    wait_for_source: bool = False
    engine: str = ""
    pivot: str = ""
    approver_may_translate: bool = False
    name_on_picture: bool = False
    markets: tuple[Market, ...] = ()
    stages: tuple[StageDef, ...] = DEFAULT_STAGES
    effort: Effort = field(default_factory=Effort)

    def market(self, locale: str) -> Market:
        """The market of a locale (normal form).

        Raises:
            UnknownNameError: the season has no such market; the message lists those it has.
        """
        for market in self.markets:
            if market.locale == locale:
                return market
        known = tuple(market.locale for market in self.markets)
        raise UnknownNameError(
            "market", locale, known, hint=f"Add [market.{locale}] to localize.toml."
        )

    def stage(self, name: str) -> StageDef:
        """The stage of a name.

        Raises:
            UnknownNameError: the season has no such stage; the message lists those it has.
        """
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise UnknownNameError("stage", name, tuple(stage.name for stage in self.stages))


def style_guide(guide: str, project: Path) -> StyleGuide:
    """Load the guide that a season or a market names, a relative path seen from the project.

    Raises:
        SettingsError: no such guide, or its file is wrong.
    """
    from localize.guides.load import load_guide  # noqa: PLC0415 -- settings are read without guides

    if guide.lower().endswith(".toml") or "/" in guide:
        return load_guide(str(project / Path(guide).expanduser()))
    return load_guide(guide)

"""What an operator asks of a run: plain values that travel to worker processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from localize.drafting.known import KnownLines
from localize.engines import Address, Character, EngineSettings, Prices, ScriptLine, Term
from localize.season import Market
from localize.store.shots import SaidShots
from localize.timeline import FrameRate


@dataclass(frozen=True, slots=True)
class RunSettings:
    """The options of one run.

    Attributes:
        project: the project folder; results go to `.localize` in it.
        out: where the files go.
        targets: locales of the markets, normal form.
        source: locale of the dialogue; empty to detect its language.
        guide: name or path of the style guide.
        audience: ``adult`` or ``children``.
        formats: names of the formats to write.
        speech: name of the speech engine.
        translation: name of the translation engine; empty takes the first that serves the market.
        engine: settings of the engines.
        audio_stream: index in the file of the stream to hear; None picks the dialogue.
        frame_rate: delivery frame rate of the season; None takes each file's own.
        start_timecode: SMPTE time of the first frame; empty takes each file's own.
        script: file of a supplied script, or folder with one for each episode, whose words win
            over recognition; None for none.
        speakers: how speakers are told apart where no script names them: ``auto`` (by their
            channels, where a stereo dialogue has one speaker in each), ``channels`` (the same,
            wherever the channels differ), ``none``, or the name of a diariser.
        listen: give the speech engine the show's terms and characters to listen for; an episode
            is then heard anew when they change.
        terms: (market's locale, the show's words with their renderings there).
        addresses: (market's locale, who addresses whom how there).
        characters: who speaks in the show.
        confirmed: (market's locale, names and terms of the show as they are written there); those
            of the source under an empty locale.
        known: (market's locale, what people approved there before).
        synopsis: what the programme is about, for engines that take context.
        overwrite: write over files that a person has changed.
        shots: look for shot changes; where they are known from an earlier run they are used all
            the same.
        wait_for_source: draft no market of an episode before people have approved its source.
        prices: of servers' tokens; None where nobody named any.
        markets: what `localize.toml` says of markets of its own: guide, audience, formats, engine.
    """

    project: Path
    out: Path
    targets: tuple[str, ...] = ()
    source: str = ""
    guide: str = "netflix"
    audience: str = "adult"
    formats: tuple[str, ...] = ("srt", "vtt")
    speech: str = "faster-whisper"
    translation: str = ""
    engine: EngineSettings = field(default_factory=EngineSettings)
    audio_stream: int | None = None
    frame_rate: FrameRate | None = None
    start_timecode: str = ""
    script: Path | None = None
    speakers: str = "auto"
    listen: bool = False
    overwrite: bool = False
    synopsis: str = ""
    terms: tuple[tuple[str, tuple[Term, ...]], ...] = ()
    addresses: tuple[tuple[str, tuple[Address, ...]], ...] = ()
    characters: tuple[Character, ...] = ()
    confirmed: tuple[tuple[str, frozenset[str]], ...] = ()
    known: tuple[tuple[str, KnownLines], ...] = ()
    shots: bool = True
    wait_for_source: bool = False
    prices: Prices | None = None
    markets: tuple[Market, ...] = ()

    def terms_of(self, locale: str) -> tuple[Term, ...]:
        """The show's words with a market's renderings."""
        return dict(self.terms).get(locale, ())

    def confirmed_in(self, locale: str) -> frozenset[str]:
        """Names and terms of the show as a market writes them; as the source does in any other."""
        by_locale = dict(self.confirmed)
        return by_locale.get(locale, by_locale.get("", frozenset()))

    def names(self) -> tuple[str, ...]:
        """What the speech engine listens for: characters, and terms of every market, each once."""
        if not self.listen:
            return ()
        terms = {term.source for _, own in self.terms for term in own}
        return tuple(dict.fromkeys((*(one.name for one in self.characters), *sorted(terms))))

    def addresses_of(self, locale: str) -> tuple[Address, ...]:
        """Who addresses whom how in a market."""
        return dict(self.addresses).get(locale, ())

    def market(self, locale: str) -> Market:
        """What holds for a locale: its market's own settings, else those of the run."""
        for market in self.markets:
            if market.locale == locale:
                return market
        return Market(
            locale, self.guide, self.audience, self.formats, self.frame_rate, self.start_timecode
        )


@dataclass(frozen=True, slots=True)
class EpisodeJob:
    """One episode to be worked on.

    Attributes:
        name: what its files are called, ``/`` between folders.
        path: the media file.
        held: its markets wait until a person has approved the source.
        marks: what people said of its shot changes; None where nobody did.
        script: what a supplied script has people say in it; empty for none.
    """

    name: str
    path: Path
    held: bool = False
    marks: SaidShots | None = None
    script: tuple[ScriptLine, ...] = ()

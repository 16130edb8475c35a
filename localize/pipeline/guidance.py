"""What the style guides of a run ask of each track, and the names that its show has confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localize.script import TrackRole
from localize.season.model import style_guide

if TYPE_CHECKING:
    from localize.guides import StyleGuide
    from localize.guides.model import Habits, Limits
    from localize.pipeline.settings import RunSettings


class Guidance:
    """The guides of a run's markets, each read once, and the show's own names.

    Args:
        settings: of the run.
    """

    def __init__(self, settings: RunSettings) -> None:
        self._settings = settings
        self._guides: dict[str, StyleGuide] = {}

    def limits(self, locale: str, role: TrackRole = TrackRole.SUBTITLE) -> Limits:
        """What the guide of a locale's market asks of its tracks.

        Raises:
            SettingsError: no such guide or audience.
        """
        audience = self._settings.market(locale).audience
        return self._guide(locale).limits(locale, audience=audience, role=role)

    def habits(self, locale: str) -> Habits:
        """What the guide of a locale's market says of writing.

        Raises:
            SettingsError: no such guide.
        """
        return self._guide(locale).habits(locale)

    def names(self, locale: str) -> frozenset[str]:
        """Names and terms of the show as they are written in a locale."""
        return self._settings.confirmed_in(locale)

    def _guide(self, locale: str) -> StyleGuide:
        name = self._settings.market(locale).guide
        if name not in self._guides:
            self._guides[name] = style_guide(name, self._settings.project)
        return self._guides[name]

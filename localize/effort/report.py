"""What a browser tells of one visit of a cue: counts and durations, never contents.

Every field is a number, a moment, or a word of a closed list; there is no place where text of a
person could travel, and a field that is not known is refused.
"""

from __future__ import annotations

import enum
import re
from dataclasses import MISSING, dataclass, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Self

from localize.effort.activity import Activity, ActivityKind, measure
from localize.errors import InputError
from localize.store.kinds import DraftKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The longest that one cue may be open, and the oldest that a visit may be when it arrives: a
#: laptop that was closed over a long weekend still counts, a clock that runs wild does not.
LONGEST: Final = timedelta(days=7)

#: More strokes, plays or findings than this in one visit are a fault in the sender.
_MOST: Final = 1_000_000

_KEY: Final = re.compile(r"[0-9A-Za-z-]{8,40}", re.ASCII)


class OrderMode(enum.StrEnum):
    """In which order the person goes through the cues."""

    PROGRAMME = "programme"
    RISK = "risk"
    FINDINGS = "findings"
    FILTER = "filter"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitReport:
    """One visit of a cue, also one that changed nothing: reading is work too.

    Moments are those of the browser's clock; `localize.effort.visits` sets them right by the
    server's, which is why it must say when it sends.

    Attributes:
        key: made up by the browser for each visit, so that one sent twice counts once: 8 to 40
            letters, digits and hyphens.
        track_id: the track.
        cue_id: the cue.
        draft: what the person had before them when they opened it.
        order: in which order they go through the cues.
        opened: when the cue was opened, with its zone.
        closed: when it was left.
        sent: when this is sent.
        before: revision of the cue when it was opened; 0 where it was made in this visit.
        after: revision when it was left.
        active: ms with a key, the mouse or playback within the last 30 s (`activity.measure`).
        playing: of it, ms while the programme played.
        typing: of it, ms while text was written.
        plays: how often playback was started.
        loops: how often a loop was started.
        seeks: how often the playhead was moved.
        inserted: characters written.
        deleted: characters deleted.
        navigation_keys: strokes that moved.
        command_keys: strokes that did something else.
        mouse_actions: clicks and drags.
        suggestion: which suggestion was taken, 1 (the draft) to 9; 0 for none.
        findings_shown: findings on the cue that were seen.
        findings_fixed: of these, those gone when it was left.
        findings_waived: of these, those waived.
        watched: whether it was watched in the watch-through.
        speed: of that, 1 for normal; 0 where it was not watched.

    Raises:
        InputError: a value that cannot be: closed before opened, more active than elapsed time, a
            negative count …
    """

    key: str
    track_id: int
    cue_id: str
    draft: DraftKind
    opened: datetime
    closed: datetime
    sent: datetime
    before: int
    after: int
    active: int
    playing: int = 0
    typing: int = 0
    order: OrderMode = OrderMode.PROGRAMME
    plays: int = 0
    loops: int = 0
    seeks: int = 0
    inserted: int = 0
    deleted: int = 0
    navigation_keys: int = 0
    command_keys: int = 0
    mouse_actions: int = 0
    suggestion: int = 0
    findings_shown: int = 0
    findings_fixed: int = 0
    findings_waived: int = 0
    watched: bool = False
    speed: float = 0.0

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise _wrong("key", self.key, "8 to 40 letters, digits and hyphens")
        self._check_moments()
        self._check_numbers()
        if not 0 <= self.before <= self.after:
            raise InputError(f"Revision {self.after} does not follow on {self.before}.")
        if self.findings_fixed + self.findings_waived > self.findings_shown:
            raise InputError("More findings are fixed and waived than were shown.")
        if not (0.25 <= self.speed <= 4 if self.watched else self.speed == 0):
            raise _wrong("speed", self.speed, "0.25 to 4 for what was watched, else 0")

    def _check_moments(self) -> None:
        for name in _MOMENTS:
            if getattr(self, name).tzinfo is None:
                raise _wrong(name, getattr(self, name).isoformat(), "a moment with its zone")
        if not self.opened <= self.closed <= self.sent:
            raise InputError("A visit is opened, then closed, then sent; this one is not.")
        if self.closed - self.opened > LONGEST:
            raise InputError(f"No cue is open for more than {LONGEST.days} days.")

    def _check_numbers(self) -> None:
        for name in COUNTS:
            if not 0 <= getattr(self, name) <= _MOST:
                raise _wrong(name, getattr(self, name), f"0 to {_MOST:,}")
        if not 0 <= self.suggestion <= 9:
            raise _wrong("suggestion", self.suggestion, "0 to 9")
        if min(self.playing, self.typing) < 0:
            raise InputError("No time of a visit is negative.")
        if not max(self.playing, self.typing) <= self.active <= self.elapsed:
            raise InputError("Playing and typing are part of active time, and that of the visit.")

    @property
    def elapsed(self) -> int:
        """How long the cue was open, ms."""
        return (self.closed - self.opened) // timedelta(milliseconds=1)

    @classmethod
    def of_activity(
        cls,
        activities: Iterable[Activity],
        *,
        opened: datetime,
        closed: datetime,
        **rest: Any,  # noqa: ANN401 -- the other fields, each of its own type
    ) -> Self:
        """A report whose active, playing and typing times are measured from the signs themselves.

        Raises:
            InputError: as the class.
        """
        if closed < opened:
            raise InputError("A visit is opened, then closed; this one is not.")
        found = measure(activities, (closed - opened) // timedelta(milliseconds=1))
        return cls(
            opened=opened,
            closed=closed,
            active=found.active,
            playing=found.playing,
            typing=found.typing,
            **rest,
        )


_MOMENTS: Final = ("opened", "closed", "sent")

#: Fields that count something.
COUNTS: Final = (
    "plays",
    "loops",
    "seeks",
    "inserted",
    "deleted",
    "navigation_keys",
    "command_keys",
    "mouse_actions",
    "findings_shown",
    "findings_fixed",
    "findings_waived",
)

_MEASURED: Final = ("active", "playing", "typing")


def report_of(data: Mapping[str, object]) -> VisitReport:
    """A report from JSON data, strictly.

    Instead of ``active``, ``playing`` and ``typing`` the data may hold ``activity``: a list of
    [kind, start, end], ms from the opening (`activity.Activity`). Moments are ISO 8601 with zone.

    Raises:
        InputError: a field is missing, unknown, of the wrong type, or cannot be so.
    """
    known = {field.name: field for field in fields(VisitReport)}
    unknown = data.keys() - known.keys() - {"activity"}
    if unknown:
        raise InputError(f"A visit has no field {min(unknown)!r}; contents are never logged.")
    values = {name: _value(name, data[name]) for name in data if name != "activity"}
    streamed = "activity" in data
    if streamed and any(name in data for name in _MEASURED):
        raise InputError("A visit tells either its activity or its times, not both.")
    for name, field in known.items():
        measured = streamed and name in _MEASURED
        if name not in values and not measured and field.default is MISSING:
            raise InputError(f"A visit lacks {name!r}.")
    if not streamed:
        return VisitReport(**values)
    return VisitReport.of_activity(_activities(data["activity"]), **values)


def _activities(value: object) -> list[Activity]:
    if not isinstance(value, list) or len(value) > _MOST:
        raise _wrong("activity", "…", "a list of [kind, start, end]")
    found = []
    for item in value:
        try:
            kind, start, end = item
            found.append(Activity(ActivityKind(kind), _whole("start", start), _whole("end", end)))
        except (TypeError, ValueError) as error:
            raise InputError(f"An activity is [kind, start, end] in ms: {error}.") from error
    return found


def _value(name: str, value: object) -> Any:  # noqa: ANN401 -- each field has its own type
    if name in _MOMENTS:
        return _moment(name, value)
    if name in ("key", "cue_id"):
        if not isinstance(value, str):
            raise _wrong(name, value, "text")
        return value
    if name in ("draft", "order"):
        choices = DraftKind if name == "draft" else OrderMode
        if value not in tuple(choice.value for choice in choices):
            raise _wrong(name, value, ", ".join(choices))
        return choices(value)
    if name == "watched":
        if not isinstance(value, bool):
            raise _wrong(name, value, "true or false")
        return value
    if name == "speed":
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _wrong(name, value, "a number")
        return float(value)
    return _whole(name, value)


def _whole(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(name, value, "a whole number")
    return value


def _moment(name: str, value: object) -> datetime:
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    raise _wrong(name, value, "a moment in ISO 8601")


def _wrong(name: str, value: object, wanted: str) -> InputError:
    return InputError(f"A visit's {name!r} cannot be {str(value)[:60]!r}; it is {wanted}.")

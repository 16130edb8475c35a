"""A translator at the keyboard: what they do to a draft, and by it what its lines are to be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from localize.timeline import FrameRate
from tests.localize_ui.browser.desk import Seat, until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.day import Person

#: The sample's.
RATE = FrameRate.parse("23.976")
#: Timecode of the sample's first frame.
START = RATE.frame_of_timecode("01:00:00:00")

Line = tuple[int, int, str]


def held(view: dict[str, Any]) -> Line:
    cue = view["cue"]
    return cue["start"], cue["end"], "\n".join(cue["lines"])


def ms(timecode: str) -> int:
    """Of a frame, from the start of the picture."""
    return RATE.time_of(RATE.frame_of_timecode(timecode) - START)


class Work:
    """The translator's: what is done, and by it what the lines are to be.

    Machines hear the scene a little differently, so cues are found by what is to be done to them,
    each once.

    Args:
        seat: who does it.
        lea: who sees what is kept.
        track: where.
        lines: as the machine left them.
    """

    def __init__(self, seat: Seat, lea: Person, track: int, lines: list[Line]) -> None:
        self.seat = seat
        self.lea = lea
        self.track = track
        self.lines = lines
        self.named_cue, self.name = self.named()
        #: Cues that have had their turn; the first two are watched, and the second is sent back.
        self.taken = {1, 2, self.named_cue}

    def take(self, what: str, worth: Callable[[int], int], cues: int = 1) -> int:
        """The cue that is worth most for it, above 0; one that had no turn, as those behind it.

        Args:
            what: it is wanted for.
            worth: of a cue by its number.
            cues: how many, from that number on, have their turn then.
        """
        free = [
            number
            for number in range(3, len(self.lines) - cues + 1)  # each has another behind it
            if not self.taken & {*range(number, number + cues)}
        ]
        best = max(free, key=worth)
        assert worth(best) > 0, f"no cue to {what}: {self.lines}"
        self.taken |= {*range(best, best + cues)}
        return best

    def start(self, number: int) -> int:
        return self.lines[number - 1][0]

    def end(self, number: int) -> int:
        return self.lines[number - 1][1]

    def reads(self, number: int, text: str) -> bool:
        """Whether it is long enough for a text at 20 characters a second."""
        return self.end(number) - self.start(number) >= 50 * len(text)

    def kept(self) -> None:
        """The server has just what should be there."""
        until(
            lambda: [held(view) for view in self.lea.cues(self.track)] == self.lines,
            f"the server has not {self.lines}",
        )

    def write(self, number: int, text: str) -> None:
        """Another text in a cue."""
        self.seat.go_to(number)
        self.seat.write(text)
        start, end, _ = self.lines[number - 1]
        self.lines[number - 1] = start, end, text

    def split_and_merge(self) -> None:
        self.write(2, "Yes, it left.")
        text = "Your father worked here.\nThirty years."

        def fits(n: int) -> bool:
            near = self.start(n + 1) - self.end(n) < 1_000
            return (
                near and self.reads(n, text + " " * 10) and self.end(n + 1) - self.start(n) < 7_000
            )

        number = self.take("split", fits, cues=2)
        self.write(number, text)
        self.seat.press("Control+Home", "End", "Control+Shift+x")
        self.seat.said("Split")
        self.seat.at_cue(number)
        start, end, text = self.lines[number - 1]
        out, following = self.times_shown(number)[1], self.times_shown(number + 1)[0]
        assert start < out < following < end
        first, second = text.split("\n")
        self.lines[number - 1 : number] = [(start, out, first), (following, end, second)]
        self.kept()

        self.write(number + 2, "He was glad.")
        self.seat.go_to(number + 1)
        self.seat.press("Control+Shift+m")
        self.seat.said("Merged")
        (start, _, first), (_, end, second) = self.lines[number : number + 2]
        self.lines[number : number + 2] = [(start, end, f"{first}\n{second}")]
        self.kept()
        self.write(number + 1, "For thirty years.")

    def times_shown(self, number: int) -> tuple[int, int]:
        """In and out of a cue as the strip says them."""
        self.seat.go_to(number)
        shown = self.seat.page.locator(".lz-strip").inner_text()
        start, end = re.findall(r"\d\d:\d\d:\d\d:\d\d", shown)[:2]
        return ms(start), ms(end)

    def set_times_paused(self) -> None:
        """In and out are the frames that the picture shows."""
        number = self.take("time", lambda n: self.start(n + 1) - self.start(n) > 2_500)
        self.write(number, "Your father was fond of this tune.")
        self.seat.press("Escape", *["ArrowRight"] * 5)
        first = RATE.nearest_frame(self.start(number)) + 5
        self.seat.shows(RATE.timecode(START + first))
        self.seat.press("i", "Shift+ArrowRight", "Shift+ArrowRight")
        last = first + 2 * RATE.nominal
        self.seat.shows(RATE.timecode(START + last))
        self.seat.press("o")
        text = self.lines[number - 1][2]
        self.lines[number - 1] = RATE.time_of(first), RATE.time_of(last), text
        self.kept()

    def set_times_while_playing(self) -> None:
        # One that stays readable when it is shorter.
        number = self.take("shorten", lambda n: self.to_spare(*self.lines[n - 1]) - 800)
        self.seat.go_to(number)
        was_start, was_end, text = self.lines[number - 1]
        self.seat.press("Escape", "b")
        start = self.pressed_when_played("i", was_start + 250)
        end = self.pressed_when_played("o", was_end - 400)
        self.seat.press("k")
        view = until(
            lambda: (
                (now := held(self.lea.cues(self.track)[number - 1]))[:2] != (was_start, was_end)
                and now[1] != was_end
                and now
            ),
            "in and out are kept",
        )
        for kept, (before, after) in zip(view[:2], (start, end), strict=True):
            frame = RATE.nearest_frame(kept)
            assert kept == RATE.time_of(frame)
            assert before - 1 <= frame <= after + 1
        self.lines[number - 1] = view[0], view[1], text
        self.seat.press("Enter")
        self.kept()

    def to_spare(self, start: int, end: int, text: str) -> int:
        """How much longer a cue is than its text needs at 20 characters a second, ms."""
        return end - start - 50 * len(text)

    def pressed_when_played(self, key: str, time: int) -> tuple[int, int]:
        """Press a key while playing, beyond a time; the frames shown before and after it."""
        page = self.seat.page
        page.wait_for_function(
            "time => document.querySelector('video').currentTime * 1000 > time", arg=time
        )
        shown = "() => document.querySelector('.lz-tc').textContent"
        before = page.evaluate(shown)
        self.seat.press(key)
        after = page.evaluate(shown)
        assert page.evaluate("!document.querySelector('video').paused")
        return tuple(RATE.frame_of_timecode(one) - START for one in (before, after))  # type: ignore[return-value]

    def push_a_word(self) -> None:
        first, second = "I remember.", "He listened to it always."
        number = self.take(
            "push", lambda n: self.reads(n, first) and self.reads(n + 1, second), cues=2
        )
        self.write(number + 1, second.removeprefix("He "))
        self.write(number, f"{first} He")
        self.seat.press("Control+.")
        for one, text in ((number, first), (number + 1, second)):
            self.lines[one - 1] = self.start(one), self.end(one), text
        self.kept()

    def insert_a_term_and_fix_a_finding(self) -> None:
        """A term is added and put in by its number; the line gets too long, and F8 finds it."""
        seat = self.seat
        assert seat.blocking() == 0, "the machine's draft keeps every limit"
        number, name = self.named_cue, self.name
        seat.go_to(number)
        seat.press("F2")
        seat.page.wait_for_function("document.activeElement.closest('.lz-panels')")
        seat.tab_to(".lz-panel-bar button")
        seat.press("Enter")
        seat.type(name)
        seat.press("Tab")
        seat.type("Matsumoto")
        seat.press("Enter")
        seat.sees(".lz-term", name)
        seat.focus_is("text")
        seat.write("You are the daughter of Mr. ")
        seat.press("Control+2")
        seat.page.wait_for_function("document.querySelector('.lz-box').value.endsWith('Matsumoto')")
        seat.type(", the stationmaster, right?")
        seat.press("Control+b")
        text = "You are the daughter of Mr. Matsumoto,\nthe stationmaster, right?"
        until(lambda: seat.box() == text, "it is broken in two")
        seat.saved()
        seat.go_to(1)
        until(lambda: seat.blocking() == 1, "it is read too fast")
        seat.press("F8")
        seat.at_cue(number)
        seat.press("Alt+F8")
        until(lambda: seat.blocking() == 0, "the finding is gone")
        start, was, _ = self.lines[number - 1]
        end = self.times_shown(number)[1]
        assert was < end < self.lines[number][0]
        assert len(text.replace("\n", "")) * 50 <= end - start, "20 characters a second"
        self.lines[number - 1] = start, end, text
        self.kept()

    def named(self) -> tuple[int, str]:
        """A cue in whose source somebody is named, and the name."""
        for number in range(3, len(self.lines)):
            self.seat.go_to(number)
            heard = self.seat.page.locator(".lz-source").inner_text()
            found = re.search(r"[\u4e00-\u9fff]{2}(?=さん)", heard)
            if found:
                return number, found[0]
        raise AssertionError("nobody is named")

    def note_delete_undo_redo(self) -> None:
        seat = self.seat
        number = self.take("delete", lambda _: True)
        seat.go_to(number)
        seat.press("F4")
        seat.type("Is it her hand or his?")
        seat.press("Control+Enter")
        seat.said("Note written")
        # The form leaves, and only then does a key mean the cue.
        seat.page.locator(".lz-note-form").wait_for(state="hidden")
        seat.focus_is("text")
        notes = self.lea.get(f"tracks/{self.track}/notes")
        assert [one["text"] for one in notes] == ["Is it her hand or his?"]
        seat.press("Escape", "Delete")
        whole = list(self.lines)
        del self.lines[number - 1]
        self.kept()
        seat.press("Control+z")
        without, self.lines = self.lines, whole
        self.kept()
        seat.press("Control+y")
        self.lines = without
        self.kept()
        seat.press("Control+z")
        self.lines = whole
        self.kept()
        # Typing is on the same stack.
        seat.press("Enter")
        seat.at_cue(number)
        seat.write("Something else.")
        seat.saved()
        seat.press("Control+z")
        self.kept()

    def confirm_all(self) -> None:
        seat = self.seat
        seat.press("Escape", "Escape")
        seat.go_to(1)
        seat.press("Enter")
        for number in range(1, len(self.lines) + 1):
            seat.at_cue(number)
            seat.press("Control+Enter")
        seat.said("confirmed")
        until(lambda: self.states() == {"reviewed"}, "every cue is confirmed")
        seat.sees(".lz-head", f"{len(self.lines)}/{len(self.lines)} confirmed")
        self.kept()

    def states(self) -> set[str]:
        return {view["state"] for view in self.lea.cues(self.track)}

    def flag_while_watching(self) -> None:
        """A look through; a flag on a key, and it plays on."""
        seat = self.seat
        seat.go_to(1)
        seat.press("Escape", "w")
        second = self.lines[1][0] + 300
        seat.page.wait_for_function(
            "time => document.querySelector('video').currentTime * 1000 > time", arg=second
        )
        seat.press("q")
        seat.said("Cue 2 is flagged")
        seat.page.wait_for_function("!document.querySelector('video').paused")
        seat.press("w")
        seat.page.wait_for_function("document.querySelector('video').paused")
        flags = self.lea.get(f"tracks/{self.track}/notes")
        cues = self.lea.cues(self.track)
        assert [one["cue_id"] for one in flags if one["kind"] == "flag"] == [cues[1]["cue"]["id"]]

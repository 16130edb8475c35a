"""Who speaks in the show: gender, notes, and those who speak and are not listed yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from localize.errors import SettingsError
from localize.memory.seen import Seen
from localize.store.kinds import Gender
from localize.store.tables import NAME
from localize_ui.pages.desk import Said
from localize_ui.pages.elements import (
    amount,
    area,
    button,
    empty,
    field,
    form,
    labelled,
    row,
    section,
    select,
    send,
    table,
    tag,
    text,
)
from localize_ui.pages.names.view import CLOSED, Markets, closer, opener, seen_field, seen_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localize.memory.characters import CharacterView
    from localize.memory.speakers import Speaker
    from localize_ui.api.identity import Caller
    from localize_ui.api.workplace import Workplace
    from localize_ui.pages.desk import Act, Query, Sent
    from localize_ui.pages.names.view import View

_UNKNOWN: Final = '<span class="lz-none">not known</span>'
_GENDERS: Final = tuple((one.value, one.value or "not known") for one in Gender)


class CharactersPart:
    """The part of the characters.

    Args:
        place: the project.
    """

    key: ClassVar[str] = "characters"
    label: ClassVar[str] = "Characters"
    markets: ClassVar[Markets] = Markets.NONE

    def __init__(self, place: Workplace) -> None:
        self._place = place

    def main(self, view: View) -> str:
        """The table, and who speaks and is not in it."""
        everybody = self._place.characters.all()
        shown = (
            _table(view, everybody)
            if everybody
            else empty("There is no character yet. Add one on the right, or take a sheet in.")
        )
        return shown + _unlisted(self._place.speakers.unlisted(), writes=view.writes)

    def opened(self, view: View) -> str:
        """The character that is open."""
        named = view.query.get("character", "")
        if not named:
            return ""
        everybody = self._place.characters.all()
        one = next((one for one in everybody if str(one.character_id) == named), None)
        return "" if one is None else _form(view, one)

    def offered(self, view: View) -> str:
        """A new character."""
        if not view.writes:
            return ""
        inner = (
            labelled("Name, as the cues have it", field(name="name", id="new-character",
                                                        required=True, maxlength=NAME,
                                                        autocomplete="off"))
            + labelled("Gender", select("gender", _GENDERS, id="new-gender"))
            + labelled("Notes", area("note", "", id="new-character-note"))
            + send("Add the character")
        )  # fmt: skip
        return section("Add a character", form("add-character", inner, class_="lz-form"))

    def acts(self) -> Mapping[str, Act]:
        """What can be done here."""
        return {
            "add-character": self._add,
            "save-character": self._save,
            "remove-character": self._remove,
        }

    # --- Doing --------------------------------------------------------------------------------

    def _add(self, caller: Caller, sent: Sent, _: Query) -> Said:
        # One that is there is no new one: it is said, and not written over.
        made = self._place.characters.put(
            caller.actor,
            sent.word("name"),
            gender=_gender(sent),
            note=sent.word("note"),
            seen=Seen(),
        )
        return Said(f"{made.name} is a character.")

    def _save(self, caller: Caller, sent: Sent, _: Query) -> Said:
        done = self._place.characters.change(
            caller.actor,
            sent.number("character"),
            name=sent.word("name"),
            gender=_gender(sent),
            note=sent.word("note"),
            seen=seen_in(sent),
        )
        return Said(f"{done.name} is saved.", query=CLOSED)

    def _remove(self, caller: Caller, sent: Sent, _: Query) -> Said:
        self._place.characters.remove(caller.actor, sent.number("character"), seen=seen_in(sent))
        return Said("The character is taken out.", query=CLOSED)


def _gender(sent: Sent) -> Gender:
    word = sent.word("gender")
    if word not in {one.value for one in Gender}:
        known = ", ".join(label for _, label in _GENDERS)
        raise SettingsError(f"{word!r} is no gender here.", hint=f"Choose one of {known}.")
    return Gender(word)


def _table(view: View, everybody: Sequence[CharacterView]) -> str:
    opened = view.query.get("character", "")
    rows = [
        row(
            text(one.name),
            text(one.gender.value) if one.gender.value else _UNKNOWN,
            tag("div", text(one.note), class_="lz-remark") if one.note else "",
            view.last(one.by, one.at),
            opener(
                "Change" if view.writes else "Show",
                f"character-open-{one.character_id}",
                here=str(one.character_id) == opened,
                character=one.character_id,
            ),
        )
        for one in everybody
    ]
    inner = table(("Name", "Gender", "Notes", "Last change", ""), rows)
    return (
        '<div class="lz-scroll lz-names" id="characters-scroll" tabindex="0" role="region" '
        f'aria-label="Characters">{inner}</div>'
    )


def _unlisted(speakers: Sequence[Speaker], *, writes: bool) -> str:
    if not speakers:
        return ""
    items = "".join(
        f"<li><span>{text(one.name)} <small>{amount(one.cues, 'cue')}</small></span>"
        + (
            '<span class="lz-acts">'
            + button("Add", "add-character", id=f"unlisted-{number}", data_name=one.name)
            + "</span>"
            if writes
            else ""
        )
        + "</li>"
        for number, one in enumerate(speakers)
    )
    return section("Speak, and are not listed yet", f'<ul class="lz-list">{items}</ul>')


def _form(view: View, one: CharacterView) -> str:
    if not view.writes:
        gender = one.gender.value or "gender not known"
        note = tag("p", text(one.note), class_="lz-remark") if one.note else ""
        return section(one.name, f"<p>{text(gender)}</p>{note}", aside=closer())
    key = f"character-{one.character_id}"
    inner = (
        seen_field(one.at)
        + labelled("Name, as the cues have it", field(name="name", id=f"{key}-name",
                                                      value=one.name, required=True,
                                                      maxlength=NAME, autocomplete="off"))
        + labelled("Gender", select("gender", _GENDERS, one.gender.value, id=f"{key}-gender",
                                    data_focus=key))
        + labelled("Notes, for those who translate", area("note", one.note, id=f"{key}-note"))
        + send("Save")
    )  # fmt: skip
    shown = form("save-character", inner, data_character=one.character_id, class_="lz-form")
    if view.removes:
        shown += (
            '<p class="lz-links">'
            + button("Take out", "remove-character", data_character=one.character_id,
                     data_seen=one.at.isoformat(), data_sure="Really take it out?")
            + "</p>"
        )  # fmt: skip
    return section(one.name, shown, aside=closer())

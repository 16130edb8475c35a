"""Characters, forms of address, and names that the sources say and that no term has yet."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from localize.memory.addresses import AddressView
from localize.memory.candidates import Candidate
from localize.memory.characters import CharacterView
from localize.memory.terms import NOTE
from localize.store.kinds import AddressForm, Gender
from localize_ui.api.bodies import Body, Id, Name, SeenAt, seen_of
from localize_ui.api.identity import Asks, Place

_Locale = Annotated[str, Query(min_length=1, max_length=200)]
_Least = Annotated[int, Query(ge=1, le=1_000)]
_NameOrEverybody = Annotated[str, Field(max_length=200)]
_Note = Annotated[str, Field(max_length=NOTE)]


class CharacterChange(Body):
    """A character by name; what is not named stays."""

    name: Name
    gender: Gender | None = None
    note: _Note | None = None
    seen: SeenAt = None


class CharacterAgain(Body):
    """What is to be known of a character; what is not named stays."""

    name: Name | None = None
    gender: Gender | None = None
    note: _Note | None = None
    seen: SeenAt = None


class Settled(Body):
    """How somebody addresses somebody in a market; an empty name stands for everybody."""

    locale: Name
    speaker: _NameOrEverybody = ""
    addressee: _NameOrEverybody = ""
    form: AddressForm
    guessed: bool = False
    note: _Note | None = None
    seen: SeenAt = None


class Dismissed(Body):
    """Something that was proposed as a name."""

    text: Name


router = APIRouter(tags=["own words"])


@router.get("/characters")
def characters(place: Place, _: Asks) -> list[CharacterView]:
    """Who speaks in the season."""
    return list(place.characters.all())


@router.put("/characters")
def put_character(place: Place, caller: Asks, body: CharacterChange) -> CharacterView:
    """Add a character, or change what is known of one."""
    return place.characters.put(
        caller.actor, body.name, gender=body.gender, note=body.note, seen=seen_of(body)
    )


@router.put("/characters/{character_id}")
def change_character(
    place: Place, caller: Asks, character_id: Id, body: CharacterAgain
) -> CharacterView:
    """Change what is known of a character, the name included; forms of address follow it."""
    return place.characters.change(
        caller.actor,
        character_id,
        name=body.name,
        gender=body.gender,
        note=body.note,
        seen=seen_of(body),
    )


@router.delete("/characters/{character_id}", status_code=204)
def remove_character(place: Place, caller: Asks, character_id: Id) -> None:
    """Take a character out."""
    place.characters.remove(caller.actor, character_id)


@router.get("/addresses")
def addresses(place: Place, _: Asks, locale: _Locale) -> list[AddressView]:
    """Who addresses whom how in a market."""
    return list(place.addresses.of_locale(locale))


@router.put("/addresses")
def settle(place: Place, caller: Asks, body: Settled) -> AddressView:
    """Say how somebody addresses somebody."""
    return place.addresses.settle(
        caller.actor,
        body.locale,
        body.speaker,
        body.addressee,
        body.form,
        guessed=body.guessed,
        note=body.note,
        seen=seen_of(body),
    )


@router.delete("/addresses/{address_id}", status_code=204)
def remove_address(place: Place, caller: Asks, address_id: Id) -> None:
    """Take a form of address out."""
    place.addresses.remove(caller.actor, address_id)


@router.get("/candidates")
def candidates(place: Place, _: Asks, least: _Least = 2) -> list[Candidate]:
    """Names that the sources say again and again and that no term has yet."""
    return list(place.candidates.propose(least=least))


@router.post("/candidates/dismissed", status_code=204)
def dismiss(place: Place, caller: Asks, body: Dismissed) -> None:
    """Say that something is no name; it is not proposed again."""
    place.candidates.dismiss(caller.actor, body.text)

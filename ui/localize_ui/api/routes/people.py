"""People: who there is to assign work to, and accounts for those who manage them."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from localize.accounts import Person
from localize.review.acts import ROLES_OF, ActKind
from localize.review.errors import RefusedError
from localize.store.kinds import PersonRole
from localize_ui.api.bodies import Body, Name, Password
from localize_ui.api.identity import Asks, Caller, Place

_Roles = Annotated[list[PersonRole], Field(min_length=1, max_length=len(PersonRole))]


class NewPerson(Body):
    """An account to be made."""

    name: Name
    password: Password | None = None
    display: Annotated[str, Field(max_length=200)] = ""
    roles: _Roles


class PersonChange(Body):
    """What is to change of an account; what is not named stays."""

    roles: _Roles | None = None
    disabled: bool | None = None
    password: Password | None = None


router = APIRouter(tags=["people"])


@router.get("/people")
def people(place: Place, disabled: bool = False) -> list[Person]:
    """Everybody with an account, as they were added."""
    return list(place.accounts.people(disabled=disabled))


@router.post("/people", status_code=201)
def add(place: Place, caller: Asks, body: NewPerson) -> Person:
    """Make an account."""
    see_role(caller)
    password = body.password.get_secret_value() if body.password else ""
    return place.accounts.add(body.name, body.roles, password=password, display=body.display)


@router.patch("/people/{person_id}")
def change(place: Place, caller: Asks, person_id: int, body: PersonChange) -> Person:
    """Change roles or password, or let somebody in no more; it holds from the next request."""
    see_role(caller)
    name = place.accounts.name_of(person_id)
    if person_id == caller.actor.person_id and (body.disabled or body.roles is not None):
        raise RefusedError(
            "Nobody changes their own roles, or shuts themselves out.", "Ask another operator."
        )
    if body.password is not None:
        place.accounts.set_password(name, body.password.get_secret_value())
    if body.roles is not None:
        place.accounts.set_roles(name, body.roles)
    if body.disabled is not None:
        (place.accounts.disable if body.disabled else place.accounts.enable)(name)
    return place.accounts.person(person_id)


def see_role(caller: Caller) -> None:
    """See that somebody may change accounts, and signed in to do it.

    Raises:
        RefusedError: a role that does not, a token, or the local user.
    """
    allowed = ROLES_OF[ActKind.PEOPLE]
    if not caller.actor.roles & allowed:
        named = " or ".join(sorted(role.value for role in allowed))
        raise RefusedError(f"Only a {named} may change accounts.", f"Ask a {named}.")
    if caller.by_token:
        raise RefusedError("A token cannot change accounts.", "Sign in with the password.")
    if caller.key is None:
        raise RefusedError(
            "The first account is made on the command line.",
            "Type: localize users add NAME --role operator",
        )

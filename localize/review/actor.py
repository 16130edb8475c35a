"""Who does something: a person with roles, as the sign-in found them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from localize.store.kinds import PersonRole

if TYPE_CHECKING:
    from localize.store.tables import PersonRow


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work.

    Attributes:
        person_id: of their account.
        name: as they are shown to others.
        roles: what they may be; empty lets them read and ask.
    """

    person_id: int
    name: str
    roles: frozenset[PersonRole] = field(default_factory=frozenset)

    @classmethod
    def of(cls, person: PersonRow) -> Actor:
        """The actor that an account stands for."""
        return cls(person.id, person.display, frozenset(PersonRole(role) for role in person.roles))

"""Accounts, their sessions and their tokens, as kept in the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from localize.accounts.names import (
    LOCAL,
    check_display,
    check_label,
    check_name,
    network_of,
    roles_hint,
)
from localize.accounts.passwords import check_password, hash_password, is_outdated, matches
from localize.accounts.rows import anybody, find, issue, person_of, secret_hash
from localize.accounts.throttle import Throttle
from localize.accounts.values import (
    Holder,
    Issued,
    Key,
    Person,
    SignInError,
    TooManyTriesError,
)
from localize.errors import InputError, LocalizeError, SettingsError, UnknownNameError
from localize.review.actor import Actor
from localize.store import BusyError
from localize.store.kinds import KeyKind, PersonRole
from localize.store.people import (
    add_person,
    end_keys,
    find_person,
    holder_of,
    keys_of,
    people,
    set_roles,
    sign_in_name,
)
from localize.store.tables import KeyRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy.orm import Session

    from localize.store import Database

#: A session ends when nothing was asked of it for this long …
IDLE: Final = timedelta(hours=12)
#: … and in any case after this: a working week.
LONGEST: Final = timedelta(days=7)
#: The end of an idle session is moved on no more often than this, so that reading seldom writes.
_MOVE_ON: Final = timedelta(minutes=10)
#: Days that a token for scripts may hold at most.
TOKEN_DAYS: Final = 366

#: Failed sign-ins: of one name, ten at once, then one a minute; from one address, thirty at once,
#: then one in six seconds (a whole office may share it). What an attacker can try is then 1,440
#: passwords a day for one name.
_OF_A_NAME: Final = (10, 60.0)
_OF_AN_ADDRESS: Final = (30, 6.0)


class Accounts:
    """Accounts of one database. Make one a process: it counts the failed sign-ins.

    Args:
        database: brought up to date.
        now: the time, with its zone.
    """

    def __init__(
        self, database: Database, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._now = now
        self._names = Throttle(*_OF_A_NAME, clock=lambda: self._now().timestamp())
        self._addresses = Throttle(*_OF_AN_ADDRESS, clock=lambda: self._now().timestamp())

    # --- People -----------------------------------------------------------------------------------

    def add(
        self, name: str, roles: Iterable[PersonRole], *, password: str = "", display: str = ""
    ) -> Person:
        """Make an account; without a password it works through tokens alone.

        Raises:
            SettingsError: a name or password that is not good enough, no role, a name that is
                taken, or a first account that is no operator's.
        """
        given = frozenset(roles)
        check_name(name)
        check_display(display)
        if not given:
            raise SettingsError("An account needs a role.", hint=roles_hint())
        if password:
            check_password(password, name, display)
        kept = hash_password(password) if password else ""

        def work(session: Session) -> Person:
            if not anybody(session) and not (password and PersonRole.OPERATOR in given):
                raise SettingsError(
                    "The first account must be an operator's, with a password.",
                    hint="Make it with: localize users add NAME --role operator",
                )
            row = add_person(
                session, name, given, self._now(), display=display.strip(), password=kept
            )
            return Person.of(row)

        return self._database.write(work)

    def set_password(self, name: str, password: str) -> int:
        """Give somebody a new password, and end their sessions; how many those were.

        Raises:
            UnknownNameError: there is nobody of that name.
            SettingsError: the password is not good enough.
        """
        with self._database.read() as session:
            person = find(session, name)
        check_password(password, person.name, person.display)
        kept = hash_password(password)

        def work(session: Session) -> int:
            row = find(session, name)
            row.password = kept
            return end_keys(session, row.id, self._now(), kind=KeyKind.SESSION)

        return self._database.write(work)

    def disable(self, name: str) -> int:
        """Let somebody in no more, from this moment; how many sessions and tokens were ended.

        Raises:
            UnknownNameError: there is nobody of that name.
        """

        def work(session: Session) -> int:
            row = find(session, name)
            row.disabled = True
            return end_keys(session, row.id, self._now())

        return self._database.write(work)

    def enable(self, name: str) -> None:
        """Let somebody in again; their old sessions and tokens stay ended.

        Raises:
            UnknownNameError: there is nobody of that name.
        """

        def work(session: Session) -> None:
            find(session, name).disabled = False

        self._database.write(work)

    def set_roles(self, name: str, roles: Iterable[PersonRole]) -> None:
        """Give somebody these roles and no others, from this moment.

        Raises:
            UnknownNameError: there is nobody of that name.
            SettingsError: no role.
        """
        given = frozenset(roles)
        if not given:
            raise SettingsError("An account needs a role.", hint=roles_hint())
        self._database.write(lambda session: set_roles(find(session, name), given))

    def people(self, *, disabled: bool = False) -> tuple[Person, ...]:
        """Everybody with an account, as they were added; with ``disabled``, the others too."""
        with self._database.read() as session:
            rows = people(session, disabled=disabled)
            return tuple(Person.of(row) for row in rows if row.name != LOCAL)

    def shown_names(self) -> dict[int, str]:
        """Names to show of everybody who may have done something, the local user among them."""
        with self._database.read() as session:
            return {row.id: row.display for row in people(session, disabled=True)}

    def person(self, person_id: int) -> Person:
        """Somebody with an account, disabled or not.

        Raises:
            UnknownNameError: there is nobody with that number.
        """
        with self._database.read() as session:
            return Person.of(person_of(session, person_id))

    def name_of(self, person_id: int) -> str:
        """The name that somebody signs in with; as `person`."""
        return self.person(person_id).name

    def has_accounts(self) -> bool:
        """Whether anybody has an account, even one that is disabled: then nobody is in without."""
        with self._database.read() as session:
            return anybody(session)

    def can_sign_in(self) -> bool:
        """Whether anybody can sign in with a password."""
        with self._database.read() as session:
            return any(row.password for row in people(session) if row.name != LOCAL)

    # --- Sessions ---------------------------------------------------------------------------------

    def sign_in(self, name: str, password: str, address: str) -> Issued:
        """Begin a session.

        Args:
            name: however it is spelt.
            password: as it was typed.
            address: where the request comes from.

        Raises:
            TooManyTriesError: too many failed before, of this name or from this address.
            SignInError: wrong; it takes as long for a name that nobody has.
            BusyError: too many passwords are being checked; it counts as no try.
        """
        compared = sign_in_name(name)
        place = network_of(address)
        # The place first: one that is at its limit must not use up a name's tries.
        if wait := self._addresses.take(place):
            raise TooManyTriesError(wait)
        if wait := self._names.take(compared):
            raise TooManyTriesError(wait)
        try:
            kept = self._password_of(compared)
            right = matches(kept, password)
        except LocalizeError:  # nobody looked at the password, so it was no try
            self._names.give_back(compared)
            self._addresses.give_back(place)
            raise
        if not right:
            raise SignInError(
                "Name or password is wrong.", hint="Passwords are set by the operator."
            )
        self._names.give_back(compared)
        self._addresses.give_back(place)
        anew = hash_password(password) if is_outdated(kept) else kept

        def work(session: Session) -> Issued:
            person = find(session, compared)
            if person.disabled or person.password != kept:
                raise SignInError("The account was changed just now.", hint="Sign in again.")
            person.password = anew
            now = self._now()
            return issue(session, person, KeyKind.SESSION, now, now + IDLE)

        return self._database.write(work)

    def _password_of(self, name: str) -> str:
        """What is kept of somebody's password; empty where nobody of that name may sign in."""
        try:
            with self._database.read() as session:
                row = find_person(session, name)
                return row.password if row is not None and not row.disabled else ""
        except InputError:  # too long, or with U+0000: no database keeps it, so nobody has it
            return ""

    def sign_out(self, secret: str) -> None:
        """End the session or token of a secret; one that is unknown is no error."""

        def work(session: Session) -> None:
            now = self._now()
            found = holder_of(session, secret_hash(secret), now)
            if found is not None:
                found[0].ended = now

        self._database.write(work)

    def holder(self, secret: str) -> Holder | None:
        """Who shows a secret; None where it is unknown, over or ended, or its holder disabled.

        The local user's hold only while nobody has an account.
        """
        now = self._now()
        with self._database.read() as session:
            found = holder_of(session, secret_hash(secret), now)
            if found is None or (found[1].name == LOCAL and anybody(session)):
                return None
            holder = Holder(Actor.of(found[1]), Key.of(found[0]))
        if holder.key.kind is KeyKind.SESSION:
            self._move_on(holder.key, now)
        return holder

    def actor_of(self, secret: str) -> Actor | None:
        """Who shows a secret; as `holder`."""
        holder = self.holder(secret)
        return None if holder is None else holder.actor

    def _move_on(self, key: Key, now: datetime) -> None:
        """Put off the end of a session that is in use."""
        end = min(now + IDLE, key.made + LONGEST)
        if key.expires is None or end - key.expires < _MOVE_ON:
            return

        def work(session: Session) -> None:
            row = session.get(KeyRow, key.id)
            if row is not None and row.ended is None:
                row.expires = end

        try:
            self._database.write(work)
        except BusyError:
            # Reading must not fail because others write; the next request puts it off instead.
            return

    # --- Tokens -----------------------------------------------------------------------------------

    def add_token(self, name: str, label: str, days: int) -> Issued:
        """Make a token for a script, which then acts as this person.

        Args:
            name: whose.
            label: what it is for.
            days: how long it holds, 1 to `TOKEN_DAYS`.

        Raises:
            UnknownNameError: there is nobody of that name.
            SettingsError: no label, a time out of bounds, or a disabled account.
        """
        check_label(label)
        if not 1 <= days <= TOKEN_DAYS:
            raise SettingsError(f"A token holds from 1 to {TOKEN_DAYS} days, not {days}.")

        def work(session: Session) -> Issued:
            person = find(session, name)
            if person.disabled:
                raise SettingsError(f"The account {person.name!r} is disabled.")
            now = self._now()
            expires = now + timedelta(days=days)
            return issue(session, person, KeyKind.TOKEN, now, expires, label=label.strip())

        return self._database.write(work)

    def tokens(self, name: str) -> tuple[Key, ...]:
        """Somebody's tokens that still hold.

        Raises:
            UnknownNameError: there is nobody of that name.
        """
        with self._database.read() as session:
            keys = keys_of(session, find(session, name).id, self._now())
            return tuple(Key.of(key) for key in keys if key.kind == KeyKind.TOKEN)

    def end_token(self, name: str, key_id: int) -> None:
        """End one of somebody's tokens.

        Raises:
            UnknownNameError: there is nobody of that name, or they have no such token.
        """

        def work(session: Session) -> None:
            keys = keys_of(session, find(session, name).id, self._now())
            tokens = {key.id: key for key in keys if key.kind == KeyKind.TOKEN}
            if key_id not in tokens:
                known = tuple(str(known) for known in tokens)
                raise UnknownNameError("token", str(key_id), known)
            tokens[key_id].ended = self._now()

        self._database.write(work)

"""*People*, for the operator: accounts, their roles, passwords and tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import SecretStr

from localize.errors import SettingsError
from localize.review.acts import ActKind
from localize.store.kinds import PersonRole
from localize_ui.api.routes import people as routes
from localize_ui.pages import paths
from localize_ui.pages.allowed import may
from localize_ui.pages.desk import Desk, Said
from localize_ui.pages.elements import (
    button,
    check,
    chip,
    empty,
    field,
    form,
    labelled,
    moment,
    row,
    section,
    send,
    table,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localize.accounts import Person
    from localize_ui.api.identity import Caller
    from localize_ui.pages.desk import Act, Query, Sent


class PeopleDesk(Desk):
    """The page of the accounts."""

    title = "People"
    path = paths.PEOPLE
    regions = ("main", "side")

    def regions_for(self, caller: Caller | None, query: Query) -> dict[str, str]:
        """Everybody; beside them one account, or a new one."""
        title = '<header class="lz-title"><h1>People</h1></header>'
        if caller is None or caller.key is None:
            first = (
                "<p>Nobody has an account here, so whoever works on this machine is the local "
                "user. The first account is made on the command line, and from then on everybody "
                "signs in:</p><p><code>localize users add NAME --role operator</code></p>"
            )
            return {"main": title + section("Without accounts", first), "side": ""}
        if not may(caller, ActKind.PEOPLE):
            words = "Accounts are the operator's and the lead's. Ask one of them."
            return {"main": title + empty(words), "side": ""}
        everybody = self.place.accounts.people(disabled=True)
        named = query.get("person", "")
        chosen = next((one for one in everybody if str(one.id) == named), None)
        side = self._account(caller, chosen) if chosen is not None else _new()
        return {"main": title + _everybody(everybody, chosen), "side": side}

    def acts(self) -> Mapping[str, Act]:
        """What can be done on this page."""
        return {
            "add": self._add,
            "roles": self._roles,
            "password": self._password,
            "disable": self._disable,
            "end-token": self._end_token,
        }

    # --- Drawing ------------------------------------------------------------------------------

    def _account(self, caller: Caller, one: Person) -> str:
        own = one.id == caller.actor.person_id
        close = button("×", "go", data_person="", aria_label="Close")
        parts = [f'<p class="lz-quiet">signs in as <code>{text(one.name)}</code></p>']
        if own:
            parts.append('<p class="lz-quiet">Your own roles are changed by another operator.</p>')
        else:
            boxes = "".join(
                check("roles", role.value, role.value, checked=role in one.roles,
                      id=f"role-{one.id}-{role.value}")
                for role in PersonRole
            )  # fmt: skip
            parts.append(
                form(
                    "roles",
                    f'<div class="lz-checks">{boxes}</div>{send("Set roles")}',
                    data_person=one.id,
                    class_="lz-form",
                )
            )
        box = field(type="password", name="password", id=f"password-{one.id}", required=True,
                    autocomplete="new-password", maxlength=1000)  # fmt: skip
        parts.append(
            form(
                "password",
                labelled("New password", box) + send("Set"),
                data_person=one.id,
                class_="lz-form lz-inline",
            )
            + '<p class="lz-quiet">Ends their sessions.</p>'
        )
        parts.append("<h3>Tokens for scripts</h3>" + self._tokens(one))
        if not own:
            label = "Let in again" if one.disabled else "Disable the account"
            parts.append(
                '<p class="lz-links">'
                + button(
                    label,
                    "disable",
                    data_person=one.id,
                    data_disabled="" if one.disabled else "1",
                    data_sure=None if one.disabled else "Really shut out?",
                )
                + "</p>"
            )
        return section(one.display, "".join(parts), aside=close)

    def _tokens(self, one: Person) -> str:
        tokens = self.place.accounts.tokens(one.name)
        if not tokens:
            return empty("None.")
        items = "".join(
            f"<li><span>{text(key.label)} <small>until {moment(key.expires, day=True)}</small>"
            f'</span><span class="lz-acts">'
            + button(
                "Revoke",
                "end-token",
                data_person=one.id,
                data_token=key.id,
                data_sure="Really revoke?",
            )
            + "</span></li>"
            for key in tokens
        )
        return f'<ul class="lz-list">{items}</ul>'

    # --- Doing --------------------------------------------------------------------------------

    def _add(self, caller: Caller, sent: Sent, _: Query) -> Said:
        password, name = sent.secret("password"), sent.word("name")
        if not name:
            raise SettingsError("There is no name to sign in with.", hint="Type one.")
        made = routes.add(
            self.place,
            caller,
            routes.NewPerson(
                name=name[:200],
                password=SecretStr(password) if password else None,
                display=sent.word("display")[:200],
                roles=_given_roles(sent),
            ),
        )
        hint = "" if password else "Without a password they cannot sign in, only use tokens."
        return Said(f"{made.display} has an account.", hint, query={"person": str(made.id)})

    def _roles(self, caller: Caller, sent: Sent, _: Query) -> Said:
        change = routes.PersonChange(roles=_given_roles(sent))
        done = routes.change(self.place, caller, sent.number("person"), change)
        return Said(f"{done.display}: {_named(done.roles)}.", "It holds from the next click on.")

    def _password(self, caller: Caller, sent: Sent, _: Query) -> Said:
        password = sent.secret("password")
        if not password:
            raise SettingsError("There is no password.", hint="Type one.")
        change = routes.PersonChange(password=SecretStr(password))
        done = routes.change(self.place, caller, sent.number("person"), change)
        return Said(f"{done.display} has a new password.", "Their sessions are ended.")

    def _disable(self, caller: Caller, sent: Sent, _: Query) -> Said:
        change = routes.PersonChange(disabled=sent.flag("disabled"))
        done = routes.change(self.place, caller, sent.number("person"), change)
        if done.disabled:
            return Said(f"{done.display} is let in no more.", "Sessions and tokens are ended.")
        return Said(f"{done.display} is let in again.")

    def _end_token(self, caller: Caller, sent: Sent, _: Query) -> Said:
        routes.see_role(caller)
        accounts = self.place.accounts
        accounts.end_token(accounts.name_of(sent.number("person")), sent.number("token"))
        return Said("The token is revoked.")


def _everybody(everybody: Sequence[Person], chosen: Person | None) -> str:
    rows = [
        row(
            text(one.display),
            f"<code>{text(one.name)}</code>",
            "".join(chip(role.value) for role in one.roles),
            chip("disabled", "bad") if one.disabled else chip("active", "ok"),
            moment(one.made, day=True),
            button("Change", "go", data_person=one.id,
                   aria_expanded="true" if one is chosen else "false"),
        )
        for one in everybody
    ]  # fmt: skip
    head = ("Name", "Signs in as", "Roles", "", "Since", "")
    return f'<div class="lz-scroll">{table(head, rows)}</div>'


def _new() -> str:
    boxes = "".join(check("roles", role.value, role.value, id=f"new-{role}") for role in PersonRole)
    inner = (
        labelled("Name to sign in with", field(name="name", id="new-name", required=True,
                                               autocomplete="off", maxlength=60))
        + labelled("Name to show", field(name="display", id="new-display", autocomplete="off",
                                         maxlength=120))
        + labelled("Password", field(type="password", name="password", id="new-password",
                                     autocomplete="new-password", maxlength=1000))
        + f'<div class="lz-checks">{boxes}</div>'
        + send("Add")
    )  # fmt: skip
    return section("Add somebody", form("add", inner, class_="lz-form"))


def _given_roles(sent: Sent) -> list[PersonRole]:
    given = set(sent.words("roles"))
    roles = [role for role in PersonRole if role.value in given]
    if not roles:
        raise SettingsError("No role is ticked.", hint="An account needs one.")
    return roles


def _named(roles: Sequence[PersonRole]) -> str:
    return ", ".join(role.value for role in roles)

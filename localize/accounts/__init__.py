"""Who is there: accounts, sessions of the page, and tokens for scripts.

    accounts = Accounts(database)
    accounts.add("ana", [PersonRole.OPERATOR], password=...)
    issued = accounts.sign_in("Ana", password, "192.0.2.7")    # its secret is shown this once
    holder = accounts.holder(issued.secret)                    # whoever shows it; None: nobody

Secrets are 256 random bits; the database keeps their SHA-256 alone, so whoever reads it cannot sign
in. Who may do what is not decided here but in the services, by the roles of the `Actor`.

| module | what it holds |
|---|---|
| `service` | accounts, sessions and tokens in the database |
| `rows` | what the service needs of the database; the local user |
| `values` | people and keys as values; what a sign-in can come back with |
| `names` | what may be a name or a label |
| `passwords` | what makes a password good enough, and how it is kept |
| `preferences` | what a person has set for their own page |
| `throttle` | how often something may be tried |
"""

from __future__ import annotations

from localize.accounts.names import LOCAL
from localize.accounts.rows import local_person
from localize.accounts.service import Accounts
from localize.accounts.values import (
    Holder,
    Issued,
    Key,
    Person,
    SignInError,
    TooManyTriesError,
)

__all__ = [
    "LOCAL",
    "Accounts",
    "Holder",
    "Issued",
    "Key",
    "Person",
    "SignInError",
    "TooManyTriesError",
    "local_person",
]

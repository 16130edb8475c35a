"""Accounts, sessions and tokens, on both databases."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.accounts import (
    Accounts,
    SignInError,
    TooManyTriesError,
    local_person,
    passwords,
    service,
)
from localize.accounts.passwords import check_password, hash_password, matches
from localize.accounts.preferences import change_preferences, preferences
from localize.accounts.service import IDLE, LONGEST
from localize.accounts.throttle import Throttle
from localize.errors import SettingsError, UnknownNameError
from localize.store import BusyError, Database
from localize.store.kinds import PersonRole
from localize.store.tables import KeyRow, PersonRow

GOOD = "correct horse battery"
OTHER = "staple of the afternoon"
HERE = "192.0.2.7"


class Clock:
    """A clock that a test moves."""

    def __init__(self):
        self.at = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)

    def __call__(self):
        return self.at

    def pass_by(self, **times):
        self.at += timedelta(**times)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def accounts(database, clock):
    made = Accounts(database, now=clock)
    made.add("Ana", [PersonRole.OPERATOR], password=GOOD)
    return made


def test_who_signs_in_is_who_asks(accounts):
    issued = accounts.sign_in(" ANA ", GOOD, HERE)
    holder = accounts.holder(issued.secret)
    assert holder.actor.name == "Ana"
    assert holder.actor.roles == {PersonRole.OPERATOR}
    assert accounts.actor_of(issued.secret) == holder.actor == issued.actor


def test_the_database_keeps_no_secret(accounts, database):
    issued = accounts.sign_in("ana", GOOD, HERE)
    token = accounts.add_token("ana", "nightly", 1)
    with database.read() as session:
        kept = [row.secret_hash for row in session.query(KeyRow)]
        person = session.query(PersonRow).one()
    assert len(kept) == 2
    assert all(len(one) == 64 for one in kept)
    assert person.password.startswith("$argon2id$")
    everything = " ".join([*kept, person.password, repr(issued), repr(token)])
    for secret in (issued.secret, token.secret, GOOD):
        assert secret not in everything
    assert len(issued.secret) >= 43  # 256 bits in base64


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("ana", GOOD + "x"),
        ("ana", ""),
        ("nobody", GOOD),
        ("", GOOD),
        ("script", ""),
        ("a\x00", GOOD),
    ],
)
def test_what_is_wrong_is_not_said(accounts, name, password):
    accounts.add("script", [PersonRole.LEAD])
    with pytest.raises(SignInError) as caught:
        accounts.sign_in(name, password, HERE)
    assert caught.value.message == "Name or password is wrong."


def test_an_unknown_name_costs_as_much_as_a_known_one(accounts, monkeypatch):
    checked = []

    class Counting:
        def verify(self, kept, password):
            checked.append(kept[:30])
            return real.verify(kept, password)

        def hash(self, password):
            return real.hash(password)

    real = passwords._HASHER
    passwords._nobodys.cache_clear()
    monkeypatch.setattr(passwords, "_HASHER", Counting())
    accounts.add("script", [PersonRole.LEAD])
    for name in ("ana", "nobody", "script"):
        with pytest.raises(SignInError):
            accounts.sign_in(name, OTHER, HERE)
    assert len(checked) == 3
    assert len(set(checked)) == 1, "the same algorithm at the same cost"


def test_nobodys_password_never_matches():
    assert not matches("", "")
    assert not matches("", GOOD)
    assert not matches("no hash", GOOD)
    assert matches(hash_password("ﬁve words are quite enough"), "five words are quite enough")


def test_disabling_ends_sessions_and_tokens_at_once(accounts):
    accounts.add("Ben", [PersonRole.TRANSLATOR], password=OTHER)
    session = accounts.sign_in("ben", OTHER, HERE).secret
    token = accounts.add_token("ben", "script", 10).secret
    anas = accounts.sign_in("ana", GOOD, HERE).secret
    assert accounts.disable("ben") == 2
    assert accounts.holder(session) is accounts.holder(token) is None
    assert accounts.holder(anas).actor.name == "Ana"
    with pytest.raises(SignInError):
        accounts.sign_in("ben", OTHER, HERE)
    with pytest.raises(SettingsError):
        accounts.add_token("ben", "again", 1)
    accounts.enable("ben")
    assert accounts.holder(session) is accounts.holder(token) is None
    assert accounts.sign_in("ben", OTHER, HERE).actor.name == "Ben"


def test_a_session_ends_when_idle_and_after_a_week_in_any_case(accounts, clock):
    secret = accounts.sign_in("ana", GOOD, HERE).secret
    clock.pass_by(seconds=IDLE.total_seconds() - 1)
    assert accounts.holder(secret)
    clock.pass_by(seconds=IDLE.total_seconds() - 1)
    assert accounts.holder(secret), "a session in use goes on"
    idle = accounts.sign_in("ana", GOOD, HERE).secret
    clock.pass_by(seconds=IDLE.total_seconds())
    assert accounts.holder(idle) is None
    busy = accounts.sign_in("ana", GOOD, HERE).secret
    began = clock.at
    while clock.at + timedelta(hours=6) < began + LONGEST:
        clock.pass_by(hours=6)
        assert accounts.holder(busy)
    clock.pass_by(hours=6)
    assert accounts.holder(busy) is None


def test_signing_out_ends_that_session_alone(accounts):
    one, two = (accounts.sign_in("ana", GOOD, HERE).secret for _ in "ab")
    accounts.sign_out(one)
    accounts.sign_out("never issued")
    assert accounts.holder(one) is None
    assert accounts.holder(two)


def test_a_new_password_ends_the_sessions_and_the_old_password(accounts):
    session = accounts.sign_in("ana", GOOD, HERE).secret
    token = accounts.add_token("ana", "nightly", 5).secret
    assert accounts.set_password("ana", OTHER) == 1
    assert accounts.holder(session) is None
    assert accounts.holder(token), "tokens are ended one by one"
    with pytest.raises(SignInError):
        accounts.sign_in("ana", GOOD, HERE)
    assert accounts.sign_in("ana", OTHER, HERE)


def test_roles_change_what_a_session_may_do_at_once(accounts):
    secret = accounts.sign_in("ana", GOOD, HERE).secret
    accounts.set_roles("ana", [PersonRole.REVIEWER])
    assert accounts.holder(secret).actor.roles == {PersonRole.REVIEWER}


def test_tokens_end_by_themselves_and_by_hand(accounts, clock):
    short = accounts.add_token("ana", "short", 1)
    long = accounts.add_token("ana", "long", 366)
    assert [key.label for key in accounts.tokens("ana")] == ["short", "long"]
    clock.pass_by(days=1)
    assert accounts.holder(short.secret) is None
    assert accounts.holder(long.secret)
    accounts.add("ben", [PersonRole.LEAD], password=OTHER)
    with pytest.raises(UnknownNameError):
        accounts.end_token("ben", long.key.id)  # another person's
    accounts.end_token("ana", long.key.id)
    assert accounts.holder(long.secret) is None
    for days in (0, -1, 367):
        with pytest.raises(SettingsError):
            accounts.add_token("ana", "long", days)
    for label in ("", "  ", "two\nlines", "x" * 61, "rtl\u202eevil"):
        with pytest.raises(SettingsError):
            accounts.add_token("ana", label, 1)


# --- Guessing -------------------------------------------------------------------------------------


@pytest.fixture
def one_database(tmp_path, clock):
    """Accounts of one kind of database: tries are not counted there."""
    with Database(f"sqlite:///{tmp_path / 'one.db'}") as database:
        database.upgrade()
        made = Accounts(database, now=clock)
        made.add("Ana", [PersonRole.OPERATOR], password=GOOD)
        yield made


def test_guessing_at_a_name_is_slowed_wherever_it_comes_from(one_database, clock):
    accounts = one_database
    for n in range(10):
        with pytest.raises(SignInError) as caught:
            accounts.sign_in("ana", OTHER, f"198.51.100.{n}")
        assert not isinstance(caught.value, TooManyTriesError)
    with pytest.raises(TooManyTriesError) as stopped:
        accounts.sign_in("Ana", GOOD, "198.51.100.99")
    assert 0 < stopped.value.seconds <= 60
    clock.pass_by(seconds=60)
    assert accounts.sign_in("ana", GOOD, HERE), "the next minute the right one may try"


def test_guessing_from_an_address_is_slowed_whatever_the_name(one_database):
    accounts = one_database
    for n in range(30):
        with pytest.raises(SignInError):
            accounts.sign_in(f"name {n}", OTHER, f"2001:db8::{n:x}")
    with pytest.raises(TooManyTriesError):
        accounts.sign_in("ana", GOOD, "2001:db8::ffff")  # one customer's network
    assert accounts.sign_in("ana", GOOD, "2001:db8:0:1::1")
    assert accounts.sign_in("ana", GOOD, HERE)


def test_signing_in_rightly_is_never_slowed(one_database):
    accounts = one_database
    for _ in range(12):
        assert accounts.sign_in("ana", GOOD, HERE)


def test_a_flood_of_sign_ins_takes_neither_memory_nor_all_threads(one_database):
    start = threading.Barrier(24)
    told = []

    def guess(n):
        start.wait()
        try:
            one_database.sign_in(f"name {n}", OTHER, f"198.51.100.{n}")
        except (SignInError, BusyError) as error:
            told.append(type(error).__name__)

    threads = [threading.Thread(target=guess, args=(n,)) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 24
    assert set(told) == {"SignInError", "BusyError"}
    assert one_database.sign_in("ana", GOOD, HERE)


def test_a_sign_in_that_was_not_looked_at_is_no_try(one_database, monkeypatch):
    def busy(*_):
        raise BusyError("Too many people sign in at once.")

    with monkeypatch.context() as patch:
        patch.setattr(service, "matches", busy)
        for _ in range(40):
            with pytest.raises(BusyError):
                one_database.sign_in("ana", GOOD, HERE)
    assert one_database.sign_in("ana", GOOD, HERE)


def test_many_at_once_gain_no_tries():
    throttle = Throttle(5, 60.0, clock=lambda: 0.0)
    allowed = []
    start = threading.Barrier(16)

    def guess():
        start.wait()
        allowed.extend(1 for _ in range(20) if not throttle.take("ana"))

    threads = [threading.Thread(target=guess) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(allowed) == 5


@given(st.lists(st.tuples(st.floats(0, 100), st.sampled_from("ab")), max_size=60))
def test_never_more_than_the_free_tries_and_those_that_came_back(waits):
    now = 0.0
    throttle = Throttle(3, 10.0, clock=lambda: now)
    taken = {"a": 0, "b": 0}
    for wait, key in waits:
        now += wait
        left = throttle.take(key)
        taken[key] += left == 0
        assert 0 <= left <= 10.0 + 1e-6
        assert taken[key] <= 3 + now / 10.0 + 1e-6


def test_a_flood_of_names_is_forgotten_but_not_who_is_at_the_limit():
    throttle = Throttle(3, 1e9, clock=lambda: 0.0)
    for _ in range(3):
        throttle.take("ana")
    for n in range(25_000):
        throttle.take(f"n{n}")
    assert throttle.take("ana") > 0
    assert len(throttle._used) <= 10_001


# --- What may be ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("elevenchars", False),
        ("twelve chars", True),
        ("短い合言葉ではありませんよ", True),
        ("aaaaaaaaaaaa", False),
        ("abababababab", False),
        ("margarethe12", False),
        ("margarethemargarethe", False),
        ("x" * 1001, False),
        ("ﬃﬃﬃﬃ", False),  # twelve characters to a machine, three different ones
    ],
)
def test_what_is_a_password(password, good):
    if good:
        check_password(password, "margarethe")
        return
    with pytest.raises(SettingsError) as caught:
        check_password(password, "margarethe")
    assert password not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    ["", "  ", "two\nlines", "x" * 61, "local", "LOCAL ", "a\x00b", "evil\u202etxt", "a\u2028b"],
)
def test_what_is_no_name(accounts, name):
    with pytest.raises(SettingsError):
        accounts.add(name, [PersonRole.LEAD], password=OTHER)


def test_markup_in_names_is_text(accounts):
    name = "<img src=x onerror=alert(1)>"
    person = accounts.add(name, [PersonRole.LEAD], password=OTHER, display="<b>Bo</b> & 'Co'")
    assert (person.name, person.display) == (name, "<b>Bo</b> & 'Co'")
    assert accounts.sign_in(name, OTHER, HERE).actor.name == "<b>Bo</b> & 'Co'"


def test_a_name_is_given_once_however_it_is_spelt(accounts):
    with pytest.raises(SettingsError):
        accounts.add("ＡＮＡ", [PersonRole.LEAD], password=OTHER)


def test_the_first_account_is_an_operators(database):
    accounts = Accounts(database)
    with pytest.raises(SettingsError):
        accounts.add("ana", [PersonRole.LEAD], password=GOOD)
    with pytest.raises(SettingsError):
        accounts.add("ana", [PersonRole.OPERATOR])
    assert not accounts.has_accounts()
    accounts.add("ana", [PersonRole.OPERATOR], password=GOOD)
    assert accounts.can_sign_in()
    accounts.disable("ana")
    assert accounts.has_accounts()
    assert not accounts.can_sign_in()


def test_nobody_of_that_name(accounts):
    for act in (
        lambda: accounts.disable("bo"),
        lambda: accounts.set_password("bo", OTHER),
        lambda: accounts.set_roles("bo", [PersonRole.LEAD]),
        lambda: accounts.add_token("bo", "x", 1),
        lambda: accounts.person(10**12),
    ):
        with pytest.raises(UnknownNameError):
            act()


# --- The local user -------------------------------------------------------------------------------


def test_the_local_user_is_one_person_with_every_role(database):
    one, two = local_person(database), local_person(database)
    assert one == two
    assert one.roles == set(PersonRole)
    accounts = Accounts(database)
    assert accounts.people() == ()
    assert not accounts.has_accounts()


def test_the_local_users_tokens_hold_only_while_nobody_has_an_account(database):
    accounts = Accounts(database)
    local_person(database)
    token = accounts.add_token("local", "script", 1).secret
    assert accounts.holder(token).actor.name == "local"
    accounts.add("ana", [PersonRole.OPERATOR], password=GOOD)
    assert accounts.holder(token) is None
    with pytest.raises(SignInError):
        accounts.sign_in("local", "", HERE)
    accounts.disable("ana")
    assert accounts.holder(token) is None, "one that is disabled is an account still"


def test_settings_that_are_changed_at_the_same_moment_are_all_kept(database):
    actor = local_person(database)
    pages, rounds = 4, 10
    together = threading.Barrier(pages)

    def page(number):
        for turn in range(rounds):
            together.wait()
            change_preferences(database, actor, {f"{number}-{turn}": turn})

    threads = [threading.Thread(target=page, args=(number,)) for number in range(pages)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(preferences(database, actor)) == pages * rounds

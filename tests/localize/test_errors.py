"""Errors say what to do, and survive the way home from a worker process."""

from __future__ import annotations

import pickle

import pytest

from localize import errors


@pytest.mark.parametrize(
    "error",
    [
        errors.LocalizeError("a", hint="b"),
        errors.MediaError("a", path="p", hint="b"),
        errors.UnknownNameError("engine", "x", ("a", "b")),
        errors.LocaleError("xx", "not a tag", hint="h"),
        errors.ModelError("a", model="base"),
        errors.OutputError("a", path="p"),
    ],
)
def test_pickled_errors_keep_everything(error):
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert vars(back) == vars(error)
    assert str(back) == str(error)


def test_unknown_names_list_what_there_is():
    text = str(errors.UnknownNameError("style guide", "x", ("bbc", "netflix")))
    assert "bbc, netflix" in text
    none = errors.UnknownNameError("change request", "99", (), hint="List them again.")
    assert none.message == "There is no change request named '99'; there are none."


def test_every_error_of_ours_is_in_the_tree():
    ours = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, Exception)]
    assert ours
    assert all(issubclass(error, errors.LocalizeError) for error in ours)
    drawn = errors.__doc__
    assert all(error.__name__ in drawn for error in ours)

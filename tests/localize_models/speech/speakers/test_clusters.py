"""Prints that are alike become one speaker, however many there are and however long it goes on."""

from __future__ import annotations

import numpy as np
import pytest

from localize_models.speech.speakers import clusters
from localize_models.speech.speakers.clusters import gathered


def prints(owners, noise=0.35, size=64, seed=0):
    """A print for each owner's number: that speaker's direction, with noise."""
    rng = np.random.default_rng(seed)
    voices = np.linalg.qr(rng.normal(size=(size, size)))[0][: max(owners) + 1]
    found = voices[list(owners)] + noise * rng.normal(size=(len(owners), size)) / np.sqrt(size) * 2
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def slow(vectors, alike):
    """Average linkage as it is defined, one join after the other."""
    groups = [[n] for n in range(len(vectors))]
    likeness = vectors @ vectors.T
    while len(groups) > 1:
        best, pair = -2.0, None
        for a in range(len(groups)):
            for b in range(a + 1, len(groups)):
                mean = likeness[np.ix_(groups[a], groups[b])].mean()
                if mean > best:
                    best, pair = mean, (a, b)
        if best < alike:
            break
        groups[pair[0]] += groups.pop(pair[1])
    return sorted(sorted(group) for group in groups)


def sets(labels):
    return sorted(sorted(np.flatnonzero(labels == one).tolist()) for one in set(labels.tolist()))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("alike", [0.2, 0.5, 0.7])
def test_it_is_average_linkage(seed, alike):
    rng = np.random.default_rng(seed)
    vectors = prints(rng.integers(0, 4, 30).tolist(), noise=0.6, seed=seed)
    assert sets(gathered(vectors, alike)) == slow(vectors, alike)


def test_speakers_are_numbered_as_they_come():
    owners = [2, 2, 0, 2, 1, 0, 0, 1]
    assert gathered(prints(owners), 0.5).tolist() == [0, 0, 1, 0, 2, 1, 1, 2]


def test_a_long_programme_in_parts_finds_the_same(monkeypatch):
    owners = [n // 7 % 5 for n in range(600)]
    vectors = prints(owners)
    whole = gathered(vectors, 0.5)
    monkeypatch.setattr(clusters, "_PART", 97)
    assert gathered(vectors, 0.5).tolist() == whole.tolist()
    assert len(set(whole.tolist())) == 5


def test_one_and_none():
    assert gathered(prints([0]), 0.5).tolist() == [0]
    assert gathered(np.zeros((0, 64), np.float32), 0.5).tolist() == []

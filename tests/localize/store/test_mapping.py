"""Cues and provenance survive their way to data and back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localize.script import Cue, CueKind, Placement, Provenance
from localize.store.engine import to_json
from localize.store.mapping import (
    cue_data,
    cue_of,
    fill,
    machine_key,
    provenance_data,
    provenance_of,
    snapshot,
)
from localize.store.steps import create, edit
from localize.store.tables import CueRow

from .conftest import AT

# What a database keeps (no NUL, no lone surrogates) and a line may hold (no line end).
words = st.text(
    st.characters(
        exclude_categories=["Cs"], exclude_characters="\0\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
    ),
    max_size=12,
)
names = words.filter(bool)
placements = st.builds(
    Placement,
    st.integers(1, 9),
    st.sampled_from(["", "rl", "lr"]),
    st.lists(st.tuples(words, words), max_size=3).map(tuple),
)
times = st.tuples(st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1)).map(sorted)
cues = st.builds(
    lambda name, span, **rest: Cue(name, *span, **rest),
    names,
    times,
    lines=st.lists(words, max_size=3).map(tuple),
    kind=st.sampled_from(CueKind),
    translate=st.booleans(),
    speaker=words,
    placement=placements,
    source_ids=st.lists(names, max_size=3).map(tuple),
)


def through_json(data):
    return json.loads(to_json(data))


@given(cues)
def test_a_cue_survives_data_and_row(cue):
    assert cue_of(through_json(cue_data(cue))) == cue
    change = create(1, cue)
    fill(change.row, through_json(change.after))
    assert cue_of(change.row) == cue
    assert cue_of(change.after) == cue


@given(cues, cues)
def test_a_snapshot_is_the_whole_row(one, other):
    row = create(1, one).row
    fields = {
        "annotations": [{"category": "song", "text": "♪"}],
        "state": "approved",
        "stale": "moved",
        "locked": True,
        "deleted": True,
        "machine": {"start": 1},
        "edited_by": 1,
        "reviewed_by": 2,
        "approved_by": 3,
        "approved_at": AT,
        "approved_bulk": True,
    }
    before = snapshot(row)
    after = edit(row, replace(other, id=one.id), **fields).after
    fill(row, through_json(after))
    assert snapshot(row) == after
    assert row.approved_at == AT
    fill(row, through_json(before))
    assert snapshot(row) == before


def test_a_snapshot_leaves_no_column_out():
    """A column that is added later must be in it, or an undo would not bring it back.

    Risk is judged anew and is nobody's act.
    """
    never = {"id", "track_id", "revision", "risk"}
    columns = {column.name for column in CueRow.__table__.columns} - never
    kept = {
        "cue_id" if name == "id" else name for name in snapshot(create(1, Cue("1", 0, 1, ())).row)
    }
    assert kept == columns


provenances = st.builds(
    Provenance,
    engine=names,
    version=words,
    model=words,
    revision=words,
    parameters=st.lists(st.tuples(words, words), max_size=3).map(tuple),
    inputs=words,
    device=words,
    seconds=st.floats(0, 1e9),
)


@given(provenances)
def test_a_provenance_survives(provenance):
    assert provenance_of(through_json(provenance_data(provenance))) == provenance
    assert machine_key(replace(provenance, seconds=1.5)) == machine_key(provenance)


@pytest.mark.parametrize(
    "field", ["engine", "version", "model", "revision", "inputs", "device", "parameters"]
)
def test_another_machine_has_another_key(field):
    provenance = Provenance("e", "1", "m", "0123456789abcdef", (("beam", "5"),), "key", "cpu")
    value = (("beam", "6"),) if field == "parameters" else getattr(provenance, field) + "x"
    assert machine_key(replace(provenance, **{field: value})) != machine_key(provenance)

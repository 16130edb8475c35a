"""What is known of machines: nothing that is not known is called harmless."""

from __future__ import annotations

from localize.delivery.machines import NO_MODEL, anything_left, machine_facts
from localize.drafting.known import provenance
from localize.pipeline.same_words import SAME
from localize.script import Provenance


def test_lines_from_memory_send_nothing_and_have_no_model():
    facts = machine_facts({1: provenance()})
    assert (facts[1].licence, facts[1].sends) == (NO_MODEL, False)
    assert anything_left(facts.values()) is False


def test_the_words_of_the_source_send_nothing_and_have_no_model():
    facts = machine_facts({1: SAME.provenance()})
    assert (facts[1].licence, facts[1].sends) == (NO_MODEL, False)
    assert anything_left(facts.values()) is False


def test_an_engine_that_is_not_here_may_have_sent_anything():
    facts = machine_facts({1: provenance(), 2: Provenance("gone", "1")})
    assert (facts[2].licence, facts[2].sends) == ("", None)
    assert anything_left(facts.values()) is None

"""Names of sounds are no words, and what stands between notes is sung."""

from __future__ import annotations

import pytest
import tokenizers
from faster_whisper.tokenizer import Tokenizer

from localize import registry
from localize.engines import EngineSettings, StretchKind
from localize.timeline import Span
from localize_models.speech.coverage import concluded, told
from localize_models.speech.nets import verdict
from localize_models.speech.sections import Collected
from localize_models.speech.settling import settle
from localize_models.speech.sounds import silenced
from localize_models.speech.words import placed
from tests.localize_models.speech.test_nets import context, window


def settled(text):
    said = window(text)
    return said, settle(said, verdict(said, context(said)))


def text_of(kept):
    return "".join(word.text for word in kept.words).strip()


@pytest.mark.parametrize(
    ("text", "left", "sounds"),
    [
        ("[MUSIC]", "", ["[MUSIC]"]),
        ("Well done. (audience laughs) Thank you.", "Well done. Thank you.", ["(audience laughs)"]),
        ("*sighs* All right.", "All right.", ["*sighs*"]),
        ("（拍手）", "", ["（拍手）"]),
        ("(ha ha ha)", "", ["(ha ha ha)"]),
        ("(This is said in a bracket that goes on for long)", None, []),
        ("Figure (a is open", None, []),
    ],
)
def test_names_of_sounds_are_told_and_left_out(text, left, sounds):
    said, kept = settled(text)
    assert text_of(kept) == (text if left is None else left)
    found = [one for one in kept.doubts if one.kind is StretchKind.SOUND]
    told_of = ["".join(w.text for w in said.words[d.first : d.stop]).strip() for d in found]
    assert told_of == sounds


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ha ha ha ha!", ""),
        ("That is funny. Ha, ha, ha! Go on.", "That is funny. Go on."),
        ("Hahahaha! Stop it.", "Stop it."),
        ("Ho -ho -ho! Haa, ha.", ""),
        ("Jajaja, qué bueno.", "qué bueno."),
        ("Хахаха! Ну ладно.", "Ну ладно."),
        ("哈哈哈", ""),
        ("ハハハ", ""),
        ("ははははは", ""),
        ("Ha ha, very funny.", None),
        ("He, he, he was here.", None),
        ("Ja, ja, ja, ich komme.", None),
        ("Hi, hi, hi!", None),
        ("ははは", None),
        ("Aha, have a hat.", None),
    ],
)
def test_laughter_is_told_and_left_out(text, left):
    said, kept = settled(text)
    assert text_of(kept) == (text if left is None else left)
    found = [one for one in kept.doubts if one.kind is StretchKind.SOUND]
    assert len(found) == (left is not None)
    assert all(one.why == "laughter, not words" for one in found)
    assert len(said.words) == len(kept.words) + sum(one.stop - one.first for one in found)


def test_laughter_that_goes_round_and_round_is_one_sound():
    _, kept = settled("Ha " * 30 + "ha.")
    assert [one.kind for one in kept.doubts] == [StretchKind.SOUND]
    assert kept.words == ()


@pytest.mark.parametrize(
    ("text", "left", "sung"),
    [
        ("♪ la la la ♪", "la la la", [(0, 5)]),
        ("She sang ♪ over the sea ♪ and left.", "She sang over the sea and left.", [(2, 7)]),
        ("♪over the sea♪ and left.", "over the sea and left.", [(0, 3)]),
        ("♪ over the sea", "over the sea", [(0, 4)]),
        ("♪", "", []),
        ("🎶🎶🎶\ufffd", "", []),
        ("And so? 🎶\ufffd", "And so?", []),
    ],
)
def test_what_stands_between_notes_is_sung(text, left, sung):
    _, kept = settled(text)
    assert text_of(kept) == left
    songs = [one for one in kept.doubts if one.kind is StretchKind.SONG]
    assert [(one.first, one.stop) for one in songs] == sung


def test_a_note_that_is_cut_off_leaves_no_word():
    """A model that writes notes to the end of its room stops in the middle of a character."""
    said, kept = settled("Stay. 🎶🎶🎶\ufffd")
    speech = Collected((Span(0, round(said.words[-1].end)),))
    assert [word.text for word in placed(kept.words, speech)] == ["Stay."]


def test_sung_words_are_marked_in_the_transcript():
    said, kept = settled("She sang ♪ over the sea ♪ and left.")
    speech = Collected((Span(10_000, 10_000 + round(said.words[-1].end)),))
    words = placed(kept.words, speech)
    whole, report = concluded(
        words,
        speech=speech.spans,
        lenient=speech.spans,
        stretches=told(kept, said.words, speech),
    )
    assert [word.text for word in whole if word.sung] == ["over", "the", "sea"]
    assert [one.kind for one in report.stretches] == [StretchKind.SONG]


def test_a_model_may_write_notes_and_brackets_and_nothing_else_that_is_not_said():
    model = registry.model_store(EngineSettings()).pull("base")
    tokens = tokenizers.Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer = Tokenizer(tokens, multilingual=True, task="transcribe", language="en")
    never = [tokenizer.decode([token]) for token in silenced(tokenizer)]
    assert not [text for text in never if any(mark in text for mark in "♪♫()[]（）")]
    assert {"{", "#", '"', "--"} <= {text.strip() for text in never}
    notes = tokenizer.encode(" ♪")
    assert not set(notes) & set(silenced(tokenizer))

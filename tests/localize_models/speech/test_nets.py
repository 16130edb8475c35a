"""Each net holds what it is for, lets real speech through, and says why."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from localize.engines import StretchKind
from localize.formats import read_file
from localize.markup import strip
from localize.timeline import Span
from localize_models.speech import nets
from localize_models.speech.nets import Context, Fate, verdict
from localize_models.speech.phantoms import folded, phantoms
from localize_models.speech.repeats import echoes, loops
from localize_models.speech.settling import best, settle
from localize_models.speech.words import RawWord


@dataclass(frozen=True)
class Window:
    """A decoded window; figures of one that is well."""

    words: tuple[RawWord, ...]
    avg_logprob: float = -0.2
    no_speech_prob: float = 0.01
    compression_ratio: float = 1.5
    text: str = field(default="")

    def __post_init__(self):
        object.__setattr__(self, "text", "".join(word.text for word in self.words))


def window(text, *, probability=0.9, pace=300, start=0, **figures):
    words = [
        RawWord(f" {one}", start + n * pace, start + (n + 1) * pace, probability, n == 0)
        for n, one in enumerate(text.split())
    ]
    return Window(tuple(words), **figures)


def context(window, language="en", **more):
    """Somebody speaks from the first word to the last."""
    return Context(language, (Span(0, round(window.words[-1].end)),), **more)


def nets_of(said):
    return [failure.net for failure in said.failures]


def again(said):
    """Whether another attempt may do better, by any net."""
    return any(failure.again for failure in said.failures)


GOOD = window("Ask not what your country can do for you. Ask what you can do for your country.")


def test_good_speech_fails_no_net():
    said = verdict(GOOD, context(GOOD))
    assert said.ok
    assert (said.ok, said.reasons) == (True, ())
    assert settle(GOOD, said).words == GOOD.words


def test_guesses_are_decoded_again_and_stay_with_a_doubt():
    bad = replace(GOOD, avg_logprob=-1.3)
    said = verdict(bad, context(bad))
    assert (nets_of(said), again(said)) == (["guesses"], True)
    kept = settle(bad, said)
    assert kept.words == bad.words
    assert [(doubt.kind, doubt.stop) for doubt in kept.doubts] == [
        (StretchKind.DOUBTFUL, len(bad.words))
    ]


def test_guesses_over_what_the_model_takes_for_silence_are_kept_out():
    bad = replace(GOOD, avg_logprob=-1.3, no_speech_prob=0.8)
    kept = settle(bad, verdict(bad, context(bad)))
    assert kept.words == ()
    (doubt,) = kept.doubts
    assert doubt.kind is StretchKind.KEPT_OUT
    assert "guesses, over what is no speech" in doubt.why


def test_a_loop_is_kept_once_and_all_around_it_stays():
    looping = window("We went home. " + "and then we " * 6 + "slept.")
    said = verdict(looping, context(looping))
    assert again(said)
    kept = settle(looping, said)
    assert "".join(word.text for word in kept.words) == " We went home. and then we slept."
    assert "6 times" in kept.doubts[0].why


def test_a_loop_of_a_script_without_spaces_is_found_across_words():
    words = tuple(
        RawWord(one, n * 200, n * 200 + 200, 0.9, n == 0)
        for n, one in enumerate(["今日は", "いい天気", "です", *["ありが", "とう"] * 6])
    )
    looping = Window(words)
    kept = settle(looping, verdict(looping, context(looping, "ja")))
    assert "".join(word.text for word in kept.words) == "今日はいい天気ですありがとう"


def test_a_sentence_that_comes_twice_in_a_row_is_tried_again_and_stays_with_a_doubt():
    twice = window("First this. " + "Each project is for one language. " * 2 + "Then that.")
    said = verdict(twice, context(twice))
    assert again(said)
    kept = settle(twice, said)
    assert len(kept.words) == len(twice.words)
    (doubt,) = kept.doubts
    assert doubt.kind is StretchKind.DOUBTFUL
    assert "the same 6 words come twice" in doubt.why
    assert "".join(word.text for word in twice.words[doubt.first : doubt.stop]).strip() == (
        "Each project is for one language."
    )


def test_an_echo_of_a_script_without_spaces_is_one_of_characters():
    words = tuple(
        RawWord(one, n * 200, n * 200 + 200, 0.9, n == 0)
        for n, one in enumerate(["夜の", *["電車は", "もう出て", "しまい", "ました"] * 2])
    )
    twice = Window(words)
    (failure,) = verdict(twice, context(twice, "ja")).failures
    assert (failure.net, failure.first, failure.stop) == ("echo", 5, 9)


@pytest.mark.parametrize(
    "text",
    [
        "No, no, no, no, no!",
        "Come on, let's go. Come on, let's go.",
        "Run! Run! Run!",
        "la la la la la la la",
        "I know you know I know you know it.",
        "We shall fight on the beaches, we shall fight on the landing grounds, we shall fight.",
    ],
)
def test_people_repeat_themselves(text):
    said = window(text)
    assert verdict(said, context(said)).ok


def test_no_cue_of_real_subtitles_is_a_loop(shared_data):
    """Every run of twenty cues of real films, as one window's text."""
    looked = echoed = 0
    for path in sorted(shared_data.glob("subs-*/*.en.vtt")) + sorted(
        shared_data.glob("subs-*/*.ru.vtt")
    ):
        cues = [strip(" ".join(cue.lines)) for cue in read_file(path).track.cues]
        for first in range(0, len(cues), 10):
            words = [folded(one) for one in " ".join(cues[first : first + 20]).split()]
            looked += 1
            assert loops([word for word in words if word]) == (), path
            echoed += bool(echoes([word for word in words if word]))
    assert looked > 10
    assert echoed <= looked / 100, "what is tried again in vain"


def test_text_that_repeats_itself_without_a_plain_loop_is_doubted():
    bad = replace(GOOD, compression_ratio=2.9)
    said = verdict(bad, context(bad))
    assert [(one.net, one.fate) for one in said.failures] == [("compression", Fate.FLAG)]


def test_the_same_words_in_two_windows_in_a_row_are_doubted():
    said = verdict(GOOD, context(GOOD, before=GOOD.text.upper()))
    assert nets_of(said) == ["repetition-across"]
    short = window("Thank heavens.")
    assert verdict(short, context(short, before=short.text)).ok


def test_more_than_anybody_can_say_is_kept_out():
    fast = window(GOOD.text, pace=20)
    said = verdict(fast, Context("en", (Span(0, 300),)))
    assert "speed" in nets_of(said)
    assert settle(fast, said).words == ()


def test_reasons_for_the_same_words_are_told_once():
    bad = window("I'm sorry, " * 12, avg_logprob=-1.4, no_speech_prob=0.9)
    (doubt,) = settle(bad, verdict(bad, context(bad))).doubts
    assert (doubt.first, doubt.stop) == (0, 24)
    assert "guesses" in doubt.why
    assert "12 times in a row" in doubt.why


def test_words_unlike_words_are_decoded_again():
    odd = Window(tuple(RawWord(f" w{n}", n * 50, n * 50 + 50, 0.1) for n in range(6)))
    said = verdict(odd, Context("en", (Span(0, 3_000),)))
    assert (nets_of(said), again(said)) == (["odd-words"], True)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Subtitles by the Amara.org community"),
        ("es", "¡Subtítulos realizados por la comunidad de Amara.org!"),
        ("fr", "Sous-titrage Société Radio-Canada"),
        ("de-AT", "Untertitelung des ZDF, 2020"),
        ("pt-BR", "Legendas pela comunidade Amara.org"),
        ("nb", "Undertekster av Ai-Media"),
        ("en", "Thanks for watching!"),
        ("es", "¡Gracias por ver el video!"),
        ("ko", "시청해주셔서 감사합니다."),
        ("ja", "ご視聴 ありがとうございました。"),
        ("zh", "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目"),
        ("ru", "Продолжение следует..."),
    ],
)
def test_phantoms_over_no_voice_are_kept_out(language, text):
    said = window(text)
    kept = settle(said, verdict(said, Context(language, (Span(0, 100),))))
    assert kept.words == ()
    assert any("made up" in one.why or "make up" in one.why for one in kept.doubts)


def test_a_goodbye_that_is_plainly_said_stays():
    said = window("Thank you for listening. Good night.")
    assert verdict(said, context(said)).ok


def test_a_goodbye_that_hangs_over_the_silence_after_it_stays():
    said = window("Thank you.", pace=850)
    assert verdict(said, Context("en", (Span(500, 1_100),))).ok
    kept_out = verdict(said, Context("en", (Span(0, 100),)))
    assert nets_of(kept_out) == ["phantom"]


def test_a_goodbye_that_the_model_hardly_believes_goes_alone():
    said = window("And so it ended. ")
    bye = window("Thanks for watching.", probability=0.3, start=1_200)
    both = Window((*said.words, *bye.words))
    kept = settle(both, verdict(both, context(both)))
    assert kept.words == said.words


def test_a_credit_that_somebody_plainly_says_stays_with_a_doubt():
    said = window("Translated by Edith Grossman.")
    kept = settle(said, verdict(said, context(said)))
    assert kept.words == said.words
    assert [doubt.kind for doubt in kept.doubts] == [StretchKind.DOUBTFUL]


def test_unlikely_words_without_voice_go():
    said = window("So, uh", probability=0.2)
    kept = settle(said, verdict(said, Context("en", ())))
    assert kept.words == ()


def test_an_empty_window_is_well():
    assert verdict(Window(()), Context("en", ())).ok


def test_the_best_attempt_is_the_first_that_is_well_else_the_least_bad():
    bad = replace(GOOD, avg_logprob=-1.3)
    worse = replace(GOOD, avg_logprob=-1.6)
    silent = replace(GOOD, avg_logprob=-1.1, no_speech_prob=0.9)
    judged = [(one, verdict(one, context(one))) for one in (silent, worse, bad)]
    assert best(judged) == 2
    assert best([*judged, (GOOD, verdict(GOOD, context(GOOD)))]) == 3


def test_sentences_end_at_stops_and_where_a_segment_opens():
    words = [
        RawWord(" One.", 0, 1, 1, opens=True),
        RawWord(" Two", 1, 2, 1),
        RawWord(" three", 2, 3, 1, opens=True),
    ]
    assert list(nets.sentences(words)) == [(0, 1), (1, 2), (2, 3)]


@pytest.mark.parametrize("language", ["en", "es", "ko", "ja", "zh", "de", "xx"])
def test_no_phantom_is_empty_or_matches_all(language):
    known = phantoms(language)
    assert all((*known.credits, *known.anywhere, *known.farewells))
    assert not known.is_credit("ask not what your country can do")

"""What the optimiser weighs, in one place.

A weight is a cost; the cut of a passage with the least sum wins. The unit is arbitrary: what
counts is one weight against another. Guides give the order of preference, not figures; the figures
were chosen on a part of a set of human subtitles in twelve languages so that the cuts found agree
with the subtitlers', looked at on the rest (`benchmarks/segmentation.py` says which), and rounded.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """Costs of one way of cutting a passage into cues and lines.

    Attributes:
        cue: each cue, so that a passage is not chopped up.
        line: each line after the first in a cue. Netflix, General Requirements: text should
            usually be kept to one line, unless it exceeds the character limitation.
        end_clause: a cue that ends at a comma or the like instead of a sentence's end.
        end_plain: a cue that ends where no punctuation is. BBC: one sentence a subtitle where
            possible, else break at natural points.
        line_clause: a line that ends at a clause's end inside a cue.
        line_plain: a line that ends where no punctuation is.
        hold_titles: a cue or line that ends on a title, whose name follows. This and the next
            nine: words that belong to the next, by the classes of ``function_words.toml``.
        hold_articles: … on an article, possessive, demonstrative.
        hold_prepositions: … on a preposition.
        hold_conjunctions: … on a conjunction.
        hold_auxiliaries: … on an auxiliary verb.
        hold_negations: … on a negation or adverb of degree.
        hold_pronouns: … on a subject pronoun; some are objects, which end a phrase.
        hold_holding: … on a phrase whose ending ties it to the next, such as の or 的.
        hold_trailing: … before a word that belongs to the one before it, such as 了.
        hold_lone: … beside a single ideograph, which a phrase model often parts from its word.
        name: a cue or line border between two capitalised words, likely one name.
        figure: a cue or line border between a figure and what it counts.
        lead: taken off where the next cue or line begins with a conjunction or preposition, where
            guides say to break.
        inside: a border inside a phrase of an unspaced script, offered only where the phrase is
            longer than a line.
        inner_sentence: a sentence that ends inside a cue.
        inner_fragment: a sentence that ends inside a cue of which some sentence is not whole:
            half a sentence belongs with its other half.
        stub: a bit of a sentence, shorter than ``short_share`` of a line, at the start or end of a
            cue that holds others, times the missing share.
        inner_pause: each second of silence inside a cue, over ``pause_heard``.
        end_pause: taken off for each second of silence after a cue, up to ``pause_full``; but not
            after a word that holds on to the next, where a pause is a hesitation.
        pause_heard: silence that is heard as a pause, s; shorter is the gap between words.
        pause_full: silence after which a longer one says no more, s.
        pause_certain: silence that always ends a cue, ms. Netflix's English guide has an ellipsis
            for a pause of 2 s; BBC leaves gaps between cues of 1.5 s. No cue bridges it.
        balance: lines of unlike length, times the squares of their distances (in shares of the
            longest line) from the wished share.
        pyramid: how much longer, as a share of the even length, the last line should be than the
            first. A mild bottom-heavy shape: common habit, not in Netflix's text.
        pyramid_asked: the same where the guide asks for it.
        lopsided: two lines of which the shorter is less than the guide's share of the longer.
        orphan_line: a line of one word, shorter than ``short_share``, with another.
        orphan_cue: a cue of one such word that is not a whole sentence.
        short: a cue that is no whole sentence and shorter than ``short_share`` of a line, times
            the missing share.
        short_share: see ``short``.
        brief: a cue seen for less than ``brief_time`` ms, times the missing share; a flash is
            legal from 5/6 s and tiring well above.
        brief_time: see ``brief``. TED's and Amazon's least duration is 1 s; 1.2 s is BBC's least
            for four words.
        joined: a cue that holds the drafts of two translation units.
        unaligned: a cue of a translation that begins where no cue of its source begins.
        astray: the share of a source cue in a translation's words that ends away from where its
            part of the source's text would, each line's length.
        misplaced: each word of a translation that a border between cues leaves on the other side
            than the word of the source that it renders, as far as its engine says (attention;
            `localize.segmentation.rendered`). As much as ``end_plain``: one word may pull a border
            from one comma to another, it takes two to part an article from its noun, and never
            more than what giving one side everything would cost. Chosen on the few sentences of
            ``benchmarks/cue_links.py`` that people cut in two languages.
        missing: each second of reading time that a cue lacks where no cut exists that gives every
            cue its time. Such speech is cut for sense; the findings say what it lacks.
        flash: each second of the least duration that a cue lacks there.
        broken: each cue that lacks time, where no cut gives every cue its time.
        hanging: a cue that needs so much time that it would stand for more than half a second
            after its last sound, with nothing following to close the gap to.
        late: each second of that.
        dialogue: a cue of two speakers' lines: more than another cue, so that each has a cue of
            their own where both can be read.
        shot_crossed: each shot change inside a cue. BBC: match shots, avoid straddling them.
        shot_near: how far from a border, ms, a change may lie to be its: half a second, within
            which Netflix's timing guidelines move times onto the change.
    """

    cue: float = 2.5
    line: float = 0.5
    end_clause: float = 2.0
    end_plain: float = 6.0
    line_clause: float = 0.0
    line_plain: float = 2.5
    hold_titles: float = 12.0
    hold_articles: float = 9.0
    hold_prepositions: float = 9.0
    hold_conjunctions: float = 8.0
    hold_auxiliaries: float = 5.0
    hold_negations: float = 5.0
    hold_pronouns: float = 4.0
    hold_holding: float = 5.0
    hold_trailing: float = 6.0
    hold_lone: float = 3.0
    name: float = 4.0
    figure: float = 4.0
    lead: float = 2.0
    inside: float = 12.0
    inner_sentence: float = 5.0
    inner_fragment: float = 4.0
    stub: float = 4.0
    inner_pause: float = 10.0
    end_pause: float = 12.0
    pause_heard: float = 0.2
    pause_full: float = 0.7
    pause_certain: int = 1500
    balance: float = 6.0
    pyramid: float = 0.1
    pyramid_asked: float = 0.3
    lopsided: float = 30.0
    orphan_line: float = 3.0
    orphan_cue: float = 3.0
    short: float = 6.0
    short_share: float = 0.5
    brief: float = 6.0
    brief_time: int = 1200
    joined: float = 6.0
    unaligned: float = 2.0
    astray: float = 20.0
    misplaced: float = 6.0
    missing: float = 8.0
    flash: float = 40.0
    broken: float = 10.0
    hanging: float = 3.0
    late: float = 8.0
    dialogue: float = 4.0
    shot_crossed: float = 6.0
    shot_near: int = 500


DEFAULT = Weights()

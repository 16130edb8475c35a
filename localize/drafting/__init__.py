"""Drafts by machines: sentences out of cues, translated by an engine, every one accounted for.

units      words or cues → sentences with stable ids
nets       what makes a text no draft of its source, or a doubtful one
laying     drafts → cues, as far from the source's borders as the market lets them be
terms      the show's own words: said, rendered, put right
known      lines that people approved before, and what they leave to be drafted
alike      whether two texts are the same
recalling  what of a new text is known
foreign    sentences in another language than the programme's: left as they were heard
fitting    known lines put into a layout as they were approved
pivot      two engines, one after the other, where the operator says so
offers     what would draft a market that nothing here drafts
safely     engine → drafts in which every unit is rendered once, or flagged with the source kept
"""

from localize.drafting.laying import findings_of, lay, unaccounted
from localize.drafting.safely import METHOD, draft_safely
from localize.drafting.units import units_of_cues, units_of_words, with_room

__all__ = [
    "METHOD",
    "draft_safely",
    "findings_of",
    "lay",
    "unaccounted",
    "units_of_cues",
    "units_of_words",
    "with_room",
]

"""Who says what: voices brought into one transcript, and turns carried to its words.

Nobody's name is known here: speakers are called “Speaker 1”, “Speaker 2” … in the order in which
they are first heard. Where a supplied script names the speakers, its names stand.
"""

from localize.speakers.giving import given
from localize.speakers.joining import Joined, joined

__all__ = ["Joined", "given", "joined"]

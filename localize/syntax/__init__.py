"""What holds together in a text and what ends, per language.

borders    what ends, and what holds on, between two pieces (function_words.toml)
phrases    where text that is written without spaces may be broken
turns      where a second speaker begins in a text with dashes
"""

"""Whisper in transformers' own format, on torch: what was never converted for CTranslate2.

whisper    windows of speech → tokens, times and probabilities
engine     the speech engine
"""

"""Sequence-to-sequence models on CTranslate2: Opus-MT, M2M-100, NLLB-200, MADLAD-400.

card       what a converted model is: family, languages, licence, where from
families   how each family wants its text: pieces, marks of the languages
convert    a Hugging Face model → a converted one with its card (needs torch)
sharing    requests that share a model → batches → drafts
engine     the translation engine
"""

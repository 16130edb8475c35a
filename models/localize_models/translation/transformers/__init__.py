"""Models of Hugging Face's transformers as they are: what CTranslate2 does not run, or not here.

pretrained   which models lie here: family, languages, licence, revision
seq2seq      encoder-decoders: units → drafts with scores
decoders     instruction-tuned decoders: asked as a chat server is, on this machine
engine       the translation engine

Weights are read from folders on this machine alone, safetensors before pickles, and never with a
repository's own code.
"""

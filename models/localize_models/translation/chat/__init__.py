"""Drafting by servers that speak OpenAI's chat protocol: one's own (vLLM, llama.cpp …) or not.

batches    units → what one question holds
prompt     the question, and the schema of its answer
answer     what came back → renderings by id; whatever does not fit is left out
asking     a request → questions, and answers → renderings
form       how a question is put: what of the protocol a server and its model know
refusals   what a server's refusal means: of this question, of a setting in it, or of all
server     the wire: retries, limits, and what may be sent where
kept       answers that a run which was broken off was given
engine     the translation engine
"""

"""Drafting by servers that speak OpenAI's chat protocol: one's own (vLLM, llama.cpp …) or not.

batches    units → what one question holds
prompt     the question, and the schema of its answer
answer     what came back → renderings by id; whatever does not fit is left out
asking     a request → questions, and answers → renderings
server     the wire: retries, limits, and what may be sent where
engine     the translation engine
"""

"""A chat server that answers as real ones do on a bad day. It renders by a rule, so that what
comes back can be told from anything else."""

from __future__ import annotations

import json
import random
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KINDS = (
    "well",
    "drops",
    "merges",
    "reorders",
    "duplicates",
    "truncates",
    "prose",
    "fenced",
    "echoes",
    "shifts",
    "invents",
    "empty",
    "429",
    "500",
    "late",
    "cut",
)


def rendering(text):
    """What the server gives for a line: as long, other words, figures kept."""
    return " ".join(w if w.strip(".,?!").isdigit() else f"{w[::-1].lower()}o" for w in text.split())


class Hostile:
    """A server over real sockets.

    Args:
        kinds: what it does, picked at random by seed; a kind may also be ``refuses-schema`` (for
            each answer format that is not plain) or ``refuses-key``.
        seed: of the picking.
        fails: is given each question; where it returns (status, data) or (status, data, headers),
            that is the answer.
    """

    def __init__(self, kinds=("well",), seed=0, fails=lambda body: None):
        self.kinds = tuple(kinds)
        self.fails = fails
        self.random = random.Random(seed)
        self.lock = threading.Lock()
        self.asked = []
        self.headers = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # head and body go out in two writes

            def log_message(self, *_):
                pass

            def do_GET(self):
                outer.reply(self, 200, {"data": [{"id": "little"}]})

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.answer(self, body)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/v1"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @staticmethod
    def reply(handler, status, data, **headers):
        content = json.dumps(data).encode()
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    def answer(self, handler, body):
        with self.lock:
            self.asked.append(body)
            self.headers.append(dict(handler.headers))
            kind = self.random.choice(self.kinds)
            dice = self.random.random()
        failed = self.fails(body)
        if failed is not None:
            status, data, *headers = failed
            return self.reply(handler, status, data, **dict(*headers))
        if len(body["messages"]) == 1:  # no lines: whether it is there is asked
            return self.reply(handler, 200, {"choices": [{"message": {"content": "yes"}}]})
        if kind == "refuses-key":
            return self.reply(handler, 401, {"error": {"message": "bad key"}})
        if kind == "refuses-schema" and "response_format" in body:
            kind_of = body["response_format"]["type"]
            return self.reply(handler, 400, {"error": {"message": f"unknown {kind_of} schema"}})
        if kind == "429":
            return self.reply(handler, 429, {"error": {"message": "slow"}}, Retry_After="0")
        if kind == "500":
            return self.reply(handler, 500, {"error": "boom"})
        if kind == "cut":
            handler.send_response(200)
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
            handler.wfile.write(b'{"choices": [')
            handler.close_connection = True
            return None
        question = json.loads(body["messages"][1]["content"])
        content = self.content(kind, question["translate"], dice)
        return self.reply(
            handler,
            200,
            {
                "choices": [{"message": {"content": content}}],
                "usage": {"prompt_tokens": 10, "completion_tokens": 5},
            },
        )

    def content(self, kind, lines, dice):
        given = [
            {
                "id": line["id"],
                "begins": " ".join(line["source"].split()[:3]),
                "text": rendering(line["source"]),
            }
            for line in lines
        ]
        at = int(dice * len(given))
        if kind == "drops":
            del given[at]
        if kind == "merges" and len(given) > 1:
            other = given.pop((at + 1) % len(given))
            given[min(at, len(given) - 1)]["text"] += f" {other['text']}"
        if kind == "reorders":
            given.reverse()
        if kind == "duplicates":
            given.append(given[at] | {"text": "otra cosa"})
        if kind == "echoes":
            for line, asked in zip(given, lines, strict=True):
                line["text"] = asked["source"]
        if kind == "shifts":
            ids = [line["id"] for line in given]
            for line, wrong in zip(given, [*ids[1:], ids[0]], strict=True):
                line["id"] = wrong
        if kind == "invents":
            given.append({"id": "u999", "begins": "What", "text": "nada"})
            given[at]["id"] = "x1"
        if kind == "empty":
            given[at]["text"] = ""
        content = json.dumps({"lines": given}, ensure_ascii=False)
        if kind == "truncates":
            return content[: int(len(content) * dice)]
        if kind == "prose":
            return "I am sorry, I cannot help with that. [1] {sure}"
        if kind == "fenced":
            return f"Here you go:\n```json\n{content}\n```\nAnything else?"
        return content

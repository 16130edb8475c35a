"""What the guard lets through, asked of the guard itself and of the running server."""

from __future__ import annotations

import asyncio
import re
import socket

import httpx
import pytest

from localize_ui.guard import Guard, is_loopback
from localize_ui.inline_scripts import script_hashes

OURS = "http://127.0.0.1:7860"


def ask(
    method="GET",
    kind="http",
    *,
    host="127.0.0.1:7860",
    path="/",
    extra_hosts=(),
    client=("127.0.0.1", 9),
    public=(),
    **headers,
):
    """One request to a guarded application; returns (status or close code, headers, seen scope)."""
    seen = {}

    async def app(scope, receive, send):
        seen.update(scope)
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        reflected = [(b"access-control-allow-origin", b"http://evil.example")]
        await send({"type": "http.response.start", "status": 200, "headers": reflected})
        await send({"type": "http.response.body", "body": b""})

    sent = []

    async def run():
        async def receive():
            return {"type": "websocket.connect" if kind == "websocket" else "http.request"}

        async def send(message):
            sent.append(message)

        pairs = [(b"host", one.encode()) for one in (host, *extra_hosts) if one is not None]
        pairs += [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
        scope = {"type": kind, "path": path, "headers": pairs, "client": client}
        scope |= {"method": method} if kind == "http" else {}
        guard = Guard(app, host="127.0.0.1", port=7860, public=public)
        await guard(scope, receive, send)

    asyncio.run(run())
    first = sent[0]
    return first.get("status", first.get("code")), dict(first.get("headers", ())), seen


@pytest.mark.parametrize(
    "host", ["127.0.0.1:7860", "localhost:7860", "[::1]:7860", "LOCALHOST:9000", "localhost"]
)
def test_names_of_the_loopback_address_are_answered_to(host):
    assert ask(host=host)[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:7860",
        "127.0.0.1.evil.example:7860",
        "localhost.evil.example",
        "localhost@evil.example",
        "127.0.0.2:7860",
        "[::1",
        "",
        "localhost:7860, evil.example",
        "localhost:x",
        None,
    ],
)
def test_any_other_host_is_refused_and_never_reaches_the_application(host):
    status, _, seen = ask(host=host)
    assert (status, seen) == (421, {})


def test_a_second_host_header_is_refused():
    assert ask(extra_hosts=("evil.example",))[0] == 421


@pytest.mark.parametrize(
    "method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "X"]
)
@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "", "https://127.0.0.1:7860", "http://127.0.0.1:3000"],
)
def test_a_foreign_origin_is_refused_whatever_the_method(method, origin):
    status, headers, seen = ask(method, origin=origin)
    assert (status, seen) == (403, {})
    assert not [name for name in headers if name.startswith(b"access-control")]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "X"])
def test_what_changes_something_must_prove_that_it_comes_from_our_page(method):
    assert ask(method)[0] == 403
    assert ask(method, sec_fetch_site="none")[0] == 403
    assert ask(method, sec_fetch_site="same-site", origin=OURS)[0] == 403
    assert ask(method, origin=OURS)[0] == 200
    assert ask(method, sec_fetch_site="same-origin")[0] == 200


def test_websockets_are_held_to_the_same():
    assert ask(kind="websocket")[0] == 1008
    assert ask(kind="websocket", origin="http://evil.example")[0] == 1008
    assert ask(kind="websocket", origin=OURS, host="evil.example")[0] == 1008
    assert ask(kind="websocket", origin=OURS)[2]["type"] == "websocket"


def test_another_site_may_link_to_a_page_and_load_nothing_else():
    link = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}
    assert ask(**link, sec_fetch_dest="document")[0] == 200
    assert ask(**link, sec_fetch_dest="iframe")[0] == 403
    assert ask("POST", **link, sec_fetch_dest="document")[0] == 403
    assert ask(sec_fetch_site="cross-site", sec_fetch_mode="no-cors")[0] == 403


def test_answers_carry_the_security_headers_and_never_allow_another_origin():
    _, headers, _ = ask()
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"referrer-policy"] == b"same-origin"
    policy = headers[b"content-security-policy"].decode()
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert b"access-control-allow-origin" not in headers


def test_what_a_proxy_would_say_is_dropped():
    _, _, seen = ask(
        x_forwarded_host="evil.example", x_forwarded_proto="https", forwarded="x", a="b"
    )
    assert [name for name, _ in seen["headers"]] == [b"host", b"a"]


PUBLIC = {"host": "subs.example.org", "public": ("https://subs.example.org",)}


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.7, 203.0.113.9", "203.0.113.9"),  # what the asker wrote stands before
        ("2001:db8::9", "2001:db8::9"),
        ("203.0.113.9, unknown", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_whom_our_own_proxy_passes_on_is_told_apart(said, counted):
    _, _, seen = ask(x_forwarded_for=said, **PUBLIC)
    assert seen["client"][0] == counted
    assert [name for name, _ in seen["headers"]] == [b"host"]


@pytest.mark.parametrize(
    "other",
    [
        {"client": ("198.51.100.7", 9)},  # no proxy of this machine
        {"client": None},
        {"host": "127.0.0.1:7860"},  # not by the proxy's name
        {"public": (), "host": "127.0.0.1:7860"},
    ],
)
def test_nobody_else_says_who_asks(other):
    _, _, seen = ask(x_forwarded_for="203.0.113.9", **PUBLIC | other)
    assert seen["client"] == other.get("client", ("127.0.0.1", 9))


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("", False),
        ("192.168.1.4", False),
        ("localhost.evil.example", False),
    ],
)
def test_loopback(host, ours):
    assert is_loopback(host) is ours


def test_hashes_are_those_of_inline_scripts_alone():
    page = b"<script src='a.js'></script><script>1</script><SCRIPT type=x>\r\n2</SCRIPT>"
    assert script_hashes(page) == (
        "a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s=",
        script_hashes(b"<script>\n2</script>")[0],
    )


# --- The running server ---------------------------------------------------------------------------


def test_the_page_is_there_with_a_policy_for_its_own_scripts(server):
    answer = httpx.get(server.url, headers={"accept": "text/html"})
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    scripts = next(rule for rule in policy.split("; ") if rule.startswith("script-src"))
    hashes = [f"'sha256-{digest}'" for digest in script_hashes(answer.content)]
    assert hashes
    assert scripts.split() == ["script-src", "'self'", "'unsafe-eval'", *hashes]


def test_a_compressed_page_has_its_hashes_too(server):
    headers = {"accept": "text/html", "accept-encoding": "br, gzip"}
    assert "'sha256-" in httpx.get(server.url, headers=headers).headers["content-security-policy"]


def test_foreign_hosts_are_refused_everywhere(server):
    for path in ("/", "/config", "/files/x", "/theme.css"):
        answer = httpx.get(server.url + path, headers={"host": "evil.example"})
        assert answer.status_code == 421, path


def test_foreign_origins_are_refused_also_by_the_mounted_gradio(server):
    call = server.url + "/gradio_api/queue/join"
    for origin in ("http://evil.example", "null"):
        answer = httpx.post(call, json={}, headers={"origin": origin})
        assert answer.status_code == 403
        assert "access-control-allow-origin" not in answer.headers
    preflight = {"origin": "http://evil.example", "access-control-request-method": "POST"}
    answer = httpx.options(call, headers=preflight)
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert httpx.post(call, json={}).status_code == 403
    # The same call from our page gets as far as Gradio, which misses its fields.
    assert httpx.post(call, json={}, headers={"origin": server.url}).status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "/docs",
        "/redoc",
        "/openapi.json",
        "/gradio_api/openapi.json",
        "/gradio_api/info",
        "/gradio_api/docs",
        "/gradio_api/runs",
        "/gradio_api/deep_link",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/file=http://127.0.0.1:1/",
        "/gradio_api/proxy=http://127.0.0.1:1/",
        "/file=/etc/passwd",
        "/gradio_api/stream/a/b/c/playlist-file",
        "/gradio_api/vibe-code",
        "/monitoring",
        "/login_check",
        "/assets/../index.html",
        "/assets/%2e%2e/index.html",
        "/assets/..%2f..%2fpackage.json",
        "/static/img/..%2f..%2findex.html",
    ],
)
def test_what_the_page_does_not_call_is_closed(server, path):
    assert raw_status(server, f"GET {path}") == 404


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/upload", "/gradio_api/run/predict", "/gradio_api/call/start", "/login", "/"],
)
def test_nothing_can_be_sent_to_it_but_the_pages_own_calls(server, path):
    headers = {"origin": server.url}
    answer = httpx.post(server.url + path, files={"files": ("a.txt", b"x")}, headers=headers)
    assert answer.status_code == 404


def raw_status(server, line):
    """Status of a request whose path is sent as it is; clients tidy ``..`` away."""
    host, port = server.host.split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(
            f"{line} HTTP/1.1\r\nHost: {server.host}\r\nConnection: close\r\n\r\n".encode()
        )
        answer = connection.recv(4096).decode("latin-1")
    return int(re.match(r"HTTP/1.1 (\d+)", answer)[1])

"""The security headers that every answer carries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

SECURITY_HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=()",
}

#: What Gradio 6.31 needs beyond ``'self'``: styles that its components set, images in its styles,
#: and ``'unsafe-eval'`` for `gr.HTML`, which compiles its template in the browser. Inline scripts
#: run by their hash alone, so markup that slips into the page brings no script with it.
_POLICY: Final = {
    "default-src": "'none'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' data:",
    "manifest-src": "'self'",
    "media-src": "'self'",
    "script-src": "'self' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def content_policy(script_hashes: Iterable[str] = ()) -> str:
    """The Content-Security-Policy header.

    Args:
        script_hashes: base64 SHA-256 of the inline scripts that may run.
    """
    allowed = "".join(f" 'sha256-{digest}'" for digest in script_hashes)
    rules = {**_POLICY, "script-src": _POLICY["script-src"] + allowed}
    return "; ".join(f"{name} {value}" for name, value in rules.items())

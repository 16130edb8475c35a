"""Hands on a keyboard whose layout or input method this machine does not have.

They go over Chromium's own protocol: what a person's input method would do
(`Input.imeSetComposition`, `Input.insertText`) and keys of other layouts
(`Input.dispatchKeyEvent`).
"""

from __future__ import annotations

ALT, CTRL, SHIFT = 1, 2, 8  # modifiers of Input.dispatchKeyEvent


class Typist:
    """Hands on a keyboard, over Chromium's protocol."""

    def __init__(self, page):
        self.page = page
        self.protocol = page.context.new_cdp_session(page)

    def press(self, key, code, modifiers=0, *, writes="", then="", number=0):
        """One key, down and up; `writes` is what the layout makes of it, `then` an own event's."""
        event = {
            "key": key,
            "code": code,
            "modifiers": modifiers,
            "windowsVirtualKeyCode": number,
            **({"text": writes} if writes else {}),
        }
        down = "keyDown" if writes else "rawKeyDown"
        self.protocol.send("Input.dispatchKeyEvent", {"type": down, **event})
        event.pop("text", None)
        if then:
            self.protocol.send("Input.dispatchKeyEvent", {"type": "char", "text": then})
        self.protocol.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})

    def composes(self, *steps, takes):
        """An input method: the key that it gets, what it shows, at last what it writes."""
        for shown in steps:
            self.press("Process", "KeyK", number=229)
            self.protocol.send(
                "Input.imeSetComposition",
                {"text": shown, "selectionStart": len(shown), "selectionEnd": len(shown)},
            )
        # The Enter that takes it belongs to the input method.
        self.protocol.send(
            "Input.dispatchKeyEvent",
            {
                "type": "rawKeyDown",
                "key": "Enter",
                "code": "Enter",
                "windowsVirtualKeyCode": 229,
            },
        )
        self.protocol.send("Input.insertText", {"text": takes})
        self.protocol.send(
            "Input.dispatchKeyEvent",
            {"type": "keyUp", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13},
        )

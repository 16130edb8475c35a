"""The shell of the editor: an empty place that fills the window, and nothing else.

The editor is a program of its own (``ui/web``) that talks to the API. Its script stands in the
page's head (`localize_ui.page_head`), so that it is fetched, compiled and asks for its track while
Gradio still starts; as soon as the place is there, it moves in. Gradio has nothing to compute here:
no event, no timer, no template value that a later change could write over what the script drew.
"""

from __future__ import annotations

from typing import Final

import gradio as gr

#: Where the editor moves in; named in ``ui/web/src/main.ts`` too.
PLACE: Final = '<div id="lz-editor"></div>'

MISSING: Final = """
<main class="lz-missing" role="alert">
  <h1>The editor is not built</h1>
  <p>This is a checkout without the script that draws this page. Whoever runs the server types,
  in its folder:</p>
  <pre><code>make ui</code></pre>
  <p>and this page is then loaded again; the server need not be started anew. An installed wheel
  brings the script along.</p>
  <p><a href="/">Back to the season</a></p>
</main>
"""


def review_page() -> None:
    """Put the shell into the page that is being built."""
    gr.HTML(
        html_template=PLACE,
        js_on_load=None,
        apply_default_css=False,
        elem_id="lz-review",
        padding=False,
    )

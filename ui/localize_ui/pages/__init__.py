"""The pages that people work with: one Gradio application of several pages.

| module | what it holds |
|---|---|
| `desk` | what every page stands on: who asks, what they may, errors in words |
| `board` | a desk in Gradio's terms; `board.js` is its script in the browser |
| `elements` | HTML; whatever comes from people or files is escaped there |
| `frame` | the head bar with the pages and oneself |
| `season`, `template`, `deliver`, `effort`, `people` | the pages |
| `track_panel`, `pipeline` | beside the season's grid: people on a track; runs and episodes |
| `files_in` | there, too: subtitle files as tracks |
| `impacts`, `template_lists` | of a template: what a version does to markets; requests, versions |
| `names` | the page of the show's own words, a module each for its parts |
| `picking`, `charts`, `allowed`, `paths` | choosing a track, drawings, roles, addresses |
| `review` | the shell of the editor, which is a program of its own (``ui/web``) |
| `output` | what the machines wrote: files as they lie in the output folder |
"""

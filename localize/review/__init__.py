"""What people do to subtitles: the only way in which a person's change is made.

| module | what it holds |
|---|---|
| `acts` | what people may want to do, and which roles may |
| `policy` | whether they may here and now, as one pure decision |
| `edges` | which times of a cue the template holds, and how far they may move |
| `content` | what an edit does, as acts, so that every way in is decided by its content |
| `edits` | changes of text, time and other fields as values; applying and inverting them |
| `structure` | split, merge, insert, delete, a word pushed over a border |
| `pieces` | a cue's text cut and joined without breaking its tags |
| `replace`, `matcher` | find and replace with preview |
| `changes`, `impact`, `outcome` | what a new template version does to a market |
| `merge` | what a new machine draft may replace |
| `errors` | refusals and conflicts |

Those are pure. The service over the database:

| module | what it holds |
|---|---|
| `service` | `Review`: joins the subjects below |
| `reading`, `views` | what is shown of a season, a track, a cue |
| `editing`, `bordering`, `replacing`, `undoing` | cues, their borders, find and replace |
| `approving`, `assigning`, `noting`, `waiving` | states, who does what, notes, waivers |
| `importing`, `redrafting`, `filing` | a run's drafts, for a market of a template too; files |
| `drafts`, `remembered` | what of them is written; approved lines among them, and their locks |
| `templates` | `Templates`: publish, impact, hang |
| `publishing`, `hanging`, `starting`, `versions`, `plans`, `pivot`, `touched` | its parts |
| `requests` | `ChangeRequests`: what markets ask of a template |
| `actor`, `bench`, `desks`, `office` | who acts, and on what |
| `committing`, `following` | the one path by which a change is kept, and what follows it |
"""

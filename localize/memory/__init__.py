"""What was settled before: terms of the show, and lines of this market that people approved.

    terms = Terms(database, season)
    terms.add(actor, "Deep Six", "fr-FR", "Le Fond", kind="name")
    memory = Memory(database)                  # one for a whole server: it keeps what it has read
    memory.hits(actor, season, track_id, "c12")

| module | what it holds |
|---|---|
| `terms` | the termbase: names and words with one rendering in each market |
| `renderings` | the same, all markets at once |
| `term_rows` | rows of both: found, told apart, changed |
| `seen` | what somebody had read before they changed it |
| `characters` | who speaks in the show |
| `addresses` | how they address each other, market by market |
| `candidates` | names that the sources say and that no term has yet |
| `exchange` | all of these, and the memory, as files |
| `rules` | what holds for all of these: who may change them, how long a text may be |
| `likeness` | how like two source texts are. Pure |
| `shelf` | approved lines of a track with their source, read once a change |
| `recall` | the hits for a cue |
| `passages` | approved tracks cut into whole sentences and whole cues. Pure |
| `brought` | a memory's file for files that are translated without a project. Pure |
| `recap` | all that a market approved, for runs that need not draft it again |
"""

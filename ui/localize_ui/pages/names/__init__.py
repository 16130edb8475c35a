"""*Names*: the show's own words, to be seen and changed by everybody who works on it.

| module | what it holds |
|---|---|
| `desk` | the page: its parts, and which one is shown |
| `view` | who looks at what; what the parts have in common |
| `terms`, `term_form` | terms with their renderings in every market; one of them to be changed |
| `proposed` | names that the sources say and that no term has yet |
| `characters` | who speaks: gender and notes |
| `address`, `address_grid` | who addresses whom how in a market: one pair; all of them |
| `sheets` | key-names sheets, out and in |
"""

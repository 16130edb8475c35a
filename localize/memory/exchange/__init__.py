"""The show's own words and its memory as files that others send and ask for.

| module | what it holds |
|---|---|
| `values` | terms, characters, forms of address and lines as files have them. Pure |
| `sheets` | tables of text, and the reading of one cell. Pure |
| `key_names` | the key-names workbook: sheets ↔ values. Pure |
| `csv_sheet`, `xlsx_book` | tables ↔ bytes |
| `tmx`, `tbx`, `xliff` | memories and termbases ↔ bytes |
| `xml_tree` | XML of others read with limits, and ours written |
| `giving`, `taking` | key names: what is kept → values; values → what is kept |
| `giving_lines`, `taking_lines` | the memory: approved lines out, others' lines in |
| `report` | what taking in does, or would do |
| `headers`, `formality` | headers as people write them; who addresses whom how |
| `files` | which file holds key names how |

Nothing in a file is executed: a formula is refused, and text that a spreadsheet would take for one
is written so that it does not.
"""

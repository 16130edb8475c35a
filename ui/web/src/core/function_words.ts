/**
 * Words that hold on to what follows them: the tables of `localize/segmentation`, read from the one
 * file that has them (the bundler puts its text in; 41 kB, 18 in transfer).
 */

import tables from "../../../../localize/syntax/function_words.toml";

/** Classes of words that hold on, hardest first, and what a line's end on one costs. */
const HOLDS: readonly (readonly [string, number])[] = [
  // As localize/segmentation/weights.py has them (hold_titles to hold_pronouns).
  ["titles", 12],
  ["articles", 9],
  ["prepositions", 9],
  ["conjunctions", 8],
  ["auxiliaries", 5],
  ["negations", 5],
  ["pronouns", 4],
];
const RELATED: Readonly<Record<string, string>> = { yue: "zh", no: "nb", nn: "nb" };

export interface FunctionWords {
  /** What a line that ends on the word costs. */
  readonly holds: ReadonlyMap<string, number>;
  /** Words before which guides say to break. */
  readonly leads: ReadonlySet<string>;
  readonly abbreviations: ReadonlySet<string>;
  /** Words that hold on to the one before them: postpositions, particles. */
  readonly trailing: ReadonlySet<string>;
}

/** `[table]` and `name = "words"` are all that the file has. */
function parsed(text: string): Map<string, Map<string, readonly string[]>> {
  const found = new Map<string, Map<string, readonly string[]>>();
  let table = new Map<string, readonly string[]>();
  for (const line of text.split("\n")) {
    const head = /^\[([a-z]+)\]\s*$/.exec(line);
    const entry = /^([a-z]+) = "([^"]*)"\s*$/.exec(line);
    if (head) found.set(head[1] as string, (table = new Map()));
    else if (entry) table.set(entry[1] as string, (entry[2] as string).split(" "));
  }
  return found;
}

const languages = parsed(tables);
const cache = new Map<string, FunctionWords>();

/** The language alone: `es-419` → `es`. */
export function languageOf(locale: string): string {
  return locale.split("-", 1)[0] as string;
}

/** The words of a locale; empty for a language that has none. */
export function functionWords(locale: string): FunctionWords {
  const language = languageOf(locale);
  let known = cache.get(language);
  if (!known) {
    const lists = languages.get(RELATED[language] ?? language);
    const holds = new Map<string, number>();
    for (const [name, cost] of [...HOLDS].reverse()) {
      for (const word of lists?.get(name) ?? []) holds.set(word, cost);
    }
    known = {
      holds,
      leads: new Set([
        ...(lists?.get("prepositions") ?? []),
        ...(lists?.get("conjunctions") ?? []),
      ]),
      abbreviations: new Set(lists?.get("abbreviations") ?? []),
      trailing: new Set(lists?.get("trailing") ?? []),
    };
    cache.set(language, known);
  }
  return known;
}

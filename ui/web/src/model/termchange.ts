/** What a person wants of a term, over what they had read of it: nobody is written over unseen. */

import type { Term } from "../wire";

/** A term as it stands in fields. */
export interface TermText {
  readonly source: string;
  readonly target: string;
  readonly kind: string;
  readonly note: string;
}

export const TERM_FIELDS = ["source", "target", "kind", "note"] as const;
const ITSELF = ["source", "kind", "note"] as const;

/** As fields of one line show it: they leave line breaks out. */
export function shownTerm(term: Term): TermText {
  const line = (text: string): string => text.replace(/[\r\n]+/g, "").trim();
  return {
    source: line(term.source),
    target: line(term.target),
    kind: line(term.kind),
    note: line(term.note),
  };
}

/**
 * The body of `PUT terms/ID`: what was changed alone, with when what it takes the place of was
 * changed last. Null where nothing was.
 */
export function termChange(
  read: Term,
  typed: TermText,
  locale: string,
): Record<string, string | null> | null {
  const shown = shownTerm(read);
  const body: Record<string, string | null> = { locale };
  for (const name of TERM_FIELDS) if (typed[name] !== shown[name]) body[name] = typed[name];
  if (body.target !== undefined) body.seen = read.target_at;
  if (ITSELF.some((name) => body[name] !== undefined)) body.seen_term = read.term_at;
  return Object.keys(body).length > 1 ? body : null;
}

/** What was typed over a term that has changed meanwhile: what was left alone is as it is now. */
export function typedOver(before: Term, now: Term, typed: TermText): TermText {
  const [then, fresh] = [shownTerm(before), shownTerm(now)];
  const kept = (name: keyof TermText): string =>
    typed[name] === then[name] ? fresh[name] : typed[name];
  return {
    source: kept("source"),
    target: kept("target"),
    kind: kept("kind"),
    note: kept("note"),
  };
}

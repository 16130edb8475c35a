/**
 * Findings of each cue: those of the guide's limits measured here, at every input event; those of
 * other rules, and what is waived, as the server says.
 */

import type { Row } from "../editor";
import { checkCue, RULES, touched, type Context, type Measured } from "../core/checks";
import type { Finding, Severity, TrackRole } from "../wire";
import { kept } from "./lines";

/** A rule that may be broken, on a cue or (empty) on the whole track: `GET waivers`. */
export interface Waiver {
  readonly waiver_id: number;
  readonly cue_id: string;
  readonly rule: string;
}

const HERE: ReadonlySet<string> = new Set(RULES);
const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };
const NONE: readonly Finding[] = [];

export class Findings {
  /** Of `rows`, in the same places. */
  #measured: Measured[] = [];
  readonly #local = new Map<string, readonly Finding[]>();
  readonly #others = new Map<string, readonly Finding[]>();
  readonly #open = new Map<string, readonly Finding[]>();
  #waived: ReadonlySet<string> = new Set();

  constructor(
    private readonly context: Context,
    private readonly role: TrackRole,
    rows: readonly Row[],
  ) {
    this.arrange(rows);
    for (let index = 0; index < rows.length; index += 1) this.#measure(index);
  }

  /** What is open on a cue, blocking ones first. */
  of(id: string): readonly Finding[] {
    let found = this.#open.get(id);
    if (!found) {
      found = this.#merge(id);
      this.#open.set(id, found);
    }
    return found;
  }

  isWaived(id: string, rule: string): boolean {
    return this.#waived.has(`${id}\n${rule}`) || this.#waived.has(`\n${rule}`);
  }

  /** Cues came, went or changed places; what is measured of each must be told by `changed`. */
  arrange(rows: readonly Row[]): void {
    this.#measured = rows.map(measuredOf);
  }

  /** A cue has another text or times. Returns the cues whose findings are others now. */
  change(row: Row, index: number): ReadonlySet<string> {
    this.#measured[index] = measuredOf(row);
    return this.around(index);
  }

  /** Measure what a change in this place can touch. */
  around(index: number): ReadonlySet<string> {
    const others = new Set<string>();
    if (index >= this.#measured.length) index = this.#measured.length - 1;
    if (index < 0) return others;
    for (const at of touched(this.#measured, index)) {
      if (this.#measure(at)) others.add((this.#measured[at] as Measured).id);
    }
    return others;
  }

  /** What the server found on these cues (null: on all), of rules that are not measured here. */
  setOthers(ids: readonly string[] | null, found: readonly Finding[]): ReadonlySet<string> {
    const concerned = new Set(ids ?? this.#others.keys());
    const by = new Map<string, Finding[]>();
    for (const finding of found) {
      if (HERE.has(finding.rule) || finding.waived) continue;
      const list = by.get(finding.cue_id);
      if (list) list.push(finding);
      else by.set(finding.cue_id, [finding]);
      if (!ids) concerned.add(finding.cue_id);
    }
    for (const id of concerned) {
      this.#others.set(id, by.get(id) ?? NONE);
      this.#open.delete(id);
    }
    return concerned;
  }

  setWaivers(waivers: readonly Waiver[]): void {
    this.#waived = new Set(waivers.map(({ cue_id, rule }) => `${cue_id}\n${rule}`));
    this.#open.clear();
  }

  /** Whether its findings are others now. */
  #measure(index: number): boolean {
    const cue = this.#measured[index] as Measured;
    const found = checkCue(this.#measured, index, this.context, this.role);
    const before = this.#local.get(cue.id);
    if (before && sameFindings(before, found)) return false;
    this.#local.set(cue.id, found.length ? found : NONE);
    this.#open.delete(cue.id);
    return true;
  }

  #merge(id: string): readonly Finding[] {
    const all = [...(this.#local.get(id) ?? NONE), ...(this.#others.get(id) ?? NONE)];
    if (!all.length) return NONE;
    return all
      .filter((finding) => !this.isWaived(id, finding.rule))
      .sort((one, other) => ORDER[one.severity] - ORDER[other.severity]);
  }
}

function measuredOf(row: Row): Measured {
  const { translate, placement } = row.view.cue;
  const lines = row.dirty ? kept(row.lines) : row.view.cue.lines;
  return { id: row.id, start: row.start, end: row.end, lines, translate, placement };
}

function sameFindings(one: readonly Finding[], other: readonly Finding[]): boolean {
  return (
    one.length === other.length &&
    one.every((finding, index) => {
      const twin = other[index];
      return (
        twin !== undefined &&
        finding.rule === twin.rule &&
        finding.message === twin.message &&
        finding.start === twin.start &&
        finding.severity === twin.severity &&
        finding.fix?.end === twin.fix?.end &&
        finding.fix?.start === twin.fix?.start &&
        (finding.fix?.lines ?? []).join("\n") === (twin.fix?.lines ?? []).join("\n")
      );
    })
  );
}

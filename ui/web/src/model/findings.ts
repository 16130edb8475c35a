/**
 * Findings of each cue: those of the guide's limits measured here, at every input event; those of
 * other rules, and what is waived, as the server says.
 */

import { autoBreak } from "../core/breaking";
import { checkCue, RULES, touched, type Context, type Measured } from "../core/checks";
import { count } from "../core/counting";
import { lineLimit } from "../core/measure";
import type { Row } from "../editor";
import type { Finding, Severity, TrackRole } from "../wire";
import { kept, same } from "./lines";

/** A rule that may be broken, on a cue or (empty) on the whole track: `GET waivers`. */
export interface Waiver {
  readonly waiver_id: number;
  readonly cue_id: string;
  readonly rule: string;
  readonly reason?: string;
}

const HERE: ReadonlySet<string> = new Set(RULES);
const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };
const NONE: readonly Finding[] = [];
/** Under this id is what is found of the whole track, and of no cue. */
export const TRACK = "";

export class Findings {
  /** Of `rows`, in the same places. */
  #measured: Measured[] = [];
  readonly #local = new Map<string, readonly Finding[]>();
  readonly #others = new Map<string, readonly Finding[]>();
  /** Cues whose text has changed since the server was asked about them. */
  readonly #typedOn = new Set<string>();
  /** Of rules that look at the whole track. */
  readonly #whole = new Map<string, readonly Finding[]>();
  readonly #open = new Map<string, readonly Finding[]>();
  #waivers: ReadonlyMap<string, Waiver> = new Map();

  constructor(
    private readonly context: Context,
    private readonly role: TrackRole,
    rows: readonly Row[],
  ) {
    this.arrange(rows);
    for (let index = 0; index < rows.length; index += 1) this.#measure(index);
  }

  /** What is open on a cue, or (`TRACK`) on the track as a whole; blocking ones first. */
  of(id: string): readonly Finding[] {
    let found = this.#open.get(id);
    if (!found) {
      found = this.#merge(id).filter((one) => !one.waived);
      this.#open.set(id, found.length ? found : NONE);
    }
    return found;
  }

  /** What is waived on a cue, with why, and the waiver that it can be withdrawn by. */
  waivedOf(id: string): readonly Finding[] {
    return this.#merge(id).filter((one) => one.waived);
  }

  isWaived(id: string, rule: string): boolean {
    return this.#waiver(id, rule) !== undefined;
  }

  /** Cues came, went or changed places; what is measured of each must be told by `changed`. */
  arrange(rows: readonly Row[]): void {
    this.#measured = rows.map(measuredOf);
  }

  /** A cue has another text or times. Returns the cues whose findings are others now. */
  change(row: Row, index: number): ReadonlySet<string> {
    const before = this.#measured[index];
    const now = measuredOf(row);
    this.#measured[index] = now;
    if (before?.id === now.id && !same(before.lines, now.lines)) {
      this.#typedOn.add(now.id);
      this.#open.delete(now.id);
    }
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

  /**
   * What the server found in the texts as they are now, of rules that are not measured here: on
   * these cues alone; or (null) on all, with what rules say that look at the whole track.
   */
  setOthers(ids: readonly string[] | null, found: readonly Finding[]): ReadonlySet<string> {
    const concerned = new Set(ids ?? this.#others.keys());
    const here = found.filter((one) => !HERE.has(one.rule));
    const by = byCue(here.filter((one) => !one.whole_track));
    if (!ids) for (const id of by.keys()) concerned.add(id);
    for (const id of concerned) {
      this.#others.set(id, by.get(id) ?? NONE);
      this.#typedOn.delete(id);
      this.#open.delete(id);
    }
    if (!ids) for (const id of this.setWhole(here)) concerned.add(id);
    return concerned;
  }

  /** What rules say now that look at the whole track. */
  setWhole(found: readonly Finding[]): ReadonlySet<string> {
    const concerned = new Set(this.#whole.keys());
    this.#whole.clear();
    for (const [id, own] of byCue(found.filter((one) => one.whole_track))) {
      this.#whole.set(id, own);
      concerned.add(id);
    }
    for (const id of concerned) this.#open.delete(id);
    return concerned;
  }

  setWaivers(waivers: readonly Waiver[]): void {
    this.#waivers = new Map(waivers.map((one) => [`${one.cue_id}\n${one.rule}`, one]));
    this.#open.clear();
  }

  #waiver(id: string, rule: string): Waiver | undefined {
    return this.#waivers.get(`${id}\n${rule}`) ?? this.#waivers.get(`\n${rule}`);
  }

  /** Whether its findings are others now. */
  #measure(index: number): boolean {
    const cue = this.#measured[index] as Measured;
    const found = checkCue(this.#measured, index, this.context, this.role).map((one) =>
      one.rule === "line-length" && !one.fix ? this.#broken(one, cue) : one,
    );
    const before = this.#local.get(cue.id);
    if (before && sameFindings(before, found)) return false;
    this.#local.set(cue.id, found.length ? found : NONE);
    this.#open.delete(cue.id);
    return true;
  }

  /** A line that is too long, with the lines that the auto break makes, where these hold the text. */
  #broken(finding: Finding, cue: Measured): Finding {
    const { limits } = this.context;
    const { counting, locale, max_lines: maxLines } = limits;
    const maxLength = lineLimit(cue, limits);
    const lines = autoBreak(cue.lines, { locale, counting, maxLines, maxLength });
    const fits = lines.every((line) => count(line, counting) <= maxLength);
    if (!fits || lines.length > maxLines) return finding;
    return { ...finding, fix: { cue_id: cue.id, start: null, end: null, lines } };
  }

  #merge(id: string): readonly Finding[] {
    const told = [...(this.#others.get(id) ?? NONE), ...(this.#whole.get(id) ?? NONE)];
    const all = [
      ...(this.#local.get(id) ?? NONE),
      ...(this.#typedOn.has(id) ? told.map(withoutLines) : told),
    ];
    if (!all.length) return NONE;
    return all
      .map((finding) => {
        const waiver = this.#waiver(id, finding.rule);
        if (!waiver) return finding;
        const { waiver_id, reason = "" } = waiver;
        return { ...finding, waived: true, waiver_id, reason };
      })
      .sort((one, other) => ORDER[one.severity] - ORDER[other.severity]);
  }
}

/** A text that was typed on has no use for a fix of what it was. */
function withoutLines(finding: Finding): Finding {
  return finding.fix?.lines ? { ...finding, fix: null } : finding;
}

function byCue(found: readonly Finding[]): Map<string, Finding[]> {
  const by = new Map<string, Finding[]>();
  for (const finding of found) {
    const list = by.get(finding.cue_id);
    if (list) list.push(finding);
    else by.set(finding.cue_id, [finding]);
  }
  return by;
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

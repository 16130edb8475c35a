/** One visit of a cue, as it is kept and sent; and what is told of it. */

import type { Row } from "../editor";
import type { Finding } from "../wire";
import type { Activity } from "./activity";

/** What is sent of one visit; `sent` is added when it goes. */
export interface Report {
  readonly key: string;
  readonly track_id: number;
  readonly cue_id: string;
  readonly draft: "none" | "mt" | "tm" | "human";
  readonly order: "programme" | "risk" | "findings" | "filter";
  readonly opened: string;
  readonly closed: string;
  readonly before: number;
  readonly after: number;
  readonly activity: readonly Activity[];
  readonly plays: number;
  readonly loops: number;
  readonly seeks: number;
  readonly inserted: number;
  readonly deleted: number;
  readonly navigation_keys: number;
  readonly command_keys: number;
  readonly mouse_actions: number;
  readonly suggestion: number;
  readonly findings_shown: number;
  readonly findings_fixed: number;
  readonly findings_waived: number;
  readonly watched: boolean;
  readonly speed: number;
}

/** A visit that is closed, as it is kept. */
export interface Kept {
  readonly report: Report;
  /** What was typed in its cue is not saved yet, so that its last revision is not known. */
  readonly waits: boolean;
}

/** What the person had before them. */
export function draftOf(row: Row): Report["draft"] {
  if (row.withheld || !row.lines.some((line) => line.trim())) return "none";
  return row.view.state === "machine" && row.view.machine ? "mt" : "human";
}

/** Findings told apart, though two lines of a cue may break one rule. */
export function keysOf(findings: readonly Finding[]): Set<string> {
  const found = new Set<string>();
  for (const { rule } of findings) {
    let number = 1;
    while (found.has(`${rule}\n${number}`)) number += 1;
    found.add(`${rule}\n${number}`);
  }
  return found;
}

/** Characters deleted and inserted from one text to the next: one stretch, as typing makes it. */
export function difference(before: string, after: string): readonly [number, number] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) {
    tail += 1;
  }
  const count = (text: string): number => [...text.slice(head, text.length - tail)].length;
  return [count(before), count(after)];
}

export function keptOf(text: string | null): Kept | null {
  if (text === null) return null;
  try {
    const data = JSON.parse(text) as { report?: Partial<Report>; waits?: unknown } | null;
    const report = data?.report;
    const sound =
      typeof report?.key === "string" &&
      !Number.isNaN(Date.parse(report.opened ?? "")) &&
      !Number.isNaN(Date.parse(report.closed ?? ""));
    return sound ? { report: report as Report, waits: data?.waits === true } : null;
  } catch {
    return null; // another version of the page wrote it
  }
}

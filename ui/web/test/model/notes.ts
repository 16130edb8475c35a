/** Notes that wait. */

import type { Note } from "../../src/wire";
import { BEN } from "./server";

/** A flag by which Ben returned a cue; `yours`: to the person at the page. */
export const flag = (cue_id: string, yours: boolean): Note => ({
  note_id: 1, track_id: 1, cue_id, kind: "flag", scope: "here", category: "returned", severity: "",
  text: "Too long", by: BEN.id, at: "2026-11-25T12:00:00+00:00", answer: "", answered_by: null,
  answered_at: null, yours,
}); // prettier-ignore

/** From finding to finding, and their fixes. */

import type { Command } from "../keys/commands";
import type { Editor, Row } from "../editor";
import { S } from "../strings";
import type { Finding } from "../wire";
import { currentOf } from "./common";

/** The first of these rows after the current one, round the end of the programme. */
function toFinding(by: 1 | -1): Command {
  return (editor: Editor) => {
    const { model, settings } = editor;
    const { rows } = model;
    // The list shows one rule alone: so does the way from finding to finding.
    const rule = model.filter.what === "rule" ? model.filter.rule : undefined;
    const found = (row: Row): readonly Finding[] => {
      const all = model.findings(row.id);
      return rule === undefined ? all : all.filter((one) => one.rule === rule);
    };
    const blocks = (row: Row): boolean => found(row).some(({ severity }) => severity === "error");
    const any = (row: Row): boolean => found(row).length > 0;
    const wanted = settings.values.blockingFirst && rows.some(blocks) ? blocks : any;
    const here = model.current ? model.index(model.current.id) : by > 0 ? -1 : 0;
    for (let away = 1; away <= rows.length; away += 1) {
      const at = (here + by * away + 2 * rows.length) % rows.length;
      const row = rows[at];
      if (!row || !wanted(row)) continue;
      model.select(row.id);
      const [first] = found(row);
      const round = by > 0 ? at <= here : at >= here;
      if (first) model.say(round && here >= 0 ? S.fromOtherEnd(first.message) : first.message);
      return;
    }
    model.say(S.noFindings, "done");
  };
}

export const findingNext = toFinding(1);
export const findingBefore = toFinding(-1);

/** Apply the safe change of the first finding that has one; the focus stays where it is. */
export const findingFix: Command = async (editor) => {
  const row = currentOf(editor);
  if (!row) return;
  const found = editor.model.findings(row.id);
  const finding = found.find(({ fix }) => fix !== null);
  if (!finding) {
    const [first] = found;
    editor.model.say(first ? S.noFix(first.message) : S.noFindingHere);
    return;
  }
  await applyFix(editor, finding);
};

/** Apply a finding's fix by acts, if the cue still has it so; whether it was done. */
export async function applyFix({ model }: Editor, finding: Finding): Promise<boolean> {
  const { fix, message, rule } = finding;
  if (!fix) return false;
  // A list may show what was found before somebody wrote: the fix would write over it.
  const same = JSON.stringify(fix);
  const found = [...model.findings(finding.cue_id), ...model.waived(finding.cue_id)];
  if (!found.some((one) => one.rule === rule && JSON.stringify(one.fix) === same)) {
    model.say(S.fixOvertaken, "refused");
    return false;
  }
  const { cue_id, start, end, lines } = fix;
  const what = S.actFix;
  // At once, as typed: an act would wait, and write over what came meanwhile.
  if (lines !== null && !(await model.write(cue_id, lines))) return false;
  if (start !== null || end !== null) {
    const times = { ...(start === null ? {} : { start }), ...(end === null ? {} : { end }) };
    const done = await model.act({ route: "times", cue_id, body: times, what });
    if (!done.ok) return false;
  }
  model.say(S.fixed(message), "done");
  return true;
}

/** Rules by the names that people use for them. */

import { S } from "../strings";

/** A rule that the catalogue does not name (somebody's own check) is shown by its own name. */
export function ruleName(rule: string): string {
  const names: Readonly<Record<string, string>> = S.rule;
  return names[rule] ?? rule.replaceAll("-", " ");
}

/** What the saver asks of, and tells to, whoever holds the cues. */

import type { CueView, Edited, WireError } from "../wire";
import type { Unsaved } from "./unsaved";

export interface SaverHost {
  view(id: string): CueView | undefined;
  /** Take in what a save did. */
  edited(edited: Edited): void;
  /** Take in what others did; whether the server was reached. */
  pull(): Promise<boolean>;
  /** What is unsaved of a cue changed: undefined for nothing any more. */
  unsaved(id: string, unsaved: Unsaved | undefined): void;
  status(): void;
  conflict(): void;
  refused(id: string, message: string): void;
  signedOut(error: WireError): void;
  /** What was kept here alone has been saved. */
  recovered(): void;
  /** The browser cannot keep it. */
  notKept(): void;
  /** Who a person is, by number. */
  who(person: number): string;
  /** Whose a cue's last change was, and when; null where that is not heard. */
  last(id: string): Promise<{ readonly by: string; readonly at: string } | null>;
}

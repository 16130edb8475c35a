/**
 * Every word that the editor shows, in one place, so that another language is another object of
 * this shape. Plain texts are strings, texts with figures or names in them are functions.
 * Parts of the editor add theirs under their own heading.
 */

export const S = {
  // --- Head (sheet) ------------------------------------------------------------------------------
  season: "Season",
  deliver: "Deliver",
  confirmedOf: (confirmed: number, total: number) => `${confirmed}/${total} confirmed`,
  blockingCount: (count: number) => (count === 1 ? "1 blocking" : `${count} blocking`),
  savedAt: (clock: string) => `Saved ${clock}`,
  saved: "Saved",
  saving: "Saving…",
  notSaved: "Not saved, kept here",

  // --- Player and timeline (stage) ---------------------------------------------------------------

  // --- Commands (commands) -----------------------------------------------------------------------

  // --- Model (model) -----------------------------------------------------------------------------
} as const;

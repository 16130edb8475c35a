/** What stands on the page while it opens, and where it cannot: always with what to do. */

import type { Caller } from "../editor";
import { S } from "../strings";
import type { WireError } from "../wire";
import { fill, h } from "./dom";

export class Loading {
  readonly element = h("main", { class: "lz-loading", attrs: { "aria-live": "polite" } });

  constructor() {
    this.say(S.opening);
  }

  say(text: string): void {
    fill(this.element, h("p", { class: "lz-muted", text }));
  }

  /** The server said no. */
  refused(error: WireError): void {
    const signedOut = error.code === "signed-out" || error.code === "sign-in";
    fill(
      this.element,
      h("h1", { text: signedOut ? S.signedOutTitle : S.cannotOpen }),
      h("p", { text: error.message }),
      error.hint ? h("p", { class: "lz-muted", text: error.hint }) : null,
      h(
        "p",
        { class: "lz-form-row" },
        signedOut
          ? h("a", { class: "lz-link", text: S.signInHere, attrs: { href: "/sign-in" } })
          : null,
        h("a", { class: "lz-link", text: S.backToSeason, attrs: { href: "/" } }),
      ),
    );
    this.element.setAttribute("role", "alert");
  }

  /** A mistake of ours: told as such, with what the browser knows. */
  broken(error: unknown): void {
    fill(
      this.element,
      h("h1", { text: S.brokenTitle }),
      h("p", { text: S.brokenHint }),
      h("pre", { text: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      h("p", {}, h("a", { class: "lz-link", text: S.backToSeason, attrs: { href: "/" } })),
    );
    this.element.setAttribute("role", "alert");
  }

  /** No track was named: those that there are. */
  async choose(api: Caller): Promise<void> {
    const answer = await api.call<Season>("GET", "season");
    if (!answer.ok) {
      if (answer.error) this.refused(answer.error);
      else this.say(S.notReached);
      return;
    }
    const { tracks } = answer.data;
    const roles: Readonly<Record<string, string>> = S.role;
    fill(
      this.element,
      h("h1", { text: S.chooseTrack }),
      tracks.length === 0 ? h("p", { class: "lz-muted", text: S.noTracks }) : null,
      h(
        "ul",
        { class: "lz-choose" },
        ...tracks.map((one) =>
          h(
            "li",
            {},
            h("a", {
              class: "lz-link",
              text: `${one.episode} · ${one.locale} · ${roles[one.role] ?? one.role}`,
              attrs: { href: `/review?track=${one.track_id}` },
            }),
            h("span", { class: "lz-muted", text: ` ${one.stage}` }),
          ),
        ),
      ),
      h("p", {}, h("a", { class: "lz-link", text: S.backToSeason, attrs: { href: "/" } })),
    );
  }
}

interface Season {
  readonly tracks: readonly {
    readonly track_id: number;
    readonly episode: string;
    readonly locale: string;
    readonly role: string;
    readonly stage: string;
  }[];
}

/**
 * The picture in a window of its own, for a second screen. The video stays where it is and each
 * presented frame is drawn over there: one decoder, so that both always show the same frame.
 */

import type { Row } from "../editor";
import { SubtitleLayer, type Look } from "./subtitle";

/** Styles of the editor that the other window needs. */
const NEEDED = /\.lz-(sub|safe|picture-(frame|names))/;

function styles(): string {
  const rules: string[] = [];
  for (const sheet of document.styleSheets) {
    let found: CSSRuleList;
    try {
      found = sheet.cssRules;
    } catch (error) {
      // A sheet of another origin does not tell its rules, and is none of ours.
      if (error instanceof DOMException) continue;
      throw error;
    }
    for (const rule of found) if (NEEDED.test(rule.cssText)) rules.push(rule.cssText);
  }
  return rules.join("\n");
}

const OWN = `
  html, body { margin: 0; height: 100%; background: #000; overflow: hidden; }
  body { display: grid; place-items: center; }
  .lz-picture-frame { position: relative; width: min(100vw, 100vh * var(--w) / var(--h));
    aspect-ratio: var(--w) / var(--h);
    --lz-picture-height: min(100vh, 100vw * var(--h) / var(--w)); }
  canvas { width: 100%; height: 100%; display: block; }
`;

export interface PictureWindow {
  /** Draw what is presented now. */
  draw(rows: readonly Row[]): void;
  setSafe(on: boolean): void;
  close(): void;
}

/** Undefined where the browser opens none. `closed` is called when the person closes it. */
export function openPictureWindow(
  video: HTMLVideoElement | null,
  look: Look,
  about: { readonly title: string; readonly name: string; readonly safe: boolean },
  closed: () => void,
): PictureWindow | undefined {
  const other = window.open("", "", "popup,width=1280,height=720");
  if (!other) return undefined;
  const page = other.document;
  page.title = about.title;
  const style = page.createElement("style");
  style.textContent = styles() + OWN;
  page.head.append(style);

  const frame = page.createElement("div");
  frame.className = "lz-picture-frame";
  frame.classList.toggle("lz-safe-on", about.safe);
  const canvas = page.createElement("canvas");
  const safe = page.createElement("div");
  safe.className = "lz-safe";
  const names = page.createElement("div");
  names.className = "lz-picture-names";
  if (about.name) {
    for (let index = 0; index < 5; index += 1) {
      const span = page.createElement("span");
      span.textContent = about.name;
      names.append(span);
    }
  }
  const layer = new SubtitleLayer(page, look);
  frame.append(canvas, safe, names, layer.element);
  page.body.append(frame);
  const context = canvas.getContext("2d");

  let open = true;
  const shut = (): void => {
    if (!open) return;
    open = false;
    window.removeEventListener("pagehide", away);
    closed();
  };
  // A window of ours does not stay behind when the page goes.
  const away = (): void => other.close();
  window.addEventListener("pagehide", away);
  other.addEventListener("pagehide", shut);

  return {
    draw: (rows) => {
      if (!open) return;
      const width = video?.videoWidth || 1280;
      const height = video?.videoHeight || 720;
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
        frame.style.setProperty("--w", String(width));
        frame.style.setProperty("--h", String(height));
      }
      if (video?.videoWidth) context?.drawImage(video, 0, 0, width, height);
      layer.draw(rows);
    },
    setSafe: (on) => frame.classList.toggle("lz-safe-on", on),
    close: () => {
      other.close();
      shut();
    },
  };
}

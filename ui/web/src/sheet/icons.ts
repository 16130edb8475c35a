/** Small signs, drawn as lines so that they are sharp at any size; each is told in words too. */

const SVG = "http://www.w3.org/2000/svg";

/** Paths on a square of 16. */
const PATHS = {
  machine: "M4 8h8",
  edited: "M3.5 12.5l1-3 6.5-6.5 2 2L6.5 11.5z",
  reviewed: "M3 8.5l3.2 3.2L13 5",
  approved: "M1.5 8.5l3 3L10 5.5M7.5 11l.5.5L14.5 5.5",
  error: "M8 2.5v7M8 12v1.5",
  stale: "M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3",
  note: "M3 3h10v7.5H8L5 13v-2.5H3z",
  lock: "M4 7.5h8v6H4zM5.5 7.5V5.5a2.5 2.5 0 0 1 5 0v2",
  mute: "M3 6.5v3h2l3 2.5v-8L5 6.5zM10.5 6l4 4M14.5 6l-4 4",
  speech: "M3 6.5v3h2l3 2.5v-8L5 6.5zM10.5 5.5a3.5 3.5 0 0 1 0 5",
  forced: "M3 3.5h10v9H3zM5.5 10h5",
  song: "M6 12.2V4l6-1.3v8.2M6 12.2a1.7 1.7 0 1 1-1.7-1.7A1.7 1.7 0 0 1 6 12.2zM12 10.9a1.7 1.7 0 1 1-1.7-1.7",
  sound: "M2.5 8h2l1.5-4 3 8 2-6 1 2h1.5",
  vertical: "M8 2v11M5 10.5L8 13.5l3-3",
  "shot-list": "M2.5 5.5h11v8h-11zM2.5 5.5l1-3 10 1v2M5.5 2.8l1.5 2.7M9 3l1.5 2.5",
  settings:
    "M8 5.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5zM8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6L5 5M11 11l1.4 1.4M12.4 3.6L11 5M5 11l-1.4 1.4",
  help: "M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M8 12.5v1",
  close: "M4 4l8 8M12 4l-8 8",
} as const;

export type Icon = keyof typeof PATHS;

export function icon(name: Icon, className = ""): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `lz-icon ${className}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** One icon that turns into another without new elements. */
export function turn(svg: SVGSVGElement, name: Icon): void {
  const path = svg.firstElementChild!;
  if (path.getAttribute("d") !== PATHS[name]) path.setAttribute("d", PATHS[name]);
}

/** Signs of the transport, filled so that they are found at a glance; each is told in words too. */

const SVG = "http://www.w3.org/2000/svg";

/** Paths on a square of 16. */
const PATHS = {
  play: "M4 2.5l9 5.5-9 5.5z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  frameBack: "M3 3h2v10H3zM13 3v10L6 8z",
  frameOn: "M11 3h2v10h-2zM3 3v10l7-5z",
  loop: "M5 4h6a3 3 0 0 1 3 3v2a3 3 0 0 1-3 3H7v2l-3.5-2.8L7 8.5v2h4A1.5 1.5 0 0 0 12.5 9V7A1.5 1.5 0 0 0 11 5.5H5A1.5 1.5 0 0 0 3.5 7v1H2V7a3 3 0 0 1 3-3z",
  follow: "M7.2 1.5h1.6v2.2a4.4 4.4 0 0 1 3.5 3.5h2.2v1.6h-2.2a4.4 4.4 0 0 1-3.5 3.5v2.2H7.2v-2.2a4.4 4.4 0 0 1-3.5-3.5H1.500V7.200h2.200a4.4 4.4 0 0 1 3.5-3.500zM8 5.200a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.600z",
  safe: "M1.5 3h13v10h-13zM3 4.500v7h10v-7zM4.5 6h7v4h-7zM5.5 7v2h5V7z",
  window: "M1.5 3H9v1.500H3v7h10V9h1.500v4h-13zM10 2h4.500v4.500L12.8 4.8 9.6 8 8.5 6.900l3.2-3.200z",
} as const;

export type Sign = keyof typeof PATHS;

export function sign(name: Sign): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "lz-sign");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}

export function turnSign(svg: SVGSVGElement, name: Sign): void {
  const path = svg.firstElementChild;
  if (path && path.getAttribute("d") !== PATHS[name]) path.setAttribute("d", PATHS[name]);
}

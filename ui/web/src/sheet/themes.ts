/** The page's colours: dark, light, or as the system has it. */

import type { Settings } from "../editor";

export function followTheme(settings: Settings): void {
  const light = window.matchMedia("(prefers-color-scheme: light)");
  const draw = (): void => {
    const { theme } = settings.values;
    document.documentElement.dataset["theme"] =
      theme === "system" ? (light.matches ? "light" : "dark") : theme;
  };
  light.addEventListener("change", draw);
  settings.on((key) => {
    if (key === "theme") draw();
  });
  draw();
}

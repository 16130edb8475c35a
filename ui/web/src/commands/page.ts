/** The page itself: focuses, panels, zoom. */

import type { Command } from "../keys/commands";
import type { NoteAs, Panel } from "../editor";

/** How much one press of a zoom key changes. */
const ZOOM = 1.5;
const LOUDER = 1.25;

export const focusOn = (focus: "text" | "timeline"): Command => ({ screen }) => screen.setFocus(focus);
export const panel = (name: Panel): Command => ({ screen }) => screen.openPanel(name);
export const note = (as?: NoteAs): Command => ({ screen }) => screen.openNote(as);

export const closePanel: Command = ({ screen }) => screen.closePanel();
export const find: Command = ({ screen }) => screen.openFind(false);
export const replace: Command = ({ screen }) => screen.openFind(true);
export const findNext: Command = ({ screen }) => screen.findNext(1);
export const findBefore: Command = ({ screen }) => screen.findNext(-1);
export const goToAny: Command = ({ screen }) => screen.openGoTo();
export const help: Command = ({ screen }) => screen.toggleHelp();
export const shotList: Command = ({ screen }) => screen.toggleShotList();
export const settings: Command = ({ screen }) => screen.toggleSettings();
export const pictureWindow: Command = ({ player }) => player.togglePictureWindow();
export const zoomIn: Command = ({ timeline }) => timeline.zoomBy(1 / ZOOM);
export const zoomOut: Command = ({ timeline }) => timeline.zoomBy(ZOOM);
export const louder: Command = ({ timeline }) => timeline.loudnessBy(LOUDER);
export const softer: Command = ({ timeline }) => timeline.loudnessBy(1 / LOUDER);

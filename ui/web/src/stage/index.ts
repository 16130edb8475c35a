export { createPlayer } from "./create";
export { createTimeline } from "./timeline";

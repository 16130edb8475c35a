/**
 * Which frame is on the screen. `requestVideoFrameCallback` says it (Chromium, Safari, Firefox from
 * 132): its `mediaTime` is the presented frame's own time, while `currentTime` is up to a frame off
 * during playback. Where it is missing, and for sound alone, the element's time is read instead.
 */

import type { FrameRate } from "../core/frames";

/** Seconds by which an element's time may fall short of a frame's start: doubles, time bases. */
const SLACK = 5e-5;

export interface FrameClock {
  /** The frame on the screen at this moment, of which the page may not have been told yet. */
  now(): number;
  /** Look again: the element started to play, or landed after a seek. */
  wake(): void;
  dispose(): void;
}

/** Calls `tell` with each frame that is presented. To be made once the element knows its tracks. */
export function frameClock(
  media: HTMLVideoElement,
  rate: FrameRate,
  tell: (frame: number) => void,
): FrameClock {
  return media.videoWidth > 0 && "requestVideoFrameCallback" in media
    ? presentedFrames(media, rate, tell)
    : readFrames(media, rate, tell);
}

function presentedFrames(
  video: HTMLVideoElement,
  rate: FrameRate,
  tell: (frame: number) => void,
): FrameClock {
  let disposed = false;
  let handle = 0;
  let last = 0;
  let shownAt = 0; // ms, on the clock of performance.now()
  const presented = (_now: number, about: VideoFrameCallbackMetadata): void => {
    if (disposed) return;
    handle = video.requestVideoFrameCallback(presented);
    last = Math.max(0, rate.frameOfSeconds(about.mediaTime));
    shownAt = about.expectedDisplayTime;
    tell(last);
  };
  handle = video.requestVideoFrameCallback(presented);
  return {
    now: () => {
      if (video.paused || video.seeking) return last;
      // The picture goes on while the page is busy and hears of no frame: then its clock is asked.
      const since = ((performance.now() - shownAt) * video.playbackRate) / 1000;
      const gone = Math.floor((since * rate.num) / rate.den);
      if (gone < 2) return last;
      return Math.max(last, Math.min(last + gone, frameAt(video.currentTime, rate)));
    },
    wake: () => undefined,
    dispose: () => {
      disposed = true;
      video.cancelVideoFrameCallback(handle);
    },
  };
}

function readFrames(
  media: HTMLMediaElement,
  rate: FrameRate,
  tell: (frame: number) => void,
): FrameClock {
  let handle = 0;
  let told = -1;
  const read = (): void => {
    handle = media.paused || media.ended ? 0 : requestAnimationFrame(read);
    if (media.seeking) return;
    const frame = frameAt(media.currentTime, rate);
    if (frame === told) return;
    told = frame;
    tell(frame);
  };
  return {
    now: () => frameAt(media.currentTime, rate),
    wake: () => {
      told = -1;
      if (!handle) read();
    },
    dispose: () => cancelAnimationFrame(handle),
  };
}

/** The frame on the screen at a time in seconds, where nothing says which one is presented. */
export function frameAt(seconds: number, rate: FrameRate): number {
  return Math.max(0, Math.floor(((seconds + SLACK) * rate.num) / rate.den));
}

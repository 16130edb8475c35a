/** Puts picture, transport and player together: what `main.ts` calls. */

import type { Model, Player, Row, Settings } from "../editor";
import { S } from "../strings";
import type { Media } from "../wire";
import { h } from "../sheet/dom";
import { Following } from "./follow";
import { WorkingCopy } from "./media";
import { Picture, type Notice } from "./picture";
import { openPictureWindow, type PictureWindow } from "./picturewindow";
import { MediaPlayer } from "./player";
import { LiveIndex } from "./rowindex";
import { shownAt, type Look } from "./subtitle";
import { createTransport, type Transport } from "./transport";
import { TypePause } from "./typepause";
import { Watch } from "./watch";

type Event = "frame" | "state" | "ready";

class Stage implements Player {
  readonly watch: Watch;
  readonly #video = h("video", { class: "lz-video", attrs: { playsinline: true, tabindex: -1 } });
  readonly #rows: LiveIndex;
  readonly #player: MediaPlayer;
  readonly #picture: Picture;
  readonly #transport: Transport;
  readonly #copy: WorkingCopy;
  readonly #following: Following;
  readonly #typePause: TypePause;
  readonly #look: Look;
  readonly #off: (() => void)[] = [];
  #window: PictureWindow | undefined;

  constructor(
    private readonly model: Model,
    private readonly settings: Settings,
    private readonly host: HTMLElement,
  ) {
    const { desk, rate } = model;
    this.#look = { locale: desk.track.locale, rightToLeft: desk.right_to_left };
    this.#rows = new LiveIndex(model);
    this.#copy = new WorkingCopy(desk.media, model.api, desk.track.track_id, (event) => {
      if (event === "source") this.#player.load(this.#copy.media);
      this.#showMedia();
    });
    this.#player = new MediaPlayer({
      rate,
      media: this.#video,
      frames: () => this.length,
      stuck: () => this.#copy.stuck(),
      broke: (reason) => this.#copy.broke(reason),
      works: () => this.#copy.works(),
      refused: (reason) =>
        model.say(reason === "no-media" ? S.nothingToPlay : S.playNotAllowed, "refused"),
    });
    this.watch = new Watch(model, this.#player, this.#rows, () => this.length, () => this.#state());
    this.#following = new Following(model, settings, this.#player, this.#rows);
    this.#typePause = new TypePause(model, settings, this.#player);
    this.#picture = new Picture(this.#video, this.#look, { picture: S.picture, again: S.tryAgain });
    this.#transport = createTransport(model, settings, this);
    host.classList.add("lz-stage");
    host.replaceChildren(this.#picture.element, this.#transport.element);

    this.#off.push(
      this.#player.on((event) => this.#heard(event)),
      model.on((event) => {
        if (event.type === "rows" || event.type === "typed") this.#draw();
        else if (event.type === "desk") this.#copy.heard(model.desk.media);
      }),
      settings.on((key) => {
        if (key === "safeArea" || key === "follow") this.#state();
      }),
    );
    this.#state();
    this.#showMedia();
    this.#draw();
    this.#copy.start();
  }

  get media(): Media {
    return this.#copy.media;
  }
  get ready(): boolean {
    return this.#player.ready;
  }
  get playing(): boolean {
    return this.#player.playing;
  }
  get speed(): number {
    return this.#player.speed;
  }
  get frame(): number {
    return this.#player.frame;
  }
  get time(): number {
    return this.#player.time;
  }
  get target(): number {
    return this.#player.target;
  }
  get looping(): boolean {
    return this.#player.looping;
  }
  get pictureWindow(): boolean {
    return this.#window !== undefined;
  }
  /** Frames of the copy; where there is no picture, of the programme as far as it is known. */
  get length(): number {
    const { media } = this.#copy;
    if (media.frames > 0) return media.frames;
    const { desk, rows, rate } = this.model;
    return rate.framesUpTo(media.duration || Math.max(desk.duration, rows.at(-1)?.end ?? 0));
  }

  seek(frame: number): void {
    this.#player.seek(frame);
  }
  play(): void {
    this.#player.play();
  }
  pause(): void {
    this.#player.pause();
  }
  playRange(from: number, to: number, options?: { readonly loop?: boolean }): void {
    this.#player.playRange(from, to, options);
  }
  step(frames: number): void {
    this.#player.step(frames);
  }
  setSpeed(speed: number): void {
    this.#player.setSpeed(speed);
  }
  presented(): number {
    return this.#player.presented();
  }
  shuttle(direction: -1 | 0 | 1): void {
    this.#player.shuttle(direction);
  }
  on(listener: (event: Event) => void): () => void {
    return this.#player.on(listener);
  }

  /** Loop the current cue with its run-up and its run-out, or end that. */
  toggleLoop(): void {
    const { current, rate } = this.model;
    if (this.#player.looping || !current) {
      this.#player.pause();
      return;
    }
    const { preroll, postroll } = this.settings.values;
    const from = rate.nearestFrame(Math.max(0, current.start - preroll));
    this.#player.playRange(from, rate.nearestFrame(current.end + postroll), { loop: true });
  }

  togglePictureWindow(): void {
    if (this.#window) {
      this.#window.close();
      return;
    }
    const { media } = this.#copy;
    this.#window = openPictureWindow(
      media.kind === "audio" ? null : this.#video,
      this.#look,
      {
        title: S.pictureWindowTitle(this.model.desk.track.episode),
        name: media.name_on_picture ? this.model.desk.me.name : "",
        safe: this.settings.values.safeArea,
      },
      () => {
        this.#window = undefined;
        this.#showMedia();
        this.#state();
      },
    );
    if (!this.#window) this.model.say(S.pictureWindowBlocked, "refused");
    this.#showMedia();
    this.#state();
    this.#draw();
  }

  dispose(): void {
    for (const off of this.#off) off();
    this.#window?.close();
    this.#following.dispose();
    this.#typePause.dispose();
    this.#copy.dispose();
    this.#player.dispose();
    this.#picture.dispose();
    this.#rows.dispose();
    this.host.replaceChildren();
  }

  #heard(event: Event): void {
    if (event === "frame") {
      this.#transport.frame();
      this.#draw();
      this.watch.presented();
      this.#following.presented();
      return;
    }
    if (event === "ready") this.#showMedia();
    this.#state();
    this.#draw();
  }

  #shown(): Row[] {
    return shownAt(this.#rows.index, this.model.rate, this.#player.frame);
  }

  #draw(): void {
    const rows = this.#shown();
    this.#picture.subtitle.draw(rows);
    this.#window?.draw(rows);
  }

  #state(): void {
    this.#transport.state();
    const { safeArea } = this.settings.values;
    this.#picture.setSafe(safeArea);
    this.#window?.setSafe(safeArea);
    this.host.classList.toggle("lz-watching", this.watch.on);
  }

  #showMedia(): void {
    const { media } = this.#copy;
    this.#picture.setSize(media.width, media.height);
    this.#picture.setName(media.name_on_picture ? this.model.desk.me.name : "");
    this.#picture.setNotice(this.#notice());
    this.host.classList.toggle("lz-sound-only", media.kind === "audio");
    this.host.classList.toggle("lz-picture-elsewhere", this.pictureWindow);
    this.#transport.state();
  }

  #notice(): Notice | null {
    const { media, lost, unplayable } = this.#copy;
    const again = (): void => this.#copy.again();
    if (lost) return { text: S.mediaLost };
    if (unplayable) return { text: S.mediaUnplayable, detail: unplayable, again };
    switch (media.state) {
      case "none":
        return { text: S.mediaNone, detail: media.reason };
      case "missing":
        return { text: S.mediaAsked };
      case "making":
        return {
          text: S.mediaMaking(Math.floor(media.progress * 100)),
          detail: S.mediaMakingDetail,
          progress: media.progress,
        };
      case "failed":
        return { text: S.mediaFailed, detail: media.reason, again };
      case "ready":
        if (this.pictureWindow) return { text: S.pictureElsewhere };
        return media.kind === "audio" ? { text: S.mediaSoundOnly } : null;
    }
  }
}

export function createPlayer(
  model: Model,
  settings: Settings,
  host: HTMLElement,
): Player & { dispose(): void } {
  return new Stage(model, settings, host);
}

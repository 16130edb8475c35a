/** Coming to a cue: the picture goes to its in-time and rests there, or plays it, as one likes. */

import type { Model, Player, Settings } from "../editor";

/** The server is waited for so long before going on is given up, ms. */
const GOES_ON = 3000;

export class Arrival {
  private at: string | undefined;
  private goesOn = -Infinity; // when that was said, ms

  constructor(
    private readonly model: Model,
    private readonly settings: Settings,
    private readonly player: Player,
  ) {
    this.at = model.current?.id;
    model.on((event) => {
      if (event.type === "current") this.arrived();
    });
  }

  /**
   * The next cue is come to by setting the out-time of the one before while it plays: the playback
   * goes on, so that one cue after the other can be timed in one go.
   */
  goOn(): void {
    this.goesOn = this.player.playing ? performance.now() : -Infinity;
  }

  /** Show the cue that the page opens at. */
  begin(): void {
    const row = this.model.current;
    if (row) this.player.seek(this.model.rate.nearestFrame(row.start));
  }

  private arrived(): void {
    const { model, player } = this;
    const row = model.current;
    if (!row || row.id === this.at) return;
    this.at = row.id;
    const { rate } = model;
    const [from, to] = [rate.nearestFrame(row.start), rate.nearestFrame(row.end)];
    // Playback came here by itself, and the selection followed it.
    if (player.playing && player.frame >= from && player.frame < to) return;
    if (player.playing && performance.now() - this.goesOn < GOES_ON) {
      this.goesOn = -Infinity;
      return;
    }
    const { autoplay, loopOnArrival, preroll, postroll } = this.settings.values;
    if (loopOnArrival) {
      const begin = rate.frameShown(Math.max(0, row.start - preroll));
      player.playRange(begin, rate.nearestFrame(row.end + postroll), { loop: true });
    } else if (autoplay) player.playRange(from, to);
    else player.seek(from);
  }
}

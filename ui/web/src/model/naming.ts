/** Cues by the numbers that the list shows, where the server's words name them as it keeps them. */

/** Letters and figures together: a bare number may be one of frames. */
const NAME = /(?=[\w-]*[a-z])(?=[\w-]*\d)[\w-]+/gi;

/** `index` of a cue by its id; -1 where there is none. */
export function numbered(text: string, index: (id: string) => number): string {
  return text.replace(NAME, (word) => {
    const place = index(word);
    return place < 0 ? word : `#${place + 1}`;
  });
}

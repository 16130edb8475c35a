/** People at a real server, which a test of the Python side has started: LOCALIZE_SERVER. */

export interface Given {
  readonly url: string; // http://127.0.0.1:7860
  readonly track: number;
  readonly password: string;
  /** Two translators. */
  readonly people: readonly [string, string];
}

/** What the other side says about its server; null where there is none. */
export function given(): Given | null {
  const text = process.env.LOCALIZE_SERVER;
  return text === undefined ? null : (JSON.parse(text) as Given);
}

/** A browser in which somebody has signed in: `fetch` with its cookie and origin. */
export async function signedIn(
  { url, password }: Given,
  name: string,
): Promise<(path: string, init: RequestInit) => Promise<Response>> {
  const headers = { "Content-Type": "application/json", Origin: url };
  const body = JSON.stringify({ name, password });
  const answer = await fetch(`${url}/api/v1/session`, { method: "POST", headers, body });
  if (!answer.ok) throw new Error(`${name} cannot sign in: ${await answer.text()}`);
  await answer.text();
  const cookie = (answer.headers.get("Set-Cookie") ?? "").split(";")[0] ?? "";
  return (path, init) => {
    const sent = new Headers(init.headers);
    sent.set("Cookie", cookie);
    sent.set("Origin", url);
    // Node's fetch has no page that could go: it refuses what only a page has.
    const { keepalive: _, cache: __, credentials: ___, ...rest } = init;
    return fetch(url + path, { ...rest, headers: sent });
  };
}

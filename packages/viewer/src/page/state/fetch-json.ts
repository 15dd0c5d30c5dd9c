import type { ApiError } from '../../api.js';

export type Params = Record<string, string | number | undefined>;

/** The viewer answered with an error, or (status 0) did not answer. */
export class FetchFailure extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Asks the viewer's own API; the page makes no other request. */
export async function fetchJson<T>(path: string, params: Params, abort: AbortSignal): Promise<T> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  let answer: Response;
  try {
    answer = await fetch(text ? `${path}?${text}` : path, {
      headers: { accept: 'application/json' },
      signal: abort,
    });
  } catch (error) {
    if (abort.aborted) throw error;
    throw new FetchFailure(0, 'The viewer does not answer.');
  }
  if (!answer.ok) throw new FetchFailure(answer.status, await reasonOf(answer));
  return (await answer.json()) as T;
}

/** Why the viewer refused. */
export async function reasonOf(answer: Response): Promise<string> {
  try {
    const body = (await answer.json()) as ApiError;
    return body.error.message;
  } catch {
    return `The viewer answered ${answer.status}.`;
  }
}

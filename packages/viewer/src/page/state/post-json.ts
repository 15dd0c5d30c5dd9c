import { FetchFailure, reasonOf } from './fetch-json.js';

/** Changes something at the viewer. @throws FetchFailure */
export async function postJson(path: string, body: unknown): Promise<void> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    throw new FetchFailure(0, 'The viewer does not answer.');
  }
  if (!answer.ok) throw new FetchFailure(answer.status, await reasonOf(answer));
}

import type { IncomingMessage } from 'node:http';
import type { IssueChangeRequest } from '../api.js';
import { BodyError, readBody } from '../receive/read-body.js';
import { type IssueChange, QueryError } from '../store/queries.js';

const MAX_BODY = 4096;
const MAX_RELEASE = 200;
const MAX_MUTE_MS = 366 * 24 * 3_600_000;

/**
 * What a `POST /api/issues/:fingerprint` asks for. Only JSON is taken: a page elsewhere can't send
 * that without asking first, whatever it knows of this address.
 *
 * @throws QueryError
 */
export async function readIssueChange(request: IncomingMessage, now: number): Promise<IssueChange> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(?:;|$)/i.test(type)) {
    throw new QueryError('content-type', 'content-type must be application/json');
  }
  if (!(Number(request.headers['content-length']) <= MAX_BODY)) {
    throw new QueryError('body', `the body must say its length, at most ${MAX_BODY} bytes`);
  }
  return checkChange(parse(await bodyOf(request)), now);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  try {
    return (await readBody(request)).toString('utf8');
  } catch (error) {
    if (error instanceof BodyError) throw new QueryError('body', error.message);
    throw error;
  }
}

function parse(text: string): Partial<Record<keyof IssueChangeRequest, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below.
  }
  throw new QueryError('body', 'the body must be a JSON object');
}

function checkChange(
  { action, release, until }: Partial<Record<keyof IssueChangeRequest, unknown>>,
  now: number,
): IssueChange {
  switch (action) {
    case 'resolve':
      if (release === undefined) return { action };
      if (typeof release === 'string' && release !== '' && release.length <= MAX_RELEASE) {
        return { action, release };
      }
      throw new QueryError(
        'release',
        `release must be a text of at most ${MAX_RELEASE} characters`,
      );
    case 'mute':
      if (typeof until === 'number' && until > now && until <= now + MAX_MUTE_MS) {
        return { action, until };
      }
      throw new QueryError('until', 'until must be a time to come, at most a year from now');
    case 'reopen':
      return { action };
    default:
      throw new QueryError('action', 'action must be one of resolve, mute, reopen');
  }
}

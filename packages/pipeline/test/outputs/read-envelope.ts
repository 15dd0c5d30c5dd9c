import { parseEnvelope } from '@sentry/core';
import type { TrackerRequest } from './tracker-receiver.js';

export interface ReceivedEvent {
  event_id: string;
  timestamp: number;
  platform: string;
  level: string;
  exception: {
    values: {
      type: string;
      value: string;
      mechanism: Record<string, unknown>;
      stacktrace?: { frames: Record<string, unknown>[] };
    }[];
  };
  [key: string]: unknown;
}

export const KEY = '0123456789abcdef0123456789abcdef';
const LEVELS = ['fatal', 'error', 'warning', 'info', 'debug'];

function must(met: boolean, what: string): asserts met {
  if (!met) throw new Error(what);
}

/**
 * The event of an envelope, read twice: byte by byte as the documentation has it, and by Sentry's own
 * parser.
 *
 * @throws what is against the format
 * @see https://develop.sentry.dev/sdk/data-model/envelopes/
 */
export function readEnvelope({ path, headers, body }: TrackerRequest): ReceivedEvent[] {
  must(path === '/sub/api/42/envelope/', `the path is ${path}`);
  must(headers['content-type'] === 'application/x-sentry-envelope', 'the content type');
  must(Number.isSafeInteger(Number(headers['content-length'])), 'the length is missing');
  const auth = String(headers['x-sentry-auth']);
  must(/^Sentry (?:\w+=[^,\s]+, )*\w+=[^,\s]+$/.test(auth), `the authorisation is ${auth}`);
  must(auth.includes('sentry_version=7') && auth.includes(`sentry_key=${KEY}`), 'its fields');
  must(/sentry_client=[\w.]+\/\d/.test(auth), 'the client is missing');

  const first = body.indexOf(10);
  const envelope = JSON.parse(body.toString('utf8', 0, first)) as Record<string, string>;
  must(Math.abs(Date.parse(envelope['sent_at'] ?? '') - Date.now()) < 600_000, 'sent_at');
  const second = body.indexOf(10, first + 1);
  const item = JSON.parse(body.toString('utf8', first + 1, second)) as Record<string, unknown>;
  must(item['type'] === 'event', 'the type of the item');
  const length = item['length'] as number;
  const rest = body.subarray(second + 1 + length);
  must(rest.length === 0 || rest.equals(Buffer.from('\n')), 'the length of the item');
  const event = JSON.parse(body.toString('utf8', second + 1, second + 1 + length)) as ReceivedEvent;
  must(event.event_id === envelope['event_id'], 'two event ids');
  checkEvent(event);

  const [, items] = parseEnvelope(new Uint8Array(body));
  must(items.length === 1, 'Sentry’s parser reads another number of items');
  const [head, payload] = items[0] as unknown as [object, Uint8Array];
  const alike = JSON.stringify(head) === JSON.stringify(item);
  must(
    alike && Buffer.from(payload).equals(body.subarray(second + 1, second + 1 + length)),
    'both',
  );
  return [event];
}

function checkEvent(event: ReceivedEvent): void {
  must(/^[0-9a-f]{32}$/.test(event.event_id), 'the event id');
  must(Math.abs(event.timestamp * 1000 - Date.now()) < 600_000, 'the timestamp is in seconds');
  must(['node', 'javascript'].includes(event.platform), 'the platform');
  must(LEVELS.includes(event.level), 'the level');
  const ids = new Set<unknown>();
  for (const { type, value, mechanism, stacktrace } of event.exception.values.toReversed()) {
    must(typeof type === 'string' && typeof value === 'string', 'an exception');
    must(typeof mechanism['type'] === 'string', 'a mechanism');
    const parent = mechanism['parent_id'];
    must(ids.size === 0 ? parent === undefined : ids.has(parent), 'the parent of an exception');
    ids.add(mechanism['exception_id']);
    must(stacktrace === undefined || stacktrace.frames.length > 0, 'a stack without frames');
    for (const frame of stacktrace?.frames ?? []) {
      must(
        typeof frame['filename'] === 'string' && typeof frame['in_app'] === 'boolean',
        'a frame',
      );
    }
  }
  const tags = Object.entries((event['tags'] ?? {}) as Record<string, unknown>);
  for (const [name, value] of tags) {
    must(/^[\w.:-]{1,32}$/.test(name), `the tag ${name}`);
    must(typeof value === 'string' && value.length <= 200 && !value.includes('\n'), `tag ${name}`);
  }
  const release = event['release'];
  const named = typeof release === 'string' && /^[^\s/\\]{1,200}$/.test(release);
  must(release === undefined || named, 'the release');
}

import type { Span } from '@sonde/otlp';
import { beforeAll, describe, expect, it } from 'vitest';
import { attribute, fixture, runTraced } from './run-traced.js';

const SERVER = 2;
const ERROR = 2;

interface Told {
  name: string;
  kind: number;
  attributes: Record<string, unknown>;
  status: unknown;
  events: string[];
  parent: string | undefined;
}

/** What does not differ from one run to the next. */
function comparable(span: Span, spans: Span[]): Told {
  const attributes: Record<string, unknown> = {};
  for (const { key } of span.attributes) {
    let value: unknown = textOf(span, key);
    // Free ports: only that there is one counts.
    if (key.endsWith('.port') && Number(value) > 1000) value = 'free';
    if (key === 'url.full') value = textOf(span, key).replace(/:\d{4,5}(?=\D)/, ':free');
    attributes[key] = value;
  }
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
  return {
    name: span.name,
    kind: span.kind,
    attributes,
    status: span.status && {
      ...span.status,
      ...(span.status.message ? { message: span.status.message.replace(/:\d+$/, ':free') } : {}),
    },
    events: (span.events ?? []).map(
      (event) => `${event.name} ${textOf(event as never, 'exception.type')}`,
    ),
    parent: parent && `${parent.kind} ${parent.name}`,
  };
}

/** Where we say more. */
const better: Readonly<Record<string, Partial<Told>>> = {
  // An answer that was cut off is an error of the call.
  'asked for /half ': { status: { code: ERROR } },
};

const textOf = (span: Span, key: string): string => (attribute(span, key) ?? '') as string;

function labelOf(span: Span): string {
  if (span.kind === SERVER) {
    return `served ${textOf(span, 'url.path')} ${textOf(span, 'url.query')}`;
  }
  const { pathname, search } = URL.parse(textOf(span, 'url.full')) ?? {
    // CONNECT has no URL, and the official instrumentation makes one all the same.
    pathname: textOf(span, 'url.full').replace(/:\d+/, ':free'),
    search: '',
  };
  return `asked for ${pathname} ${search.slice(1)}`;
}

async function table(env: Record<string, string>): Promise<Map<string, Told>> {
  const { spans, stderr, raw } = await runTraced(fixture('odd-requests.mjs'), { env });
  expect(stderr).toBe('');
  // No header is captured, by its name or by its value.
  expect(raw).not.toMatch(/http\.(?:request|response)\.header|x-huge|xxxxx|rel=/);
  return new Map(spans.map((span) => [labelOf(span), comparable(span, spans)]));
}

describe('spans of HTTP from diagnostics channels', () => {
  let ours: Map<string, Told>;
  let official: Map<string, Told>;

  beforeAll(async () => {
    [ours, official] = await Promise.all([
      table({ SONDE_HTTP_INSTRUMENTATION: 'channels' }),
      table({ SONDE_HTTP_INSTRUMENTATION: 'official' }),
    ]);
  });

  it('are those of the same requests, but for one that Node refused to make', () => {
    const theirs = [...official.keys()].filter((label) => !label.includes('[bad'));
    expect([...ours.keys()].toSorted()).toEqual(theirs.toSorted());
    expect(ours.size).toBeGreaterThan(55);
  });

  it('have the names, attributes, status, events and parents of the official ones', () => {
    const shared = [...ours.keys()].toSorted();
    const theirs = shared.map((label) => ({ label, ...official.get(label), ...better[label] }));
    expect(shared.map((label) => ({ label, ...ours.get(label) }))).toEqual(theirs);
  });
});

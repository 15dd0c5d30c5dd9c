import type { Reason } from '../api.js';
import { milliseconds } from './milliseconds.js';
import type { BlockFacts, SpanFacts, TraceFacts } from './trace-facts.js';

/** The event of a span that waited for the loop, and of one that kept it. */
const DELAY_EVENT = 'nodejs.event_loop.delay';
const BLOCK_EVENT = 'nodejs.event_loop.block';
const LEAST_MS = 5;
const LEAST_GC_MS = 20;
const SERVER = 2;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/** `function (file:line)` of an event's attributes. */
export function placeOf(attributes: Record<string, unknown>): string | undefined {
  const name = text(attributes['code.function.name']);
  if (name === undefined) return undefined;
  const file = text(attributes['code.file.path'])?.split(/[\\/]/).at(-1);
  const line = number(attributes['code.line.number']);
  return `${name}${file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`}`;
}

function delayed(
  span: SpanFacts,
  ms: number,
  atMost: boolean,
  by: { traceId?: string | undefined; function?: string | undefined },
): Reason {
  const whom = by.traceId === undefined ? 'something else' : `trace ${by.traceId.slice(0, 8)}`;
  const what = by.function ? `, which ran ${by.function}` : '';
  const waited = atMost ? 'may have waited up to' : 'waited';
  return {
    kind: 'delayed',
    text: `${span.name} of ${span.service} ${waited} ${milliseconds(ms)} for the event loop, kept by ${whom}${what}.`,
    ms: atMost ? ms / 2 : ms,
    spanId: span.spanId,
    ...(by.traceId === undefined ? {} : { traceId: by.traceId }),
  };
}

/** One trace delays a span and those around it alike: the outermost tells it. */
function outermostOnly(found: { span: SpanFacts; reason: Reason; key: string }[]): Reason[] {
  const kept = new Map<string, { span: SpanFacts; reason: Reason }>();
  for (const one of found) {
    const key = `${one.span.instance} ${one.key}`;
    const known = kept.get(key);
    const longer = known && one.span.end - one.span.start > known.span.end - known.span.start;
    if (!known || longer) kept.set(key, one);
  }
  return [...kept.values()].map(({ reason }) => reason);
}

function told(spans: readonly SpanFacts[]): { span: SpanFacts; reason: Reason; key: string }[] {
  return spans.flatMap((span) =>
    span.events
      .filter(({ name }) => name === DELAY_EVENT)
      .map(({ attributes }) => {
        const ms = number(attributes['sonde.delay.duration']) ?? 0;
        const traceId = text(attributes['sonde.delay.trace_id']);
        const place = placeOf(attributes);
        const atMost = attributes['sonde.delay.at_most'] === true;
        const reason = delayed(span, ms, atMost, { traceId, function: place });
        return { span, reason, key: traceId ?? place ?? '' };
      }),
  );
}

/** What the spans don't tell themselves: a block of the same process that lies across them. */
function seenInBlocks(
  facts: TraceFacts,
  known: ReadonlySet<string>,
): { span: SpanFacts; reason: Reason; key: string }[] {
  const { spans, blocks, traceId } = facts;
  return blocks
    .filter((block) => block.traceId !== traceId && !known.has(block.traceId ?? ''))
    .flatMap((block) =>
      spans
        .filter(({ instance }) => instance === block.instance)
        .flatMap((span) => {
          const end = block.start + block.duration;
          const ms = Math.min(span.end, end) - Math.max(span.start, block.start);
          if (ms < LEAST_MS) return [];
          const reason = delayed(span, ms, false, block);
          return [{ span, reason, key: `${block.traceId ?? ''} ${block.start}` }];
        }),
    );
}

function ownBlocks({ spans, blocks, traceId }: TraceFacts): Reason[] {
  const records = blocks.filter((block) => block.traceId === traceId);
  const reasons = records.map((block) => blocked(block));
  if (records.length > 0) return reasons;
  return spans.flatMap((span) =>
    span.events
      .filter(({ name }) => name === BLOCK_EVENT)
      .map(({ attributes, time }) => {
        const duration = number(attributes['sonde.block.duration']) ?? 0;
        const place = placeOf(attributes);
        const { service, instance } = span;
        const block = { start: time - duration, duration, service, instance };
        return blocked({ ...block, ...(place ? { function: place } : {}) }, span.spanId);
      }),
  );
}

function blocked(block: BlockFacts, spanId?: string): Reason {
  const where = block.function ? ` in ${block.function}` : '';
  return {
    kind: 'blocked',
    text: `It kept the event loop of ${block.service} for ${milliseconds(block.duration)}${where}; whatever else the process served waited.`,
    ms: block.duration,
    ...(spanId === undefined ? {} : { spanId }),
  };
}

function collections({ blocks, traceId, spans }: TraceFacts): Reason[] {
  const instances = new Set(spans.map(({ instance }) => instance));
  const byService = new Map<string, number>();
  for (const { gcShare = 0, duration, service, instance, traceId: of } of blocks) {
    if (of !== traceId || !instances.has(instance)) continue;
    byService.set(service, (byService.get(service) ?? 0) + gcShare * duration);
  }
  return [...byService]
    .filter(([, ms]) => ms >= LEAST_GC_MS)
    .map(([service, ms]) => ({
      kind: 'gc',
      text: `Garbage collection of ${service} took ${milliseconds(ms)} of it.`,
      ms,
    }));
}

/** How the whole of the entry spans was spent, where it waited at all. */
function division({ spans }: TraceFacts): Reason[] {
  return spans
    .filter(({ kind, attributes }) => kind === SERVER && number(attributes['sonde.span.loop']))
    .map((span) => {
      const part = (name: string): string =>
        milliseconds(number(span.attributes[`sonde.span.${name}`]) ?? 0);
      return {
        kind: 'times',
        text: `Of the ${milliseconds(span.end - span.start)} of ${span.name}, ${part('running')} were running, ${part('loop')} waiting for the loop, ${part('outside')} waiting outside.`,
        ms: 0,
        spanId: span.spanId,
      };
    });
}

/** What the event loop had to do with it. */
export function loopDelays(facts: TraceFacts): Reason[] {
  const own = told(facts.spans);
  const known = new Set(own.map(({ reason }) => reason.traceId ?? ''));
  return [
    ...outermostOnly([...own, ...seenInBlocks(facts, known)]),
    ...ownBlocks(facts),
    ...collections(facts),
    ...division(facts),
  ];
}

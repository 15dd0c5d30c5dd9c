import type { Resource, Span } from '@sonde/otlp';
import type { SpanRecord } from '@sonde/pipeline';
import { addWhatFollows } from './add-what-follows.js';
import { cutText } from './cut-text.js';
import { pageAttributes } from './page-attributes.js';
import { type LaneEntry, type PageContext, SCOPE } from './page-context.js';
import { cleanUrls } from './page-urls.js';

const INTERNAL = 1;
const CLIENT = 3;
const NAME_LENGTH = 128;

/** One span of a page as the lane takes it; nothing if it has no ids. A page serves nobody. */
export function forwardSpan(
  given: Span,
  resource: Resource,
  { clock, facts }: PageContext,
): LaneEntry | undefined {
  if (!given.traceId || !given.spanId) return undefined;
  const attributes = pageAttributes(given.attributes);
  cleanUrls(attributes);
  addWhatFollows(attributes);
  const start = clock.mend(given.startTimeUnixNano);
  const end = clock.mend(given.endTimeUnixNano);
  const span: Span = {
    traceId: given.traceId,
    spanId: given.spanId,
    ...(given.parentSpanId && { parentSpanId: given.parentSpanId }),
    flags: 1,
    name: cutText(given.name, NAME_LENGTH),
    kind: given.kind === CLIENT ? CLIENT : INTERNAL,
    startTimeUnixNano: start,
    endTimeUnixNano: BigInt(end) < BigInt(start) ? start : end,
    attributes: [...attributes, ...facts],
    ...(given.status?.code === 2 && { status: { code: 2 } }),
  };
  const record: SpanRecord = { scope: SCOPE, span, resource };
  return { signal: 'traces', json: JSON.stringify(record), level: 10 };
}

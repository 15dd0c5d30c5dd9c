import type { Reason } from '../api.js';
import type { SpanFacts } from './trace-facts.js';

/** As opossum, cockatiel, and most hand-made ones say it. */
const BREAKER =
  /EOPENBREAKER|BrokenCircuit|(?:circuit|breaker)[^.]{0,40}\bopen\b|\bopen\b[^.]{0,20}breaker/i;
const MAX_TEXT = 100;

function refusalOf({ attributes, events, statusMessage }: SpanFacts): string | undefined {
  const texts = [
    attributes['error.type'],
    statusMessage,
    ...events.flatMap(({ attributes: own }) => [own['exception.type'], own['exception.message']]),
  ];
  return texts.find((one): one is string => typeof one === 'string' && BREAKER.test(one));
}

/** Calls that a circuit breaker did not let through. */
export function refusedCalls(spans: readonly SpanFacts[]): Reason[] {
  const found = spans.flatMap((span) => {
    const text = refusalOf(span);
    return text === undefined ? [] : [{ span, text }];
  });
  const [innermost] = found.toSorted(
    (a, b) => a.span.end - a.span.start - (b.span.end - b.span.start),
  );
  if (!innermost) return [];
  const { span, text } = innermost;
  return [
    {
      kind: 'refused',
      text: `A circuit breaker in ${span.service} was open, so a call was refused without being made: ${text.slice(0, MAX_TEXT)}.`,
      ms: 1,
      spanId: span.spanId,
    },
  ];
}

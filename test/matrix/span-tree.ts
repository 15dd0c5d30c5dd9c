import { fromAnyValue } from '@sonde/otlp';
import type { ReceivedSpan } from './receive-spans.js';

const KINDS = ['?', 'internal', 'server', 'client', 'producer', 'consumer'];
const ERROR = 2;

/** The same for every request, and compared with the official instrumentation elsewhere. */
const USUAL = new Set([
  'client.address',
  'network.peer.address',
  'network.peer.port',
  'network.protocol.version',
  'server.address',
  'server.port',
  'url.scheme',
  'user_agent.original',
]);

/** What differs from one run to the next, by what it looks like. */
function steady(text: string): string {
  return text
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uuid>')
    .replaceAll(/\b[0-9a-f]{24,32}\b/g, '<id>')
    .replaceAll(/(127\.0\.0\.1|localhost|\[::1\]):\d{2,5}/g, '$1:<port>')
    .replaceAll(/\bsonde-[0-9a-z]{6,}\b/g, '<name>');
}

function valueOf(key: string, value: unknown): string {
  if (key.endsWith('.port')) return '<port>';
  // Who of two that send at once comes first is chance.
  if (key.endsWith('.offset')) return '<offset>';
  return steady(typeof value === 'string' ? value : JSON.stringify(value));
}

function linesOf(span: ReceivedSpan): string[] {
  const lines = span.attributes
    // Where its time went, and how much was loaded before it, differs from one run to the next.
    .filter(({ key }) => !key.startsWith('sonde.span.') && key !== 'next.clientComponentLoadCount')
    .filter(({ key }) => !USUAL.has(key) || !span.scope.startsWith('@sonde/tracing/'))
    .map(({ key, value }) => `${key} = ${valueOf(key, value && fromAnyValue(value))}`)
    .toSorted();
  if (span.status?.code === ERROR) {
    lines.push(`! error ${steady(span.status.message ?? '')}`.trimEnd());
  }
  for (const event of span.events ?? []) {
    const about = event.attributes
      .filter(({ key }) => key !== 'exception.stacktrace')
      .map(({ key, value }) => `${key} = ${steady(String(value && fromAnyValue(value)))}`);
    lines.push(`* ${[event.name, ...about].join('; ')}`);
  }
  return lines;
}

/**
 * Writes the spans of a run as a text: each under its parent, with kind, name, scope, attributes, status
 * and events. Siblings are sorted, since requests run side by side.
 */
export function spanTree(spans: readonly ReceivedSpan[]): string {
  const byId = new Map(spans.map((span) => [span.spanId, span]));

  function linksOf(span: ReceivedSpan): string[] {
    return (span.links ?? []).map(({ spanId }) => {
      const to = byId.get(spanId);
      return `~ link to ${to === undefined ? 'elsewhere' : `${KINDS[to.kind]} ${to.name}`}`;
    });
  }

  function write(span: ReceivedSpan, indent: string): string {
    const parent = span.parentSpanId ? byId.get(span.parentSpanId) : undefined;
    const lost = span.parentSpanId && !parent ? ' (its parent is not there)' : '';
    const head = `${indent}${KINDS[span.kind]} ${steady(span.name)} [${span.scope}]${lost}`;
    const about = [...linesOf(span), ...linksOf(span)].map((line) => `${indent}    ${line}`);
    const children = spans
      .filter(({ parentSpanId }) => parentSpanId === span.spanId)
      .map((child) => write(child, `${indent}  `))
      .toSorted();
    return [head, ...about, ...children].join('\n');
  }

  const roots = spans.filter(({ parentSpanId }) => !parentSpanId || !byId.has(parentSpanId));
  return `${roots
    .map((root) => write(root, ''))
    .toSorted()
    .join('\n')}\n`;
}

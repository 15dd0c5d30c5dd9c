import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ReceivedSpan } from './receive-spans.js';

const tracing = createRequire(import.meta.resolve('@sonde/tracing'));
const conventions = createRequire(tracing.resolve('@opentelemetry/instrumentation-pg')).resolve(
  '@opentelemetry/semantic-conventions',
);

/** Of the conventions that are stable. Those of messaging and of remote calls are still being written. */
const STABLE = /^(?:db|error|exception|http|net|network|server|client|url|user_agent)\./;

/** The names that the conventions themselves call deprecated. */
const deprecated = new Set(
  [
    ...readFileSync(join(dirname(conventions), 'experimental_attributes.d.cts'), 'utf8').matchAll(
      /@deprecated(?:(?!\*\/)[^])*\*\/\s*declare const ATTR_\w+: "([^"]+)"/g,
    ),
  ].map(([, name = '']) => name),
);

/** Attributes that the stable conventions have given up. */
export function deprecatedAttributes(spans: readonly ReceivedSpan[]): string[] {
  if (deprecated.size < 50) throw new Error('the list of deprecated names was not found');
  return spans.flatMap(({ name, attributes }) =>
    attributes
      .filter(({ key }) => STABLE.test(key) && deprecated.has(key))
      .map(({ key }) => `${key} of ${name}`),
  );
}

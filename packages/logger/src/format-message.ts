import { createRequire } from 'node:module';

/** pino's own formatter: the same call gives the same message as in plain pino. */
const format = createRequire(import.meta.url)('quick-format-unescaped') as (
  text: string,
  values: unknown[],
) => unknown;

/** Puts values into the `%s`, `%d`, `%i`, `%f`, `%j`, `%o` and `%O` of a message. */
export function formatMessage(text: string, values: unknown[]): string {
  return String(format(text, values));
}

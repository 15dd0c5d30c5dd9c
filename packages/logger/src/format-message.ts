import format from 'quick-format-unescaped';

/**
 * Puts values into the `%s`, `%d`, `%i`, `%f`, `%j`, `%o` and `%O` of a message, by pino's own
 * formatter: the same call gives the same message as in plain pino.
 */
export function formatMessage(text: string, values: unknown[]): string {
  return String(format(text, values));
}

type Api = typeof import('@opentelemetry/api');

/** A host of which nothing is known, and to which no baggage goes. */
const UNKNOWN = 'unknown.invalid';

/** Runs what writes to a broker in a context that says to which hosts, so that baggage can be held back. */
export function sendingTo<T>(
  { context, createContextKey }: Api,
  hosts: readonly (string | undefined)[],
  send: () => T,
): T {
  const known = hosts.filter((host) => host !== undefined);
  const key = createContextKey('Sonde Context Key DESTINATION');
  const to = known.length > 0 ? known : [UNKNOWN];
  return context.with(context.active().setValue(key, to), send);
}

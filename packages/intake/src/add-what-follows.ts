import type { KeyValue } from '@sonde/otlp';
import { addDefault, textOf } from './page-context.js';

/** Who told of an error that nobody caught. */
const UNCAUGHT: ReadonlySet<string> = new Set([
  'error',
  'unhandledrejection',
  'resource',
  'csp',
  'worker',
]);

/** What the page leaves out to stay small, because it follows from what it says. */
export function addWhatFollows(attributes: KeyValue[]): void {
  const mechanism = textOf(attributes, 'sonde.error.mechanism');
  if (mechanism !== undefined) {
    addDefault(attributes, 'sonde.error.handled', { boolValue: !UNCAUGHT.has(mechanism) });
  }
  if (mechanism === 'resource') {
    const message = textOf(attributes, 'exception.message') ?? '';
    const address = /^\S+ failed to load: (https?:.+)/.exec(message)?.[1];
    if (address) addDefault(attributes, 'url.full', { stringValue: address });
  }
  const called = textOf(attributes, 'http.request.method') && textOf(attributes, 'url.full');
  if (called && URL.canParse(called)) {
    const { hostname, port } = new URL(called);
    addDefault(attributes, 'server.address', { stringValue: hostname });
    if (port) addDefault(attributes, 'server.port', { intValue: port });
  }
}

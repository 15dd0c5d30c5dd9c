import { writeSync } from 'node:fs';
import type { InstrumentationStatus } from '@sonde/tracing';

const STDERR = 2;
/** By then a service has loaded what it works with. */
const SETTLED_MS = 5000;

function tell(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `; ${title}: ${items.join(', ')}`;
}

/** One line: which modules give spans, and why the others do not. */
export function debugLine(instrumentations: readonly InstrumentationStatus[]): string {
  const those = (state: string): InstrumentationStatus[] =>
    instrumentations.filter((each) => each.state === state);
  const named = ({ name, version }: InstrumentationStatus): string =>
    version === undefined ? name : `${name} ${version}`;
  const patched = those('patched').map(named);
  return [
    `sonde: instrumented: ${patched.join(', ') || 'nothing'}`,
    tell(
      'loaded before the preload',
      those('too_early').map(({ name, loadedBy }) =>
        loadedBy === undefined ? name : `${name} (by ${loadedBy})`,
      ),
    ),
    tell(
      'version out of range',
      those('out_of_range').map(
        (each) => `${named(each)} (known: ${each.supported?.join(' or ') ?? 'others'})`,
      ),
    ),
    tell(
      'failed',
      those('failed').map(({ name, error }) => `${name} (${error ?? 'no reason given'})`),
    ),
  ].join('');
}

/**
 * `OTEL_LOG_LEVEL=debug`: says it once on standard error, when the service has settled or ends.
 *
 * @returns its undoing.
 */
export function sayWhatIsInstrumented(status: () => readonly InstrumentationStatus[]): () => void {
  let isSaid = false;
  const say = (): void => {
    if (isSaid) return;
    isSaid = true;
    try {
      writeSync(STDERR, `${debugLine(status())}\n`);
    } catch {
      // Nobody listens on standard error.
    }
  };
  const timer = setTimeout(say, SETTLED_MS);
  timer.unref();
  process.once('exit', say);
  return () => {
    clearTimeout(timer);
    process.off('exit', say);
  };
}

import type { RecordedSpan } from '../spans/recorded-span.js';
import { type Mend, mends, read, sqlOperation } from './mends.js';

const SCOPE = '@opentelemetry/instrumentation-';
const NEXT = 'next.js';
const ERROR = 2;
/** What the conventions call an error of which no more is known. */
const OTHER = '_OTHER';
const QUOTED = /"(?:[^"\\]|""|\\.)*"/g;

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

function write(span: RecordedSpan, key: string, value: string): void {
  const at = span.keys.indexOf(key);
  if (at === -1) span.put(key, value);
  else span.values[at] = value;
}

function renameKeys(span: RecordedSpan, { rename = {}, drop = [] }: Mend): void {
  for (const [at, key] of span.keys.entries()) {
    const name = Object.hasOwn(rename, key) ? rename[key] : undefined;
    if (name !== undefined && !span.keys.includes(name)) span.keys[at] = name;
  }
  for (const key of drop) {
    const at = span.keys.indexOf(key);
    if (at === -1) continue;
    span.keys.splice(at, 1);
    span.values.splice(at, 1);
  }
}

/** What went wrong, as far as the span's own event or status tells. */
function tellError(span: RecordedSpan, { errorCode }: Mend): void {
  const exception = span.events.findLast(({ name }) => name === 'exception')?.attributes;
  const said = textOf(exception?.['exception.message']) ?? span.statusMessage ?? '';
  const code = errorCode?.exec(said)?.[1];
  if (code !== undefined && span.keys.includes('db.system.name')) {
    write(span, 'db.response.status_code', code);
  }
  if (span.keys.includes('error.type')) return;
  write(span, 'error.type', code ?? textOf(exception?.['exception.type']) ?? OTHER);
}

/**
 * What brings the spans of an official instrumentation, or of Next.js, to the conventions of today: some
 * still write old names, put their own before an operation's, or tell the key of a cache.
 *
 * @returns undefined for a scope whose spans are right, or none of ours to mend.
 */
export function spanMender(scope: string): ((span: RecordedSpan) => void) | undefined {
  if (!scope.startsWith(SCOPE) && scope !== NEXT) return undefined;
  const short = scope === NEXT ? NEXT : scope.slice(SCOPE.length);
  const mend = Object.hasOwn(mends, short) ? mends[short] : undefined;
  if (mend === undefined) return undefined;
  return (span) => {
    try {
      const operation = sqlOperation(short, span);
      if (operation !== '' && read(span, 'db.operation.name') === '') {
        write(span, 'db.operation.name', operation);
      }
      if (mend.quotedValues) {
        const text = read(span, 'db.query.text');
        if (text.includes('"')) write(span, 'db.query.text', text.replace(QUOTED, '?'));
      }
      if (mend.name) span.name = mend.name(span);
      renameKeys(span, mend);
      mend.also?.(span);
      if (span.statusCode === ERROR) tellError(span, mend);
    } catch {
      // It goes out as it is.
    }
  };
}

import type { ByteCheck } from '@sonde/redaction';

/** What a key of a line means for the bytes that follow it. */
export const keyKind = {
  /** Only the whole way knows. */
  other: 0,
  attribute: 1,
  time: 2,
  level: 3,
  message: 4,
  /** Told by the resource, or by nobody. */
  ignored: 5,
  traceId: 6,
  spanId: 7,
  traceFlags: 8,
  event: 9,
} as const;

/** A key that was met before. */
export interface LineKey {
  /** As it stands between its quotes. */
  bytes: Uint8Array;
  /** What it means at the top of a line; below it, all but `other` are attributes. */
  kind: number;
  /** Whether it is an attribute below the top. */
  inner: boolean;
  /** Field 1 of a KeyValue, with the attribute's name at the top of a line. */
  head: Uint8Array;
  /** The same below it. */
  innerHead: Uint8Array;
}

/** What the full mapping does more with than copy; see `docs/fields.md`. */
const placed: ReadonlyMap<string, number> = new Map<string, number>([
  ['time', keyKind.time],
  ['level', keyKind.level],
  ['msg', keyKind.message],
  ['service', keyKind.ignored],
  ['pid', keyKind.ignored],
  ['hostname', keyKind.ignored],
  ['trace_id', keyKind.traceId],
  ['span_id', keyKind.spanId],
  ['trace_flags', keyKind.traceFlags],
  ['event', keyKind.event],
  ...[
    'timestamp',
    'message',
    'traceId',
    'spanId',
    'traceFlags',
    'err',
    'handled',
    'mechanism',
    'count',
    'v',
    'log.record.uid',
  ].map((key) => [key, keyKind.other] as const),
]);

/** Attributes that have another name than their key. */
const renamed: ReadonlyMap<string, string> = new Map([
  ['request_id', 'request.id'],
  ['user_id', 'user.id'],
  ['session_id', 'session.id'],
  ['name', 'logger.name'],
]);

/** The renamed are texts at the top of a line, whatever their value was. */
export const isRenamed = (key: LineKey): boolean => key.head !== key.innerHead;

/** In UTF-8, so that its length is one byte. */
const MAX_KEY_BYTES = 127;

function field1(name: string): Uint8Array {
  const bytes = Buffer.from(name);
  return Uint8Array.of(0x0a, bytes.length, ...bytes);
}

/** What a key means that was not met before. */
export function judgeLineKey(check: ByteCheck, bytes: Uint8Array): LineKey {
  const own = Uint8Array.from(bytes);
  const name = Buffer.from(own).toString('utf8');
  // JSON puts keys that are numbers first; an error is recognised by the names of its attributes.
  const copied =
    own.length > 0 &&
    own.length <= MAX_KEY_BYTES &&
    !/^\d|^exception\.|^sonde\./.test(name) &&
    check.keyPasses(name);
  const innerHead = copied ? field1(name) : own;
  const other = renamed.get(name);
  return {
    bytes: own,
    kind: copied ? (placed.get(name) ?? keyKind.attribute) : keyKind.other,
    inner: copied,
    innerHead,
    head: other === undefined ? innerHead : field1(other),
  };
}

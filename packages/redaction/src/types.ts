import type { ByteCheck } from './bytes/byte-check.js';

/**
 * What becomes of a secret. `censor`: the censor stands in its place. `mask`: `****` and the last four
 * characters, the stars alone for a secret of fewer than 12. `hash`: `[hash:…]`, a keyed hash (the
 * first 64 bits of HMAC-SHA256), the same for the same secret, so that users can be counted without
 * being named. `remove`: the entry of an object, Map or attribute list becomes `undefined` or is left
 * out; inside a text, where a gap would join what stands around it, the censor stands.
 */
export type RedactionMode = 'censor' | 'mask' | 'hash' | 'remove';

/** What to put in a secret's place. Runs on the thread that redacts; what it throws is the censor. */
export type Replace = (secret: string, rule: string) => string;

/** What to redact, beyond what is redacted by default. Plain data: it may cross to a worker. */
export interface RedactionOptions {
  /**
   * Paths, as pino takes them: `user.email`, `headers["x-key"]`, `items[*].name`, and `**` for any
   * depth: `**.email`. None by default.
   */
  paths?: readonly string[];
  /**
   * More key names, in any case and spelling, at any depth; `*` stands for any letters. None by
   * default. Names of credentials are always redacted.
   */
  keys?: readonly string[];
  /** Key names that are never redacted for their name alone. None by default. */
  allowKeys?: readonly string[];
  /** Redact e-mail addresses in texts. False by default. */
  email?: boolean;
  /** Redact telephone numbers in texts, and under the names of such. False by default. */
  phone?: boolean;
  /**
   * What becomes of a secret: for all rules, or by rule as {@link Redactor.counts} names them, `*` for
   * all others: `{ email: 'hash', card: 'mask', '*': 'censor' }`. `censor` by default.
   */
  mode?: RedactionMode | Readonly<Record<string, RedactionMode>>;
  /** The key of `hash`, at least 16 characters. Without it the censor stands. None by default. */
  hashKey?: string;
  /** What stands in place of a secret. `[redacted]` by default. */
  censor?: string;
  /** Characters of text scanned in one record; the rest is cut. 262,144 by default. */
  maxText?: number;
  /** Objects, arrays and values walked in one record; the rest is cut. 50,000 by default. */
  maxNodes?: number;
}

/** Options with all defaults filled in. */
export type ResolvedRedactionOptions = Required<RedactionOptions>;

/** An OTLP `AnyValue`, by its structure. */
export interface AttributeValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string | number;
  doubleValue?: number;
  arrayValue?: { values: AttributeValue[] };
  kvlistValue?: { values: Attribute[] };
  bytesValue?: string;
}

/** An OTLP `KeyValue`, by its structure. */
export interface Attribute {
  key: string;
  value: AttributeValue;
}

export interface Redactor {
  /** A text without the secrets in it: by value, and by key where it holds `key=value` of any kind. */
  text(text: string): string;
  /** An address without user info and without query values whose key or value is secret. */
  url(url: string): string;
  /**
   * A value without secrets: by path, by key at any depth, by value in every text. The input is
   * never changed; what holds no secret comes back as the very same object. Cycles are kept,
   * getters that throw become `[unreadable]`. Never throws.
   */
  value<T>(value: T): T;
  /** As {@link Redactor.value}, but by path and key only: cheap enough for the application's thread. */
  keys<T>(value: T): T;
  /** An OTLP attribute list without secrets, by path, key and value. The input is never changed. */
  attributes<A extends { key: string; value: object }>(attributes: A[]): A[];
  /** For who copies records byte by byte. */
  readonly bytes: ByteCheck;
  /** How often each rule found something. Never what it found. */
  counts(): Record<string, number>;
}

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
  /** How often each rule found something. Never what it found. */
  counts(): Record<string, number>;
}

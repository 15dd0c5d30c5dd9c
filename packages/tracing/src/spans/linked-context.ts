import type { Context } from '@opentelemetry/api';

/** So many entries one behind the other; then they are put into one. */
const MAX_DEPTH = 16;

/** A context that stands before another one. */
export abstract class InnerContext implements Context {
  readonly outer: Context;
  readonly depth: number;

  constructor(outer: Context) {
    this.outer = outer;
    this.depth = outer instanceof InnerContext ? outer.depth + 1 : 1;
  }

  abstract getValue(key: symbol): unknown;

  setValue(key: symbol, value: unknown): Context {
    return this.depth < MAX_DEPTH
      ? new LinkedContext(this, key, value)
      : flattened(this, key, value);
  }

  deleteValue(key: symbol): Context {
    return this.setValue(key, undefined);
  }
}

/**
 * A context of one entry before another context. OpenTelemetry's own copies a Map for each entry, and a
 * request makes several.
 */
export class LinkedContext extends InnerContext {
  readonly key: symbol;
  readonly value: unknown;

  constructor(outer: Context, key: symbol, value: unknown) {
    super(outer);
    this.key = key;
    this.value = value;
  }

  getValue(key: symbol): unknown {
    return key === this.key ? this.value : this.outer.getValue(key);
  }
}

class FlatContext extends InnerContext {
  readonly entries: ReadonlyMap<symbol, unknown>;

  constructor(outer: Context, entries: ReadonlyMap<symbol, unknown>) {
    super(outer);
    this.entries = entries;
  }

  getValue(key: symbol): unknown {
    return this.entries.has(key) ? this.entries.get(key) : this.outer.getValue(key);
  }
}

function flattened(context: Context, key: symbol, value: unknown): Context {
  const entries = new Map<symbol, unknown>([[key, value]]);
  let at: Context = context;
  for (;;) {
    if (at instanceof LinkedContext) {
      if (!entries.has(at.key)) entries.set(at.key, at.value);
    } else if (at instanceof FlatContext) {
      for (const [name, one] of at.entries) if (!entries.has(name)) entries.set(name, one);
    } else return new FlatContext(at, entries);
    at = at.outer;
  }
}

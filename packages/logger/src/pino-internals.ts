import pino from 'pino';

/**
 * What a pino keeps under its published symbols, as far as it is used here. `lsCacheSym`: the line's
 * beginning, by level. `chindingsSym`: the bindings, as JSON text with a comma before each.
 */
export interface PinoInternals {
  [pino.symbols.writeSym](object: object | null, message: unknown, level: number): void;
  [pino.symbols.asJsonSym]: AsJson;
  readonly [pino.symbols.lsCacheSym]: Readonly<Record<number, string>>;
  readonly [pino.symbols.chindingsSym]: string;
  readonly [pino.symbols.endSym]: string;
  readonly [pino.symbols.formattersSym]: { log?: unknown };
  readonly [pino.symbols.stringifiersSym]: object;
  readonly [pino.symbols.nestedKeySym]?: string;
}

/** @param time as pino writes it: `,"time":1795486985228`. */
export type AsJson = (
  this: PinoInternals,
  object: object,
  message: unknown,
  level: number,
  time: string,
) => string;

import type { Attributes } from './page-record.js';
import { scrub } from './scrub.js';
import { tellValue } from './tell-value.js';

/** As OTLP/JSON has them, what is empty left out; each text is scrubbed, and cut to `most`. */
export function encodeAttributes(attributes: Attributes, most: number): object[] {
  // A page may give anything as a value.
  return Object.entries(attributes).flatMap(([key, value]) =>
    (value ?? '') === ''
      ? []
      : {
          key,
          value:
            value === !!value
              ? { boolValue: value }
              : Number.isFinite(value)
                ? { doubleValue: value }
                : { stringValue: scrub(tellValue(value), most) },
        },
  );
}

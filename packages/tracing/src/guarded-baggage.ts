import type { TextMapPropagator } from '@opentelemetry/api';
import type { BaggageRules } from './http/baggage-rules.js';
import { api } from './open-telemetry.js';

/** In a context: the hosts that what is written goes to. `modules/destination.ts` names it too. */
const DESTINATION = api.createContextKey('Sonde Context Key DESTINATION');

/**
 * Baggage under the same rules wherever it is written: to a broker whose host is known, and into a
 * carrier of the program's own, which may go anywhere and so is held to the keys alone. HTTP, which knows the
 * host of each call, looks itself.
 */
export function guardBaggage(inner: TextMapPropagator, rules: BaggageRules): TextMapPropagator {
  return {
    inject(context, carrier, setter) {
      const hosts = context.getValue(DESTINATION) as readonly string[] | undefined;
      if (hosts?.every((host) => rules.mayGoTo(host)) === false) return;
      inner.inject(context, carrier, {
        set(to, name, value) {
          const left = rules.kept(value);
          if (left !== undefined) setter.set(to, name, left);
        },
      });
    },
    extract: (context, carrier, getter) => inner.extract(context, carrier, getter),
    fields: () => inner.fields(),
  };
}

import type { TextMapPropagator } from '@opentelemetry/api';
import type { Warn } from '@sonde/pipeline';
import { guardBaggage } from './guarded-baggage.js';
import type { BaggageRules } from './http/baggage-rules.js';
import { createJaegerPropagator } from './jaeger-propagator.js';
import { core, loadPackage } from './open-telemetry.js';
import { createTraceContext } from './w3c/create-trace-context.js';

type Constructor = new (options?: object) => TextMapPropagator;

/** Packages that are loaded only when `OTEL_PROPAGATORS` names them. */
const packages: Readonly<Record<string, { from: string; exported: string; options?: object }>> = {
  // B3's own numbers: 0 is the single header, 1 the multiple ones.
  b3: {
    from: '@opentelemetry/propagator-b3',
    exported: 'B3Propagator',
    options: { injectEncoding: 0 },
  },
  b3multi: {
    from: '@opentelemetry/propagator-b3',
    exported: 'B3Propagator',
    options: { injectEncoding: 1 },
  },
  xray: { from: '@opentelemetry/propagator-aws-xray', exported: 'AWSXRayPropagator' },
};

function one(name: string, rules: BaggageRules, warn: Warn): TextMapPropagator | undefined {
  if (name === 'tracecontext') return createTraceContext();
  if (name === 'baggage') return guardBaggage(new core.W3CBaggagePropagator(), rules);
  if (name === 'jaeger') return createJaegerPropagator();
  const found = packages[name];
  if (!found) return undefined;
  try {
    const Propagator = loadPackage(found.from)[found.exported] as Constructor;
    return new Propagator(found.options);
  } catch {
    warn({
      code: 'propagator_missing',
      message: `OTEL_PROPAGATORS names ${name}, but ${found.from} is not installed`,
      option: 'OTEL_PROPAGATORS',
      expected: `npm install ${found.from}`,
      got: name,
    });
    return undefined;
  }
}

/** The propagators that `OTEL_PROPAGATORS` names, as one. @param rules of the baggage. */
export function createPropagator(
  names: readonly string[],
  rules: BaggageRules,
  warn: Warn,
): TextMapPropagator {
  const propagators = names.includes('none') ? [] : names.map((name) => one(name, rules, warn));
  return new core.CompositePropagator({
    propagators: propagators.filter((item) => item !== undefined),
  });
}

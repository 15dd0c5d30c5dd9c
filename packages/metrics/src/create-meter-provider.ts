import type {
  Attributes,
  BatchObservableCallback,
  Context,
  Meter,
  MeterProvider,
  MetricOptions,
  Observable,
  ObservableCallback,
} from '@opentelemetry/api';
import type { ActiveSpan } from './active-span.js';
import type { Instrument, InstrumentKind } from './instrument.js';
import type { InstrumentSet } from './instrument-set.js';

/** An OpenTelemetry instrument whose values are asked for at each read. */
class ObservedInstrument implements Observable {
  readonly #callbacks = new Set<ObservableCallback>();
  readonly instrument: Instrument;

  constructor(instrument: Instrument) {
    this.instrument = instrument;
    instrument.collect = () => this.#collect();
  }

  addCallback(callback: ObservableCallback): void {
    this.#callbacks.add(callback);
  }

  removeCallback(callback: ObservableCallback): void {
    this.#callbacks.delete(callback);
  }

  async #collect(): Promise<void> {
    const seen: [number, Attributes | undefined][] = [];
    for (const callback of this.#callbacks) {
      try {
        await callback({ observe: (value, attributes) => seen.push([value, attributes]) });
      } catch {
        // One callback that fails must not hide what the others observe.
      }
    }
    if (this.#callbacks.size === 0) return;
    this.instrument.clear();
    for (const [value, attributes] of seen) this.instrument.set(value, attributes);
  }
}

/** A measurement never throws into the code that makes it, whatever its attributes are. */
function safely(measure: () => void): void {
  try {
    measure();
  } catch {
    // Attributes that cannot be read make no series.
  }
}

/**
 * An OpenTelemetry MeterProvider whose instruments are ours, so that the official instrumentations
 * record into /metrics and the push alike, with the active span as exemplar.
 */
export function createMeterProvider(set: InstrumentSet, activeSpan: ActiveSpan): MeterProvider {
  function make(name: string, kind: InstrumentKind, options: MetricOptions = {}): Instrument {
    return set.get({
      name,
      kind,
      help: options.description || name,
      unit: options.unit ?? '',
      ...(options.advice?.explicitBucketBoundaries
        ? { bounds: options.advice.explicitBucketBoundaries }
        : {}),
    });
  }
  function adder(name: string, kind: InstrumentKind, options?: MetricOptions) {
    const instrument = make(name, kind, options);
    return {
      add: (value: number, attributes?: Attributes, context?: Context) =>
        safely(() => instrument.add(value, attributes, activeSpan(value, context))),
    };
  }
  function observed(name: string, kind: InstrumentKind, options?: MetricOptions): Observable {
    return new ObservedInstrument(make(name, kind, options));
  }
  const batches = new Map<BatchObservableCallback, [Observable, ObservableCallback][]>();

  const meter: Meter = {
    createCounter: (name, options) => adder(name, 'counter', options),
    createUpDownCounter: (name, options) => adder(name, 'updown', options),
    createGauge(name, options) {
      const instrument = make(name, 'gauge', options);
      return {
        record: (value, attributes) => safely(() => instrument.set(value, attributes)),
      };
    },
    createHistogram(name, options) {
      const instrument = make(name, 'histogram', options);
      return {
        record: (value, attributes, context) =>
          safely(() => instrument.observe(value, attributes, activeSpan, context)),
      };
    },
    createObservableGauge: (name, options) => observed(name, 'gauge', options),
    createObservableCounter: (name, options) => observed(name, 'counter', options),
    createObservableUpDownCounter: (name, options) => observed(name, 'updown', options),
    addBatchObservableCallback(callback, observables) {
      // Each instrument asks the batch for itself and keeps what is its own.
      const own = observables.map((observable): [Observable, ObservableCallback] => [
        observable,
        (result) =>
          callback({
            observe: (target, value, attributes) => {
              if (target === observable) result.observe(value, attributes);
            },
          }),
      ]);
      for (const [observable, each] of own) observable.addCallback(each);
      batches.set(callback, own);
    },
    removeBatchObservableCallback(callback) {
      for (const [observable, each] of batches.get(callback) ?? []) observable.removeCallback(each);
      batches.delete(callback);
    },
  };
  return { getMeter: () => meter };
}

import { gzipSync } from 'node:zlib';
import {
  Line,
  Location,
  Function as PprofFunction,
  Profile,
  Sample,
  StringTable,
  ValueType,
} from 'pprof-format';
import { type CpuProfile, pathsOf, sampleTimes } from './cpu-profile.js';

const IDLE = '(idle)';

/** A CPU profile as pprof reads it, compressed as it likes it; the idle time is left out. */
export function toPprof(profile: CpuProfile): Uint8Array {
  const stringTable = new StringTable();
  const type = (what: string, unit: string) =>
    new ValueType({ type: stringTable.dedup(what), unit: stringTable.dedup(unit) });
  const functions = new Map<string, PprofFunction>();
  const locations = profile.nodes.map(({ id, callFrame }) => {
    const { functionName, url, lineNumber } = callFrame;
    const key = `${functionName}|${url}|${lineNumber}`;
    let made = functions.get(key);
    if (made === undefined) {
      const name = stringTable.dedup(functionName || '(anonymous)');
      made = new PprofFunction({
        id: functions.size + 1,
        name,
        systemName: name,
        filename: stringTable.dedup(url),
        startLine: lineNumber + 1,
      });
      functions.set(key, made);
    }
    const line = new Line({ functionId: made.id, line: lineNumber + 1 });
    return new Location({ id, line: [line] });
  });
  const idle = profile.nodes.find(({ callFrame }) => callFrame.functionName === IDLE)?.id;
  const totals = new Map<number, { count: number; micros: number }>();
  for (const { id, micros } of sampleTimes(profile)) {
    if (id === idle) continue;
    const total = totals.get(id) ?? { count: 0, micros: 0 };
    total.count++;
    total.micros += micros;
    totals.set(id, total);
  }
  const paths = pathsOf(profile);
  const micros = profile.endTime - profile.startTime;
  const made = new Profile({
    sampleType: [type('sample', 'count'), type('cpu', 'nanoseconds')],
    sample: [...totals].map(
      ([id, total]) =>
        new Sample({
          // Innermost first, without the root.
          locationId: (paths.get(id) ?? []).slice(1).toReversed(),
          value: [total.count, total.micros * 1000],
        }),
    ),
    location: locations,
    function: [...functions.values()],
    stringTable,
    durationNanos: BigInt(Math.round(micros)) * 1000n,
    periodType: type('cpu', 'nanoseconds'),
    period: Math.round((micros * 1000) / Math.max(1, profile.samples?.length ?? 1)),
  });
  return gzipSync(made.encode());
}

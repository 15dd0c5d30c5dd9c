import { type CpuProfile, pathsOf, sampleTimes } from './cpu-profile.js';

/**
 * A CPU profile as speedscope reads it.
 *
 * @see https://github.com/jlfwong/speedscope/wiki/Importing-from-custom-sources
 */
export function toSpeedscope(profile: CpuProfile, name: string): object {
  const frames: { name: string; file?: string; line?: number; col?: number }[] = [];
  const numbers = new Map<string, number>();
  const frameOf = new Map<number, number>();
  for (const { id, callFrame } of profile.nodes) {
    const { functionName, url, lineNumber, columnNumber } = callFrame;
    const key = `${functionName}|${url}|${lineNumber}|${columnNumber}`;
    let number = numbers.get(key);
    if (number === undefined) {
      number = frames.length;
      numbers.set(key, number);
      frames.push({
        name: functionName || '(anonymous)',
        ...(url === '' ? {} : { file: url, line: lineNumber + 1, col: columnNumber + 1 }),
      });
    }
    frameOf.set(id, number);
  }
  const paths = pathsOf(profile);
  const times = sampleTimes(profile);
  return {
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter: 'sonde',
    name,
    shared: { frames },
    profiles: [
      {
        type: 'sampled',
        name,
        unit: 'microseconds',
        startValue: 0,
        endValue: times.reduce((sum, { micros }) => sum + micros, 0),
        // Without the root, which is in every stack.
        samples: times.map(({ id }) =>
          (paths.get(id) ?? []).slice(1).map((one) => frameOf.get(one)),
        ),
        weights: times.map(({ micros }) => micros),
      },
    ],
  };
}

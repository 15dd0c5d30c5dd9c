import { sharedLane } from '@sonde/pipeline';
import build from 'pino-abstract-transport';
import { boundedLine } from './record-line.js';
import { type LineKeys, translateLine } from './translate-line.js';

const DEFAULT_LEVEL = 30;

/** pino writes the level first; a custom level formatter may write anything. */
const LEVEL = /^\{"level":(\d+)/;

/**
 * A pino transport target: `pino({ transport: { target: '@sonde/logger/transport' } })` hands every
 * line to a lane in pino's own worker thread. The lane is flushed when pino ends.
 */
export default async function transport(): Promise<ReturnType<typeof build>> {
  const lane = sharedLane();
  return build(
    async (source: AsyncIterable<string> & Partial<LineKeys>) => {
      for await (const text of source) {
        const line = boundedLine(translateLine(text, source));
        lane.offer('logs', line, Number(LEVEL.exec(line)?.[1] ?? DEFAULT_LEVEL));
      }
    },
    { parse: 'lines', expectPinoConfig: true, close: () => lane.close() } as never,
  );
}

import { createLogger } from '@sonde/logger';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordingLane } from './recording-lane.js';

test('a number stands in a line as JSON has it, or as text where JSON has none', () => {
  const lane = recordingLane();
  const logger = createLogger({ lane, print: false });
  const edges = [0, -0, 999, 1000, 1001, 999_999, 1_000_000, 999_999_999, 1_000_000_000];
  const number = fc.oneof(
    fc.constantFrom(...edges),
    fc.nat(2_000_000),
    fc.nat(2_000_000_000),
    fc.double(),
  );
  fc.assert(
    fc.property(number, (value) => {
      logger.info({ value, inside: { value } });
      const json = Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`;
      expect(lane.offered.pop()?.json).toContain(`,"value":${json},"inside":{"value":${json}}`);
    }),
    { numRuns: 3000 },
  );
});

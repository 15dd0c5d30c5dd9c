import { createSocket } from 'node:dgram';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askVictoriaLogs, type LogLine } from './ask-victorialogs.ts';
import { type Backends, LOGS, MISSING, openBackends } from './open-backends.ts';
import { until } from './until.ts';

const TRACE = 'a'.repeat(31) + '1';

let home: string;
let backends: Backends;

describe.skipIf(MISSING.length > 0 || LOGS !== 'victorialogs')(
  `A program that Sonde can’t reach (missing: ${MISSING.join(', ') || 'nothing'})`,
  () => {
    beforeAll(async () => {
      home = mkdtempSync(join(tmpdir(), 'sonde-strangers-'));
      backends = await openBackends({
        names: ['victorialogs', 'collector'],
        env: { SONDE_COLLECTOR_LOG_FILES: join(home, '*.log') },
      });
    });
    afterAll(async () => {
      await backends?.close();
      rmSync(home, { recursive: true, force: true });
    });

    const lineOf = (query: string): Promise<LogLine> =>
      until(query, async () => (await askVictoriaLogs(backends.stack.urls.logs, query))[0], 40_000);

    it('is read from its file; a line of pino with its level, its time, its service and its trace', async () => {
      const time = Date.now() - 60_000;
      const fields = { level: 50, time, msg: 'pinoline failed', service: 'old', n: 7 };
      const line = JSON.stringify({ ...fields, trace_id: TRACE });
      // Again and again: of a file that is there when the collector starts, only what comes later is read.
      await repeating(
        () => appendFileSync(join(home, 'old.log'), `${line}\nplainline\n`),
        async () => {
          const found = await lineOf('pinoline');
          expect(found).toMatchObject({
            _msg: 'pinoline failed',
            _stream: '{service.name="old"}',
            severity_text: 'ERROR',
            severity_number: '17',
            trace_id: TRACE,
            n: '7',
          });
          expect(Date.parse(found['_time'] ?? '')).toBe(time);
          expect(await lineOf('plainline')).toMatchObject({ _stream: '{service.name="files"}' });
        },
      );
    });

    it('is heard by syslog over UDP, with its severity, and without its password', async () => {
      const socket = createSocket('udp4');
      const said = `router daemon 1 - - syslogline password=canary-in-syslog`;
      const message = `<11>1 ${new Date().toISOString()} ${said}`;
      await repeating(
        () => socket.send(message, backends.ports['syslog'] ?? 0, '127.0.0.1'),
        async () => {
          const found = await lineOf('syslogline');
          expect(found).toMatchObject({
            severity_number: '17',
            _stream: '{service.name="syslog"}',
          });
          expect(JSON.stringify(found)).not.toContain('canary');
        },
      );
      socket.close();
    });
  },
);

/** Does the one every half second while the other runs. */
async function repeating(act: () => void, meanwhile: () => Promise<void>): Promise<void> {
  act();
  const timer = setInterval(act, 500);
  try {
    await meanwhile();
  } finally {
    clearInterval(timer);
  }
}

import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interleave } from '../measure/interleave.ts';
import { report } from '../measure/report.ts';

/**
 * What the lane takes of memory while 100,000 lines a second meet a receiver that takes 20. Lane
 * memory is the peak of the process less that of the same program with a logger that throws its lines
 * away. Both run with a small young generation: else the lines' own garbage, which V8 lets grow as
 * it likes, hides what is compared.
 */
const SECONDS = 10;
const names = ['pino, to nothing', 'pino, null transport', 'sonde'];

async function run(name: string): Promise<Record<string, number>> {
  const sink = spawn(process.execPath, [new URL('./slow-sink.ts', import.meta.url).pathname], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(sink.stdout, 'data')) as [Buffer];
  const spool = mkdtempSync(join(tmpdir(), 'sonde-overload-'));
  const writer = new URL('./overload-writer.mjs', import.meta.url).pathname;
  const child = fork(writer, [name, String(SECONDS)], {
    execArgv: ['--max-semi-space-size=1'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...process.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port.toString().trim()}`,
      OTEL_SERVICE_NAME: 'bench',
      SONDE_SPOOL_DIR: spool,
    },
  });
  const [figures] = (await once(child, 'message')) as [Record<string, number>];
  await once(child, 'exit');
  sink.kill();
  rmSync(spool, { recursive: true, force: true });
  return figures;
}

export async function measureOverload(rounds: number): Promise<void> {
  const peaks: number[] = [];
  let nothing = 0;
  const outcomes = await interleave(
    names.map((name) => ({
      name,
      async run() {
        const figures = await run(name);
        if (name === names[0]) nothing = figures['peak'] ?? 0;
        else if (name === 'sonde') peaks.push((figures['peak'] ?? 0) - nothing);
        return figures;
      },
    })),
    rounds,
  );
  report(`100,000 lines a second for ${SECONDS} s, a receiver of 20, ${rounds} rounds`, outcomes, {
    peak: 'MB, the process at its peak',
    late: 'ms, the event loop’s longest delay',
    cpu: 'microseconds of CPU a line',
    lost: 'lines counted as dropped',
  });
  const lane = peaks.map((one) => one.toFixed(1)).join(', ');
  console.log(`\n  lane memory, round by round (MB, the bar is 38): ${lane}`);
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePortEnv } from './free-ports.ts';
import { type Program, runProgram } from './run-program.ts';
import { type Recorder, startRecorder } from './start-recorder.ts';

const root: string = fileURLToPath(new URL('../..', import.meta.url));

export interface System {
  shopUrl: string;
  viewerUrl: string;
  /** Where the viewer keeps its store. */
  dataFolder: string;
  /** The spool of all services. */
  spoolFolder: string;
  shop: Program;
  recorder: Recorder;
  /** Ends the shop, so that everything is flushed, and leaves the viewer running. */
  endShop(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The viewer and the shop as `npm start` runs them, on free ports, with a recorder between them.
 *
 * @param settings further environment of the shop
 */
export async function startSystem(settings: Record<string, string> = {}): Promise<System> {
  const ports = await freePortEnv();
  const folder = await mkdtemp(join(tmpdir(), 'sonde-end-to-end-'));
  const dataFolder = join(folder, 'viewer');
  const spoolFolder = join(folder, 'spool');
  const env = { ...process.env, ...ports, NODE_OPTIONS: undefined, VITEST: undefined };

  const viewerUrl = `http://127.0.0.1:${ports.SONDE_VIEWER_PORT}`;
  const flags = {
    '--data': dataFolder,
    '--page-port': ports.SONDE_VIEWER_PORT,
    '--otlp-port': ports.SONDE_OTLP_HTTP_PORT,
    '--grpc-port': ports.SONDE_OTLP_GRPC_PORT,
  };
  const sonde = join(root, 'packages/cli/dist/sonde.js');
  const args = [sonde, 'up', ...Object.entries(flags).flat()];
  const viewer = runProgram(process.execPath, args, { cwd: root, env });
  await untilAnswered(viewerUrl, viewer);
  const recorder = await startRecorder(`http://127.0.0.1:${ports.SONDE_OTLP_HTTP_PORT}`);
  const shop = runProgram(process.execPath, [join(root, 'examples/shop/run.mjs')], {
    cwd: root,
    env: {
      ...env,
      OTEL_EXPORTER_OTLP_ENDPOINT: recorder.url,
      SONDE_SPOOL_DIR: spoolFolder,
      ...settings,
    },
  });
  await shop.says('The shop is open');

  const endShop = async (): Promise<void> => {
    shop.child.kill('SIGTERM');
    await shop.ended;
  };
  return {
    shopUrl: `http://127.0.0.1:${ports.SONDE_SHOP_PORT}`,
    viewerUrl,
    dataFolder,
    spoolFolder,
    shop,
    recorder,
    endShop,
    async close() {
      await endShop();
      viewer.child.kill('SIGTERM');
      await viewer.ended;
      await recorder.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilAnswered(url: string, program: Program): Promise<void> {
  const over = program.ended.then((how) => {
    throw new Error(`the viewer ended (${how})\n${program.stdout()}\n${program.stderr()}`);
  });
  const answered = (async () => {
    for (;;) {
      const response = await fetch(url).catch(() => undefined);
      if (response?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  await Promise.race([answered, over]);
}

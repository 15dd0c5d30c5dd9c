import { parseArgs } from 'node:util';
import {
  describePortHolder,
  FolderInUseError,
  findPortHolder,
  PortTakenError,
  startViewer,
  type Viewer,
  type ViewerOptions,
} from '@sonde/viewer';
import { bold, dim } from './paint.js';
import { UsageError } from './usage-error.js';

/** Longer than an orderly end needs: after it the process goes anyway. */
const END_WITHIN_MS = 4000;

const UNWRITABLE: readonly string[] = [
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOENT',
  'ENOTDIR',
  'ENOSPC',
  'EEXIST',
  'ERR_SQLITE_ERROR',
];

/** `sonde up`: runs the viewer until a signal. */
export async function up(args: string[]): Promise<void> {
  const options = readOptions(args);
  const viewer = await start({
    ...options,
    onWarning: (_code, message) => console.error(`sonde: ${message}`),
  });
  const { page, otlpHttp, otlpGrpc } = viewer.urls;
  process.stdout.write(`
  ${bold('Sonde')} is up.

  The page     ${bold(page)}
  OTLP/HTTP    ${otlpHttp}
  OTLP/gRPC    ${otlpGrpc}

  Add it to a service:  node --import @sonde/node/register app.js
  ${dim('Any OpenTelemetry SDK reaches it without a setting. Ctrl-C ends it.')}

`);
  endOnSignal(viewer);
}

/** What a person can mend becomes one sentence that says how. */
async function start(options: ViewerOptions): Promise<Viewer> {
  try {
    return await startViewer(options);
  } catch (error) {
    if (error instanceof PortTakenError)
      throw new Error(await takenPort(error.port, options), { cause: error });
    if (error instanceof FolderInUseError) {
      throw new Error(`${error.message}: choose another with --data DIR`, { cause: error });
    }
    const { code, path } = error as NodeJS.ErrnoException;
    if (code !== undefined && UNWRITABLE.includes(code)) {
      const folder = path ?? options.dataFolder ?? 'the data folder';
      throw new Error(`${folder} can't be written (${code}): choose another with --data DIR`, {
        cause: error,
      });
    }
    throw error;
  }
}

async function takenPort(port: number, options: ViewerOptions): Promise<string> {
  const holder = await findPortHolder(port);
  const sentence = describePortHolder(port, holder);
  const http = options.otlpHttpPort ?? 4318;
  if (port === http && holder.speaks === 'otlp') {
    const forward = `--otlp-port ${http + 10_000} --forward-to http://localhost:${http}`;
    return `${sentence}: to see the same data here and there, run sonde up ${forward}`;
  }
  const grpc = options.otlpGrpcPort ?? 4317;
  const flag = port === http ? 'otlp-port' : port === grpc ? 'grpc-port' : 'page-port';
  return `${sentence}: stop it, or choose another with --${flag} N`;
}

function endOnSignal(viewer: Viewer): void {
  let ending = false;
  const end = () => {
    if (ending) process.exit(1);
    ending = true;
    setTimeout(() => process.exit(1), END_WITHIN_MS).unref();
    viewer.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(`The viewer did not end cleanly: ${(error as Error).message}`);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
}

function readOptions(args: string[]): ViewerOptions {
  const values = parse(args);
  const options: ViewerOptions = {};
  const port = (flag: keyof typeof values) => whole(flag, values[flag], 0, 65_535);
  const otlpHttpPort = port('otlp-port');
  const otlpGrpcPort = port('grpc-port');
  const pagePort = port('page-port');
  const mebibytes = whole('max-size', values['max-size'], 16, 1_048_576);
  const hours = whole('max-age', values['max-age'], 1, 8760);
  if (otlpHttpPort !== undefined) options.otlpHttpPort = otlpHttpPort;
  if (otlpGrpcPort !== undefined) options.otlpGrpcPort = otlpGrpcPort;
  if (pagePort !== undefined) options.pagePort = pagePort;
  if (mebibytes !== undefined) options.maxBytes = mebibytes * 2 ** 20;
  if (hours !== undefined) options.maxAgeMs = hours * 3_600_000;
  if (values.data !== undefined) options.dataFolder = values.data;
  const forwardTo = values['forward-to'];
  if (forwardTo !== undefined) {
    if (!/^https?:\/\//.test(forwardTo) || !URL.canParse(forwardTo)) {
      throw new UsageError(`--forward-to wants an http or https URL, but got "${forwardTo}".`);
    }
    options.forwardTo = forwardTo;
  }
  return options;
}

interface Flags {
  data?: string | undefined;
  'otlp-port'?: string | undefined;
  'grpc-port'?: string | undefined;
  'page-port'?: string | undefined;
  'max-size'?: string | undefined;
  'max-age'?: string | undefined;
  'forward-to'?: string | undefined;
}

function parse(args: string[]): Flags {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      options: {
        data: text,
        'otlp-port': text,
        'grpc-port': text,
        'page-port': text,
        'max-size': text,
        'max-age': text,
        'forward-to': text,
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message.split('\n')[0] ?? 'A flag is wrong.');
  }
}

function whole(
  flag: string,
  value: string | undefined,
  least: number,
  most: number,
): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(
    `--${flag} wants a whole number from ${least} to ${most}, but got "${value}".`,
  );
}

import {
  describePortHolder,
  FolderInUseError,
  findPortHolder,
  PortTakenError,
  startViewer,
  type Viewer,
  type ViewerOptions,
} from '@sonde/viewer';
import { readAmount, readFlags, readPort } from './read-flags.js';
import type { Terminal } from './run-command.js';
import { createStyle } from './terminal-style.js';
import { UsageError } from './usage-error.js';

const STOP_DEADLINE_MS = 4000;
const UNWRITABLE = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOSPC', 'EEXIST', 'ENAMETOOLONG'];

/** Runs the viewer until it is told to stop. @throws UsageError */
export async function up(args: readonly string[], terminal: Terminal): Promise<number> {
  const options = readUpOptions(args);
  const style = createStyle(terminal.stdout, terminal.env);
  const stopped = stopSignal();
  const viewer = await start({
    ...options,
    onWarning: (_code, message) => terminal.stderr.write(`sonde: ${message}\n`),
  });
  const { page, otlpHttp, otlpGrpc } = viewer.urls;
  terminal.stdout.write(
    `${style.bold('sonde')} is up\n` +
      `  look at   ${style.bold(page)}\n` +
      `  send to   ${otlpHttp} ${style.dim('(OTLP over HTTP)')}\n` +
      `            ${otlpGrpc} ${style.dim('(OTLP over gRPC)')}\n` +
      (options.forwardTo === undefined ? '' : `  forwards  to ${options.forwardTo}\n`) +
      `${style.dim('Ctrl-C stops it.')}\n`,
  );
  await stopped;
  const late = setTimeout(() => process.exit(1), STOP_DEADLINE_MS);
  await viewer.close();
  clearTimeout(late);
  return 0;
}

function readUpOptions(args: readonly string[]): ViewerOptions {
  const flags = readFlags(args, {
    'otlp-port': { type: 'string' },
    'grpc-port': { type: 'string' },
    'page-port': { type: 'string' },
    data: { type: 'string' },
    'max-size': { type: 'string' },
    'max-age': { type: 'string' },
    'forward-to': { type: 'string' },
  });
  const forwardTo = flags['forward-to'];
  if (typeof forwardTo === 'string' && !/^https?:$/.test(URL.parse(forwardTo)?.protocol ?? '')) {
    throw new UsageError('--forward-to must be an address such as http://localhost:4318');
  }
  const given = {
    otlpHttpPort: readPort('otlp-port', flags['otlp-port']),
    otlpGrpcPort: readPort('grpc-port', flags['grpc-port']),
    pagePort: readPort('page-port', flags['page-port']),
    dataFolder: flags['data'],
    maxBytes: readAmount('max-size', flags['max-size'], 'bytes'),
    maxAgeMs: readAmount('max-age', flags['max-age'], 'time'),
    forwardTo,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

async function start(options: ViewerOptions): Promise<Viewer> {
  try {
    return await startViewer(options);
  } catch (error) {
    if (error instanceof PortTakenError) throw new UsageError(await takenSentence(error, options));
    if (error instanceof FolderInUseError) {
      throw new UsageError(`${error.message}; choose another with --data DIR`);
    }
    const { code, path } = error as NodeJS.ErrnoException;
    if (code !== undefined && (UNWRITABLE.includes(code) || code === 'ERR_SQLITE_ERROR')) {
      const folder = path ?? options.dataFolder ?? 'the data folder';
      throw new UsageError(`${folder} can't be written (${code}); choose another with --data DIR`);
    }
    throw error;
  }
}

async function takenSentence(error: PortTakenError, options: ViewerOptions): Promise<string> {
  const holder = await findPortHolder(error.port);
  const sentence = describePortHolder(error.port, holder);
  const http = options.otlpHttpPort ?? 4318;
  const flag =
    error.port === http
      ? 'otlp-port'
      : error.port === (options.otlpGrpcPort ?? 4317)
        ? 'grpc-port'
        : 'page-port';
  if (flag === 'otlp-port' && holder.speaks === 'otlp') {
    const forward = `--otlp-port 1${http} --forward-to http://localhost:${http}`;
    return `${sentence}: to see the same data here and there, run sonde up ${forward}`;
  }
  return `${sentence}: stop it, or choose another with --${flag} N`;
}

/** Resolves at Ctrl-C, SIGTERM or SIGHUP. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => resolve());
    }
  });
}

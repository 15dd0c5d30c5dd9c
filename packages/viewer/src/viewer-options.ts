import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** Where the viewer listens and what it keeps. */
export interface ViewerOptions {
  /** Port for OTLP over HTTP; 0 takes a free one. 4318 by default. */
  otlpHttpPort?: number;
  /** Port for OTLP over gRPC; 0 takes a free one. 4317 by default. */
  otlpGrpcPort?: number;
  /** Port of the page and the query API; 0 takes a free one. 4319 by default. */
  pagePort?: number;
  /**
   * Folder of the store, made with mode 0700; `:memory:` keeps nothing. By default
   * `sonde/viewer` below `XDG_DATA_HOME` or `~/.local/share`.
   */
  dataFolder?: string;
  /** Bytes that the store may use; the oldest records go first. 1 GiB by default. */
  maxBytes?: number;
  /** Milliseconds that a record is kept. 24 hours by default. */
  maxAgeMs?: number;
  /** Base of another OTLP/HTTP endpoint that gets all that comes in here. None by default. */
  forwardTo?: string;
  /** Told of what the viewer mends by itself. By default nothing is said. */
  onWarning?: (code: string, message: string) => void;
}

export interface ResolvedViewerOptions {
  otlpHttpPort: number;
  otlpGrpcPort: number;
  pagePort: number;
  dataFolder: string;
  maxBytes: number;
  maxAgeMs: number;
  forwardTo: string | undefined;
}

/** A setting that can't be used; the default stands in its place. */
export interface ViewerOptionWarning {
  code: 'SONDE_VIEWER_OPTION';
  message: string;
  option: string;
  expected: string;
  got: string;
}

const MIB = 1024 * 1024;
const DEFAULTS = {
  otlpHttpPort: 4318,
  otlpGrpcPort: 4317,
  pagePort: 4319,
  maxBytes: 1024 * MIB,
  maxAgeMs: 24 * 3_600_000,
} as const;
const BOUNDS: Readonly<Record<keyof typeof DEFAULTS, [number, number]>> = {
  otlpHttpPort: [0, 65_535],
  otlpGrpcPort: [0, 65_535],
  pagePort: [0, 65_535],
  maxBytes: [MIB, 1024 * 1024 * MIB],
  maxAgeMs: [1000, 366 * 24 * 3_600_000],
};

/** Options with all defaults filled in. Never throws: what can't be used is one warning. */
export function resolveViewerOptions(
  user: ViewerOptions = {},
  env: Readonly<Record<string, string | undefined>> = {},
  warn: (warning: ViewerOptionWarning) => void = () => {},
): ResolvedViewerOptions {
  const bad = (option: string, expected: string, got: unknown): void => {
    const message = `${option} must be ${expected}, not ${String(got)}; the default is used`;
    warn({ code: 'SONDE_VIEWER_OPTION', message, option, expected, got: String(got) });
  };
  const number = (option: keyof typeof DEFAULTS): number => {
    const given = user[option];
    const [min, max] = BOUNDS[option];
    if (given === undefined) return DEFAULTS[option];
    if (Number.isInteger(given) && given >= min && given <= max) return given;
    bad(option, `a whole number from ${min} to ${max}`, given);
    return DEFAULTS[option];
  };
  let { forwardTo } = user;
  if (forwardTo !== undefined && !/^https?:$/.test(URL.parse(forwardTo)?.protocol ?? '')) {
    bad('forwardTo', 'an http or https address', 'another text');
    forwardTo = undefined;
  }
  const dataHome = env['XDG_DATA_HOME'];
  const home =
    dataHome !== undefined && isAbsolute(dataHome) ? dataHome : join(homedir(), '.local', 'share');
  const folder = user.dataFolder || join(home, 'sonde', 'viewer');
  return {
    otlpHttpPort: number('otlpHttpPort'),
    otlpGrpcPort: number('otlpGrpcPort'),
    pagePort: number('pagePort'),
    dataFolder: folder === ':memory:' ? folder : resolve(folder),
    maxBytes: number('maxBytes'),
    maxAgeMs: number('maxAgeMs'),
    forwardTo,
  };
}

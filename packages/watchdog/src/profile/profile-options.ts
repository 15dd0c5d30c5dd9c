import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Warn } from '@sonde/pipeline';

export interface ProfileOptions {
  /**
   * Whether this process can be profiled by `sonde profile`, and takes one profile by itself after a
   * long block or while it is busy for long. `SONDE_PROFILE`, default true.
   */
  enabled: boolean;
  /** Where profiles lie, mode 0700. `SONDE_PROFILE_DIR`, default below the user's state folder. */
  folder: string;
  /** Bytes of profiles that are kept there, of all services. `SONDE_PROFILE_BYTES`, default 256 MiB. */
  maxBytes: number;
  /**
   * A port of 127.0.0.1 to ask for profiles at; needs a token. `SONDE_PROFILE_PORT`,
   * absent by default: then only the socket in the folder is open.
   */
  port?: number;
  /** Of at least 16 characters; it is asked as `authorization: Bearer …`. `SONDE_PROFILE_TOKEN`. */
  token?: string;
  /** A signal that takes one. `SONDE_PROFILE_SIGNAL`, none by default. */
  signal?: NodeJS.Signals;
  /** Whether a summary of each goes to the receiver. `SONDE_PROFILE_SHIP`, default false. */
  ship: boolean;
  /** Whether a heap snapshot may be asked for. `SONDE_HEAP_SNAPSHOT`, default false. */
  snapshots: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

const OFF = /^(0|false)$/i;
const ON = /^(1|true)$/i;
const LEAST_TOKEN = 16;
const MIB = 1024 * 1024;
const DEFAULT_BYTES = 256 * MIB;
const SIGNALS: readonly string[] = ['SIGUSR2', 'SIGHUP', 'SIGQUIT', 'SIGWINCH', 'SIGIO', 'SIGPWR'];

/** The settings of profiles. A bad value is one warning and the default. */
export function resolveProfileOptions(
  user: Partial<ProfileOptions>,
  env: Env,
  warn: Warn,
): ProfileOptions {
  const text = (option: string): string => env[option]?.trim() ?? '';
  const bad = (option: string, expected: string, got: string): void =>
    warn({
      code: 'bad_option',
      message: `${option} is not ${expected}; the default is used`,
      option,
      expected,
      got: option === 'SONDE_PROFILE_TOKEN' ? `${got.length} characters` : got.slice(0, 40),
    });

  function flag(option: string, fallback: boolean): boolean {
    const value = text(option);
    if (ON.test(value)) return true;
    if (OFF.test(value)) return false;
    if (value !== '') bad(option, 'true or false', value);
    return fallback;
  }

  function whole(option: string, least: number, most: number): number | undefined {
    const value = text(option);
    if (value === '') return undefined;
    const number = /^\d+$/.test(value) ? Number(value) : -1;
    if (number >= least && number <= most) return number;
    bad(option, `a whole number from ${least} to ${most}`, value);
    return undefined;
  }

  const state = text('XDG_STATE_HOME');
  const above = isAbsolute(state) ? state : join(homedir(), '.local', 'state');
  const options: ProfileOptions = {
    enabled: user.enabled ?? flag('SONDE_PROFILE', true),
    folder: user.folder ?? (text('SONDE_PROFILE_DIR') || join(above, 'sonde', 'profiles')),
    maxBytes: user.maxBytes ?? whole('SONDE_PROFILE_BYTES', 0, 2 ** 40) ?? DEFAULT_BYTES,
    ship: user.ship ?? flag('SONDE_PROFILE_SHIP', false),
    snapshots: user.snapshots ?? flag('SONDE_HEAP_SNAPSHOT', false),
  };
  const token = user.token ?? text('SONDE_PROFILE_TOKEN');
  if (token.length >= LEAST_TOKEN) options.token = token;
  else if (token !== '') bad('SONDE_PROFILE_TOKEN', `${LEAST_TOKEN} characters or more`, token);
  const port = user.port ?? whole('SONDE_PROFILE_PORT', 1, 65_535);
  if (port !== undefined && options.token !== undefined) options.port = port;
  else if (port !== undefined) {
    bad('SONDE_PROFILE_PORT', 'of use without SONDE_PROFILE_TOKEN', String(port));
  }
  const signal = user.signal ?? text('SONDE_PROFILE_SIGNAL');
  if (SIGNALS.includes(signal)) options.signal = signal as NodeJS.Signals;
  else if (signal !== '') bad('SONDE_PROFILE_SIGNAL', `one of ${SIGNALS.join(', ')}`, signal);
  return options;
}

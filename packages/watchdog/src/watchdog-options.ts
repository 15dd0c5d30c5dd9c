import type { Warn } from '@sonde/pipeline';

export interface WatchdogOptions {
  /**
   * Milliseconds that one callback may run before it is told as a block; at least 20. 0 switches the
   * watchdog off. `SONDE_BLOCK_THRESHOLD_MS`, default 100.
   */
  thresholdMs: number;
  /**
   * Whether that rises where the service's own callbacks usually take longer. Without a number of the
   * user's own.
   */
  adaptive: boolean;
  /**
   * Whether a CPU profile of a sample every 20 ms runs along once native code has blocked, to name
   * it. `SONDE_BLOCK_PROFILE`, default true.
   */
  profile: boolean;
  /**
   * Whether the last lines, blocks and open requests lie redacted on disk while the process lives, so
   * that its next start can tell of a kill. `SONDE_CRASH_NOTES`, default true.
   */
  notes: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

const THRESHOLD = 'SONDE_BLOCK_THRESHOLD_MS';
const DEFAULT_THRESHOLD_MS = 100;
const LEAST_THRESHOLD_MS = 20;
const MOST_THRESHOLD_MS = 60_000;
const OFF = /^(0|false)$/i;
const ON = /^(|1|true)$/i;

function resolveThreshold(env: Env, warn: Warn): number {
  const option = THRESHOLD;
  const text = env[option]?.trim() ?? '';
  if (text === '') return DEFAULT_THRESHOLD_MS;
  const value = Number(text);
  if (value === 0) return 0;
  if (value >= LEAST_THRESHOLD_MS && value <= MOST_THRESHOLD_MS) return value;
  warn({
    code: 'bad_option',
    message: `${option} is no time to wait for; ${DEFAULT_THRESHOLD_MS} is used`,
    option,
    expected: `0 or ${LEAST_THRESHOLD_MS} to ${MOST_THRESHOLD_MS} milliseconds`,
    got: text.slice(0, 40),
  });
  return DEFAULT_THRESHOLD_MS;
}

function resolveFlag(option: string, env: Env, warn: Warn): boolean {
  const text = env[option]?.trim() ?? '';
  if (OFF.test(text)) return false;
  if (!ON.test(text)) {
    warn({
      code: 'bad_option',
      message: `${option} is neither true nor false; true is used`,
      option,
      expected: 'true or false',
      got: text.slice(0, 40),
    });
  }
  return true;
}

/** The watchdog's settings. A bad value is one warning and the default. */
export function resolveWatchdogOptions(
  user: Partial<WatchdogOptions>,
  env: Env,
  warn: Warn,
): WatchdogOptions {
  return {
    thresholdMs: user.thresholdMs ?? resolveThreshold(env, warn),
    adaptive:
      user.adaptive ?? (user.thresholdMs === undefined && (env[THRESHOLD]?.trim() ?? '') === ''),
    profile: user.profile ?? resolveFlag('SONDE_BLOCK_PROFILE', env, warn),
    notes: user.notes ?? resolveFlag('SONDE_CRASH_NOTES', env, warn),
  };
}

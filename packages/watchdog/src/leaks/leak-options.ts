import type { Warn } from '@sonde/pipeline';

export interface LeakOptions {
  /** Whether promises that are never settled are looked for. `SONDE_PENDING_PROMISES`, default false. */
  promises: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

const ON = /^(1|true)$/i;
const OFF = /^(|0|false)$/i;

/** The settings of the leak watch. A bad value is one warning and the default. */
export function resolveLeakOptions(user: Partial<LeakOptions>, env: Env, warn: Warn): LeakOptions {
  const option = 'SONDE_PENDING_PROMISES';
  const text = env[option]?.trim() ?? '';
  if (!ON.test(text) && !OFF.test(text)) {
    warn({
      code: 'bad_option',
      message: `${option} is neither true nor false; false is used`,
      option,
      expected: 'true or false',
      got: text.slice(0, 40),
    });
  }
  return { promises: user.promises ?? ON.test(text) };
}

import type { Warn } from '@sonde/pipeline';

export interface HeapOptions {
  /** Whether the floor of the heap is watched. `SONDE_HEAP_WATCH`, default true. */
  watch: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

const OFF = /^(0|false)$/i;
const ON = /^(|1|true)$/i;

/** The settings of the heap watch. A bad value is one warning and the default. */
export function resolveHeapOptions(user: Partial<HeapOptions>, env: Env, warn: Warn): HeapOptions {
  const option = 'SONDE_HEAP_WATCH';
  const text = env[option]?.trim() ?? '';
  if (!OFF.test(text) && !ON.test(text)) {
    warn({
      code: 'bad_option',
      message: `${option} is neither true nor false; true is used`,
      option,
      expected: 'true or false',
      got: text.slice(0, 40),
    });
  }
  return { watch: user.watch ?? !OFF.test(text) };
}

import { fork } from 'node:child_process';
import { once } from 'node:events';

/** When nothing more has come for so long, nothing more will. */
const QUIET_MS = 8000;

export interface CountingSink {
  url: string;
  /** Resolves with the number of records when all have come, or when no more do. */
  settled(wanted: number): Promise<number>;
  /** When the last request was whole, on the clock of `performance.now()`. */
  lastAt(): number;
  stop(): void;
}

export async function startCountingSink(): Promise<CountingSink> {
  const child = fork(new URL('./counting-sink.ts', import.meta.url).pathname);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  const seen = { count: 0, last: 0 };
  child.on('message', (told: { count: number; at: number }) => {
    seen.count = told.count;
    seen.last = told.at - performance.timeOrigin;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async settled(wanted) {
      const began = performance.now();
      const quiet = (): boolean => performance.now() - Math.max(seen.last, began) > QUIET_MS;
      while (seen.count < wanted && !quiet()) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return seen.count;
    },
    lastAt: () => seen.last,
    stop: () => void child.kill(),
  };
}

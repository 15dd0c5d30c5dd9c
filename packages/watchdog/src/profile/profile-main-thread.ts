import { Session } from 'node:inspector';
import { clearInterval, setInterval, setTimeout } from 'node:timers';
import type { CpuProfile } from '../cpu-profile.js';
import { holdThread, word } from '../heart.js';

/** How soon it is seen that the process ends. */
const LOOK_MS = 25;

/** Why there is no profile. */
export class ProfileRefused extends Error {}

/** Lets the first thread of the process be looked into from this one. */
export interface MainThread {
  post: <T>(method: string, params?: object) => Promise<T>;
  on: (event: string, listener: (params: never) => void) => void;
}

/**
 * Connects to the first thread for as long as `work` takes, or until the process ends: a connection
 * that is open then would make Node wait.
 *
 * @throws ProfileRefused while a person is at the inspector, or at the end of the process.
 */
async function withMainThread<T>(
  memory: Int32Array,
  work: (thread: MainThread) => Promise<T>,
): Promise<T> {
  if (Atomics.load(memory, word.inspected) === 1) {
    throw new ProfileRefused('somebody is at the inspector of this process');
  }
  Atomics.store(memory, word.profiling, 1);
  const session = new Session();
  let watch: NodeJS.Timeout | undefined;
  try {
    if (Atomics.load(memory, word.ending) === 1) throw new ProfileRefused('the process ends');
    session.connectToMainThread();
    const ends = new Promise<never>((_resolve, reject) => {
      watch = setInterval(() => {
        if (Atomics.load(memory, word.ending) === 1) reject(new ProfileRefused('the process ends'));
      }, LOOK_MS);
    });
    const thread: MainThread = {
      post: (method, params) =>
        new Promise((resolve, reject) => {
          const release = holdThread(memory);
          session.post(method, params, (error, answer) => {
            release();
            if (error) reject(new Error(error.message));
            else resolve(answer as never);
          });
        }),
      on: (event, listener) => {
        session.on(event, ({ params }: { params: never }) => listener(params));
      },
    };
    return await Promise.race([work(thread), ends]);
  } finally {
    clearInterval(watch);
    session.disconnect();
    // Nothing is asked any more, be it answered or not.
    Atomics.store(memory, word.orderedAt, 0);
    Atomics.store(memory, word.profiling, 0);
    Atomics.notify(memory, word.profiling);
  }
}

/** Resolves after so many milliseconds. */
export const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

const HEAP_INTERVAL_BYTES = 32 * 1024;

async function sampleHeap({ post }: MainThread, over: Promise<void>): Promise<object> {
  await post('HeapProfiler.startSampling', { samplingInterval: HEAP_INTERVAL_BYTES });
  await over;
  const { profile } = await post<{ profile: object }>('HeapProfiler.stopSampling');
  return profile;
}

/**
 * A CPU profile of the first thread, as V8 has it, and where it is wanted what was allocated meanwhile
 * and is still held.
 *
 * @param lasting called when it has begun; resolves when it is to end.
 * @param intervalUs between two samples.
 */
export function takeCpuProfile(
  memory: Int32Array,
  lasting: () => Promise<void>,
  intervalUs: number,
  withHeap: boolean,
): Promise<{ cpu: CpuProfile; heap: object | undefined }> {
  return withMainThread(memory, async (thread) => {
    const { post } = thread;
    await post('Profiler.enable');
    await post('Profiler.setSamplingInterval', { interval: intervalUs });
    await post('Profiler.start');
    const over = lasting();
    const [heap] = await Promise.all([withHeap ? sampleHeap(thread, over) : undefined, over]);
    const { profile } = await post<{ profile: CpuProfile }>('Profiler.stop');
    await post('Profiler.disable');
    return { cpu: profile, heap };
  });
}

/** What was allocated within this time and is still held: stacks and sizes, as V8 has them. */
export function takeHeapProfile(memory: Int32Array, ms: number): Promise<object> {
  return withMainThread(memory, (thread) => sampleHeap(thread, wait(ms)));
}

/** A snapshot of all objects, values of strings included; the thread stands still meanwhile. */
export function takeHeapSnapshot(
  memory: Int32Array,
  append: (text: string) => void,
): Promise<void> {
  return withMainThread(memory, async ({ post, on }) => {
    let failed: Error | undefined;
    on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }: { chunk: string }) => {
      try {
        if (!failed) append(chunk);
      } catch (error) {
        failed = error as Error;
      }
    });
    await post('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    if (failed) throw failed;
  });
}

import { basename, join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import type { Warn } from '@sonde/pipeline';
import { word } from '../heart.js';
import { monotonicMs } from '../monotonic.js';
import { createAutomaticProfile } from './automatic-profile.js';
import { heldLine } from './held-line.js';
import { openProfileFolder } from './profile-folder.js';
import { type ProfileReason, profileLine } from './profile-line.js';
import {
  ProfileRefused,
  takeCpuProfile,
  takeHeapProfile,
  takeHeapSnapshot,
  wait,
} from './profile-main-thread.js';
import type { ProfileOptions } from './profile-options.js';
import { profileTree } from './profile-tree.js';
import { type ProfileRequest, type ProfileTaken, serveProfiles } from './serve-profiles.js';

/** Microseconds between two samples, when somebody waits for it and when nobody does. */
const ASKED_INTERVAL = 1000;
const AUTOMATIC_INTERVAL = 5000;
const AUTOMATIC_MS = 10_000;
const BUSY_LOOK_MS = 5000;

export interface RunProfiles {
  memory: Int32Array;
  service: string;
  options: ProfileOptions;
  /** Hands a line to the lane. */
  tell: (line: string) => void;
  warn: Warn;
}

export interface Profiles {
  /** Takes one for a signal, and of the heap too. */
  onSignal(): void;
  /** May begin one after a long block. @returns the name of its file. */
  afterBlock(durationMs: number, now: number): string | undefined;
  /** Writes one that the thread took of itself. */
  keepHeap(file: string, profile: object): void;
  stop(): void;
}

/** Takes profiles of the process's first thread: when asked, at a signal, and by itself when it is in trouble. */
export function runProfiles({ memory, service, options, tell, warn }: RunProfiles): Profiles {
  const folder = openProfileFolder(options.folder, service, options.maxBytes);
  const automatic = createAutomaticProfile();
  let running = false;
  /** One that nobody waits for. */
  let unasked: { cut: () => void; ended: Promise<void> } | undefined;

  async function alone<T>(work: () => Promise<T>): Promise<T> {
    if (running) throw new ProfileRefused('another profile is being taken');
    running = true;
    try {
      return await work();
    } finally {
      running = false;
    }
  }

  /** Who asks does not wait for what nobody asked for: that ends with what it has. */
  async function first<T>(work: () => Promise<T>): Promise<T> {
    unasked?.cut();
    await unasked?.ended;
    return alone(work);
  }

  function write(path: string, profile: object): void {
    const file = folder.create(path);
    try {
      file.append(JSON.stringify(profile));
    } finally {
      file.close();
    }
  }

  async function takeCpu(
    path: string,
    lasting: () => Promise<void>,
    intervalUs: number,
    reason: ProfileReason,
    ship: boolean,
  ): Promise<void> {
    const time = Date.now();
    const { cpu, heap } = await takeCpuProfile(memory, lasting, intervalUs, reason === 'signal');
    write(path, cpu);
    if (heap) write(folder.newPath('heapprofile'), heap);
    if (!ship) return;
    const took = (cpu.endTime - cpu.startTime) / 1000;
    tell(profileLine({ time, ms: took, ...profileTree(cpu), reason, path }));
  }

  const take = ({ kind, ms, ship }: ProfileRequest): Promise<ProfileTaken> =>
    first(async () => {
      if (kind === 'cpu') {
        const path = folder.newPath('cpuprofile');
        await takeCpu(path, () => wait(ms), ASKED_INTERVAL, 'asked', ship || options.ship);
        return { path, kind };
      }
      if (kind === 'heap') {
        const path = folder.newPath('heapprofile');
        write(path, await takeHeapProfile(memory, ms));
        return { path, kind };
      }
      if (!options.snapshots) {
        throw new ProfileRefused('a snapshot holds all values: SONDE_HEAP_SNAPSHOT=1 allows it');
      }
      const path = folder.newPath('heapsnapshot');
      const file = folder.create(path);
      try {
        await takeHeapSnapshot(memory, file.append);
      } finally {
        file.close();
      }
      return { path, kind };
    });

  /** That it could not be had is no news. */
  function takeUnasked(reason: 'block' | 'busy'): string {
    const path = folder.newPath('cpuprofile');
    const { promise, resolve: cut } = Promise.withResolvers<void>();
    const lasting = () => Promise.race([promise, wait(AUTOMATIC_MS)]);
    const ended = alone(() => takeCpu(path, lasting, AUTOMATIC_INTERVAL, reason, options.ship))
      .catch(() => {})
      .finally(() => {
        unasked = undefined;
      });
    unasked = { cut, ended };
    return basename(path);
  }

  const takeForSignal = (): Promise<void> =>
    first(() => {
      const path = folder.newPath('cpuprofile');
      return takeCpu(path, () => wait(AUTOMATIC_MS), ASKED_INTERVAL, 'signal', options.ship);
    });

  const stopServing = serveProfiles({
    service,
    socket: folder.socket,
    port: options.port,
    token: options.token,
    take,
    ship: (held) => tell(heldLine(held)),
    warn,
  });
  const timer = setInterval(() => {
    const busy = Atomics.load(memory, word.busy) / 1000;
    if (automatic.whileBusy(busy, monotonicMs()) && !running) takeUnasked('busy');
  }, BUSY_LOOK_MS);
  timer.unref();
  return {
    onSignal() {
      // Nobody waits for its answer, and one that is being taken may be the one that was meant.
      void takeForSignal().catch(() => {});
    },
    afterBlock: (durationMs, now) =>
      !running && automatic.afterBlock(durationMs, now) ? takeUnasked('block') : undefined,
    keepHeap(file, profile) {
      try {
        write(join(options.folder, basename(file)), profile);
      } catch (error) {
        warn({
          code: 'no_profiles',
          message: `the profile of a growing heap could not be written: ${(error as Error).message}`,
        });
      }
    },
    stop() {
      clearInterval(timer);
      stopServing();
    },
  };
}

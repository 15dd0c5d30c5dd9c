import { basename, join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import type { Warn } from '@sonde/pipeline';
import { word } from '../heart.js';
import { createAutomaticProfile } from './automatic-profile.js';
import { heldLine } from './held-line.js';
import { openProfileFolder } from './profile-folder.js';
import { type ProfileReason, profileLine } from './profile-line.js';
import {
  ProfileRefused,
  takeCpuProfile,
  takeHeapProfile,
  takeHeapSnapshot,
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

  async function alone<T>(work: () => Promise<T>): Promise<T> {
    if (running) throw new ProfileRefused('another profile is being taken');
    running = true;
    try {
      return await work();
    } finally {
      running = false;
    }
  }

  function write(path: string, profile: object): void {
    const file = folder.create(path);
    file.append(JSON.stringify(profile));
    file.close();
  }

  async function takeCpu(
    path: string,
    ms: number,
    intervalUs: number,
    reason: ProfileReason,
    ship: boolean,
  ): Promise<void> {
    const time = Date.now();
    const { cpu, heap } = await takeCpuProfile(memory, ms, intervalUs, reason === 'signal');
    write(path, cpu);
    if (heap) write(folder.newPath('heapprofile'), heap);
    if (!ship) return;
    const took = (cpu.endTime - cpu.startTime) / 1000;
    tell(profileLine({ time, ms: took, ...profileTree(cpu), reason, path }));
  }

  const take = ({ kind, ms, ship }: ProfileRequest): Promise<ProfileTaken> =>
    alone(async () => {
      if (kind === 'cpu') {
        const path = folder.newPath('cpuprofile');
        await takeCpu(path, ms, ASKED_INTERVAL, 'asked', ship || options.ship);
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

  /** Nobody waits for it: that it could not be had is no news. */
  function takeUnasked(reason: ProfileReason): string {
    const path = folder.newPath('cpuprofile');
    const interval = reason === 'signal' ? ASKED_INTERVAL : AUTOMATIC_INTERVAL;
    void alone(() => takeCpu(path, AUTOMATIC_MS, interval, reason, options.ship)).catch(() => {});
    return basename(path);
  }

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
    if (automatic.whileBusy(busy, Date.now()) && !running) takeUnasked('busy');
  }, BUSY_LOOK_MS);
  timer.unref();
  return {
    onSignal() {
      if (!running) takeUnasked('signal');
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

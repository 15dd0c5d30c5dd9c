import type { Warning } from '@sonde/pipeline';
import type { RedactionOptions } from '@sonde/redaction';
import type { CpuProfile } from './cpu-profile.js';
import type { RawNotes } from './crash/crash-story.js';
import type { Work } from './current-work.js';
import type { HeapProfile } from './heap/heap-profile.js';
import type { Gap } from './heart.js';
import type { Probe } from './prober.js';
import type { ProfileOptions } from './profile/profile-options.js';
import type { Share } from './starvation.js';

/** How the watching thread takes profiles. */
export interface ProfileData {
  service: string;
  options: ProfileOptions;
}

/** How the watching thread keeps notes for the story of a crash. */
export interface NotesData {
  folder: string;
  service: string;
  /** Milliseconds since the epoch. */
  started: number;
  redaction: RedactionOptions;
}

export interface WatcherData {
  /** Absent where no notes are kept. */
  notes?: NotesData;
  /** Absent where no profiles are taken. */
  profiles?: ProfileData;
  memory: Int32Array;
  /** Milliseconds between two beats. */
  beatEvery: number;
  /** The thread to ask is the process's first; no other can be reached. */
  canAsk: boolean;
}

/** From the watched thread: a block to look into. Times of `monotonicMs`. */
export interface BlockSeen {
  id: number;
  gap: Gap;
  /** How long a callback was allowed to run then, milliseconds. */
  thresholdMs: number;
  /** Absent where the thread can not be asked: then the profile alone must tell. */
  proof?: { from: number; provenFrom: number; to: number; probes: Probe[] };
  /** What the machine had given to the process's first thread when it was over. */
  shareAtEnd?: Share | undefined;
  /** Milliseconds for which the machine has let each thread of the process wait so far. */
  waitsAtEnd?: ReadonlyMap<string, number>;
  profiles: CpuProfile[];
  /** Milliseconds of garbage collection within `proof`, or within `gap`. */
  gcMs: number;
  /** Milliseconds since the epoch at `gap.to`. */
  epochMs: number;
}

/** From the watching thread: what the block was. */
export interface BlockTold {
  id: number;
  durationMs: number;
  /** The blocking function; absent if it could not be found out. */
  name?: string;
  /** The request it ran for; empty if that is not certain. */
  work: Work;
  /** The line for the lane; absent above the limit of records. */
  line?: string;
}

/** From the watching thread: the one with this id was no block. */
export interface BlockDismissed {
  dismissed: number;
}

/** From the watched thread: a signal asked for a profile. */
export interface ProfileWanted {
  profile: 'signal';
}

/** From the watched thread: what was allocated and stays, to be written to a file of this name. */
export interface HeapProfileFound {
  file: string;
  heapProfile: HeapProfile;
}

/** From the watching thread: what a profile showed, or why there is none. */
export type ProfileTold = { profileLine: string } | { warning: Warning };

/** From the watched thread, once a second while it works: what it is at. */
export interface NotesTaken {
  notes: RawNotes;
}

/** From the watching thread: the line of a process that was gone without a word. */
export interface CrashTold {
  crashLine: string;
}

export type ToWatcher = BlockSeen | ProfileWanted | HeapProfileFound | NotesTaken;
export type FromWatcher = BlockTold | BlockDismissed | ProfileTold | CrashTold;

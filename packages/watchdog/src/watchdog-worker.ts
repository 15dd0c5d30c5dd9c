import { parentPort, workerData } from 'node:worker_threads';
import type { RawNotes } from './crash/crash-story.js';
import { keepNotes } from './crash/keep-notes.js';
import { monotonicMs } from './monotonic.js';
import { type Profiles, runProfiles } from './profile/run-profiles.js';
import { runWatcher } from './run-watcher.js';
import type { FromWatcher, ToWatcher, WatcherData } from './watchdog-messages.js';

const data = workerData as WatcherData;

function send(told: FromWatcher): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has no origin
  parentPort?.postMessage(told);
}

function startProfiles(): Profiles | undefined {
  if (!data.profiles) return undefined;
  try {
    return runProfiles({
      ...data.profiles,
      memory: data.memory,
      tell: (line) => send({ profileLine: line }),
      warn: (warning) => send({ warning }),
    });
  } catch (error) {
    send({
      warning: {
        code: 'no_profiles',
        message: `profiles can't be taken: ${data.profiles.options.folder}: ${(error as Error).message}`,
      },
    });
    return undefined;
  }
}

function startNotes(): ((notes: RawNotes) => void) | undefined {
  if (!data.notes) return undefined;
  try {
    return keepNotes({
      ...data.notes,
      memory: data.memory,
      tell: (line) => send({ crashLine: line }),
    });
  } catch (error) {
    send({
      warning: {
        code: 'no_crash_story',
        message: `a crash could not be told: ${data.notes.folder}: ${(error as Error).message}`,
      },
    });
    return undefined;
  }
}

const note = startNotes();
const profiles = startProfiles();
const look = runWatcher(data, send, (durationMs) =>
  profiles?.afterBlock(durationMs, monotonicMs()),
);

function hear(message: ToWatcher): void {
  if ('notes' in message) note?.(message.notes);
  else if ('profile' in message) profiles?.onSignal();
  else if ('heapProfile' in message) profiles?.keepHeap(message.file, message.heapProfile);
  else look(message);
}

parentPort?.on('message', (message: ToWatcher) => {
  try {
    hear(message);
  } catch (error) {
    // One of many: the thread goes on.
    const text = `something of this process could not be looked into: ${(error as Error).message}`;
    send({ warning: { code: 'watchdog_failed', message: text } });
    if ('gap' in message) send({ dismissed: message.id });
  }
});

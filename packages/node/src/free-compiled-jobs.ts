import { setFlagsFromString } from 'node:v8';
import { isMainThread } from 'node:worker_threads';
import { listenToChannels } from '@sonde/tracing';

const SERVED = 'http.server.request.start';
const FLAG = 'maglev-destroy-on-background';
/**
 * Of Node 24 and 26: there V8 reads the flag where it has installed a function's code, and nowhere else. Others that
 * embed V8, as Electron, end the process where a flag is set.
 */
const KNOWN_V8 = /^(?:13\.6|14\.6)\..*-node\./;
/** Who sets this compiler up knows better; and to set a frozen flag ends the process. */
const THEIRS = /maglev|freeze[-_]flags/;
/** A health check is no load; after 400 calls V8 compiles a function. */
const MANY_REQUESTS = 200;
const WHILE_MS = 60_000;

/**
 * Keeps the memory small that V8 takes to compile. What it has needed for a function it frees in the background,
 * but not before all functions that wait are compiled: where a service comes under load they are many hundreds at
 * once, which is 30 MB that the allocator never gives back. For the first minute under load V8 frees each as soon as
 * it is done. Then the flag is as it was: while it is not, V8 takes no code from a cache.
 *
 * @returns its undoing.
 */
export function freeCompiledJobs(): () => void {
  const isTheirs = process.execArgv.some((option) => THEIRS.test(option));
  if (!isMainThread || isTheirs || !KNOWN_V8.test(process.versions.v8)) return () => undefined;
  let served = 0;
  let timer: NodeJS.Timeout | undefined;
  const restore = (): void => {
    if (!timer) return;
    clearTimeout(timer);
    timer = undefined;
    process.off('exit', restore);
    setFlagsFromString(`--${FLAG}`);
  };
  const stopListening = listenToChannels({
    [SERVED]() {
      served++;
      if (served !== MANY_REQUESTS) return;
      setFlagsFromString(`--no-${FLAG}`);
      timer = setTimeout(restore, WHILE_MS).unref();
      // Before those who keep compiled code for the next start.
      process.prependListener('exit', restore);
      stopListening();
    },
  });
  return () => {
    stopListening();
    restore();
  };
}

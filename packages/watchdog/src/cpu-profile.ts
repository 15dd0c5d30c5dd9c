import { console as inspectorConsole, Session, url } from 'node:inspector';
import { clearInterval, setInterval } from 'node:timers';

/** The part of V8's profile that is read. */
export interface CpuProfile {
  nodes: {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number; columnNumber: number };
    children?: number[];
    positionTicks?: { line: number; ticks: number }[];
  }[];
  /** Microseconds of `monotonicMs`. */
  startTime: number;
  endTime: number;
  samples?: number[];
  timeDeltas?: number[];
}

/** Milliseconds between two samples. */
export const SAMPLE_MS = 20;
/** What one profile may grow to: so many seconds of samples. */
const ROTATE_MS = 10_000;

/** A CPU profile of this thread's last seconds, always at hand. */
export interface RollingProfile {
  /** Gives what was sampled since the last rotation but one, oldest first, and goes on. */
  take(): CpuProfile[];
  stop(): void;
}

/**
 * Samples this thread all the time. A profiler that starts from nothing walks the whole heap (tens
 * of milliseconds); one that begins its next profile before it ends the last costs half of one. Two
 * named profiles at once are to be had through the console of the inspector only.
 */
export function startRollingProfile(): RollingProfile {
  const session = new Session();
  session.connect();
  let ended: CpuProfile | undefined;
  /** A rotation that was due during a block comes before anybody could ask for it. */
  let previous: CpuProfile | undefined;
  let count = 0;
  let running = false;
  session.on('Profiler.consoleProfileFinished', ({ params }) => {
    ended = params.profile as CpuProfile;
  });
  const title = (): string => `sonde ${count}`;

  /** A person at a debugger would be shown our profiles. */
  const observed = (): boolean => url() !== undefined;

  function begin(): void {
    if (observed()) return;
    session.post('Profiler.enable');
    session.post('Profiler.setSamplingInterval', { interval: SAMPLE_MS * 1000 });
    inspectorConsole.profile(title());
    running = true;
  }

  function rotate(): CpuProfile | undefined {
    if (!running) {
      begin();
      return undefined;
    }
    const last = title();
    count++;
    if (observed()) {
      inspectorConsole.profileEnd(last);
      session.post('Profiler.disable');
      running = false;
    } else {
      inspectorConsole.profile(title());
      inspectorConsole.profileEnd(last);
    }
    const profile = ended;
    ended = undefined;
    return profile;
  }

  begin();
  const timer = setInterval(() => {
    previous = rotate();
  }, ROTATE_MS);
  timer.unref();
  return {
    take() {
      const taken = [previous, rotate()].filter((profile) => profile !== undefined);
      previous = undefined;
      return taken;
    },
    stop() {
      clearInterval(timer);
      session.disconnect();
    },
  };
}

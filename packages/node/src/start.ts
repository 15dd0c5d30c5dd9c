import { bridgeConsole, bridgeWarnings } from '@sonde/logger/hooks';
import { startMetrics } from '@sonde/metrics';
import {
  applicationListens,
  detectResource,
  resolveLaneOptions,
  sharedLane,
  warn,
} from '@sonde/pipeline';
import { createBaggageRules, resolveBaggageHosts, startTracing } from '@sonde/tracing';
import {
  createCrashStory,
  createDelays,
  createHeapProfiles,
  startHeapWatch,
  startLeakWatch,
  startWatchdog,
} from '@sonde/watchdog';
import { beforeEnd } from './before-end.js';
import { captureCrashes } from './capture-crashes.js';
import { sayWhatIsInstrumented } from './debug-line.js';
import { freeCompiledJobs } from './free-compiled-jobs.js';
import { keepTickShape } from './keep-tick-shape.js';
import { makeRoomForListeners } from './make-room-for-listeners.js';
import { resolveNodeOptions } from './node-options.js';
import { printWarnings } from './print-warnings.js';
import { enterRequestContexts } from './request-ids.js';
import { type Started, setStarted, started } from './started.js';
import { tapPinoModules } from './tap-pino-modules.js';

const reasonOf = (error: unknown): string => String((error as Error | undefined)?.message ?? error);

/**
 * Starts everything for this thread, once: lane, metrics, tracing, log taps, crash capture. A part
 * that fails is one warning; the others and the application go on. Never throws.
 */
export function start(): Started {
  const running = started();
  if (running) return running;
  const undos: (() => unknown)[] = [printWarnings(), makeRoomForListeners()];
  const state: Started = {
    failed: {},
    async stop() {
      setStarted(undefined);
      // oxlint-disable-next-line no-await-in-loop -- one after the other, last started first
      for (const undo of undos.toReversed()) await undo();
    },
  };
  setStarted(state);

  const attempt = <T>(part: string, begin: () => T): T | undefined => {
    try {
      return begin();
    } catch (error) {
      const reason = reasonOf(error);
      state.failed[part] = reason;
      warn({
        code: 'start_failed',
        message: `${part} could not be started, the application runs without: ${reason}`,
      });
      return undefined;
    }
  };
  const keep = (part: string, begin: () => () => unknown): void => {
    const undo = attempt(part, begin);
    if (undo) undos.push(undo);
  };

  const { env } = process;
  const options = resolveNodeOptions({}, env, warn);
  const lane = attempt('the lane', () => {
    const resource = detectResource(env, process.cwd());
    const laneOptions = resolveLaneOptions({ resource }, env, warn);
    const opened = sharedLane(laneOptions);
    undos.push(() => opened.close());
    return { opened, resource, redaction: laneOptions.redaction };
  });
  if (!lane) return state;
  const { opened, resource, redaction } = lane;
  state.lane = opened;
  const name = resource.attributes.find(({ key }: { key: string }) => key === 'service.name');
  if (name?.value.stringValue !== undefined) state.service = name.value.stringValue;

  const room = { lane: opened, resource, env, warn };
  const story = createCrashStory(opened);
  const delays = createDelays(story.requests);
  keep('metrics', () => {
    const metrics = startMetrics(room);
    state.metrics = metrics;
    // What was counted since the last push.
    const forget = beforeEnd(() => metrics.pushLast());
    return () => {
      forget();
      metrics.stop();
    };
  });
  keep('tracing', () => {
    const tracing = startTracing({ ...room, times: delays });
    state.tracing = tracing;
    return () => tracing.shutdown();
  });
  const heapProfiles = createHeapProfiles();
  keep('the watchdog', () => startWatchdog({ ...room, delays, story, heapProfiles, redaction }));
  keep('the heap watch', () =>
    startHeapWatch({ ...room, onGrowth: story.heap, profiles: heapProfiles }),
  );
  keep('the leak watch', () => startLeakWatch(room));
  keep('the crash story', () =>
    beforeEnd((signal) => {
      // At SIGHUP a service that handles it reads its settings anew and goes on.
      if (signal !== 'SIGHUP' || !applicationListens(signal)) story.end();
    }),
  );
  if (options.debug) {
    keep('the debug line', () => sayWhatIsInstrumented(() => state.tracing?.status() ?? []));
  }
  keep('freeing of compiled jobs', freeCompiledJobs);
  keep('the shape of ticks', keepTickShape);
  keep('request ids', () => {
    const rules = createBaggageRules(resolveBaggageHosts(env), undefined);
    return enterRequestContexts((host) => rules.mayGoTo(host));
  });
  if (!options.logs) return state;
  keep('the pino tap', tapPinoModules);
  if (options.console) keep('the console bridge', bridgeConsole);
  if (options.warnings) keep('the warnings bridge', bridgeWarnings);
  keep('crash capture', () => captureCrashes(story.fields));
  return state;
}

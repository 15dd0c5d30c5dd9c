import type { Feature } from './feature.js';
import { isSampled } from './is-sampled.js';

/** Shorter ones nobody feels. */
const LONG_MS = 200;
const MOST = 10;
const NAME = 'browser.long_animation_frame';

interface LongFrame extends PerformanceEntry {
  blockingDuration: number;
  scripts: { duration: number; sourceURL: string; sourceFunctionName: string }[];
}

/** Animation frames that took 200 ms or more, with the script that took longest; Chromium tells them. */
export const longFrames: Feature = (context) => {
  if (!isSampled(context)) return undefined;
  let told = 0;

  function tell({ startTime, duration, blockingDuration, scripts }: LongFrame): void {
    if (duration < LONG_MS || (told += 1) > MOST) return;
    let [longest] = scripts;
    for (const one of scripts) if (one.duration > longest!.duration) longest = one;
    const record = {
      name: NAME,
      time: performance.timeOrigin + startTime,
      attributes: {
        [`${NAME}.duration`]: Math.round(duration),
        [`${NAME}.blocking`]: Math.round(blockingDuration),
        [`${NAME}.script`]: longest?.sourceURL.replace(/[?#].*/s, ''),
        [`${NAME}.function`]: longest?.sourceFunctionName,
      },
    };
    context.enqueue(record, true);
  }

  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) tell(entry as LongFrame);
  });
  // A type that the browser does not know is left alone.
  observer.observe({ type: 'long-animation-frame', buffered: true });
  return () => observer.disconnect();
};

import { describeElement } from './describe-element.js';
import type { FeatureContext } from './feature.js';
import { isSampled } from './is-sampled.js';
import type { Trace } from './page-record.js';
import { randomHex } from './random-hex.js';

/** How long after its handlers, or after a call that it caused, a click still causes calls. */
const WINDOW_MS = 100;
const LONGEST_MS = 10_000;

/** A click, for as long as it causes things. */
export interface Interaction {
  ids: Trace;
  /** Something that it caused began; gives back what to run at its end. */
  hold(): () => void;
}

/**
 * Makes a span of each click that causes a call or an error. Without wrapping timers or promises,
 * a call is the click's if it begins in the same task as its handlers, within 100 ms of them, or
 * within 100 ms of the end of a call that was the click's: so that `await` chains stay together.
 *
 * @returns gives the click that what happens now was caused by
 */
export function watchClicks(context: FeatureContext): () => Interaction | undefined {
  let end = (): void => {};
  let isActive = (): boolean => false;
  let current: Interaction | undefined;

  function begin({ target }: Event): void {
    end();
    const time = Date.now();
    const began = performance.now();
    const trace = startTrace(context);
    let used = false;
    let underWay = 0;
    // While the handlers run it is now.
    let lastCause = Number.POSITIVE_INFINITY;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const touch = (): void => {
      lastCause = performance.now();
      clearTimeout(timer);
      timer = setTimeout(() => underWay || end(), WINDOW_MS + 20);
    };
    isActive = () => {
      const now = performance.now();
      return now - lastCause <= WINDOW_MS && now - began <= LONGEST_MS;
    };
    end = () => {
      clearTimeout(timer);
      end = () => {};
      current = undefined;
      if (!used || !isSampled(context)) return;
      const lasted = Math.min(performance.now(), underWay ? Infinity : lastCause) - began;
      context.enqueue({
        name: `click ${describeTarget(target)}`,
        time,
        end: time + lasted,
        kind: 1,
        trace,
        attributes: { 'browser.interaction.type': 'click' },
      });
    };
    current = {
      ids: trace,
      hold() {
        used = true;
        underWay += 1;
        return () => {
          underWay -= 1;
          touch();
        };
      },
    };
    timer = setTimeout(touch);
  }

  context.listen('click', begin);
  context.beforeLeaving.push(() => end());
  return () => (isActive() ? current : undefined);
}

/** The ids of a new span, in a trace of its own or in that of another. */
export function startTrace(context: FeatureContext, traceId: string = randomHex(16)): Trace {
  return { traceId, spanId: randomHex(8), flags: isSampled(context) ? 1 : 0 };
}

/** What a person would say was clicked: the button, not the icon in it. */
export function describeTarget(target: EventTarget | null): string {
  if (!(target instanceof Element)) return 'page';
  return describeElement(
    target.closest('button,a,[role=button],[data-testid],input,label,summary') ?? target,
  );
}

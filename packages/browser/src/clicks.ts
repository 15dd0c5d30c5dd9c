import { describeElement } from './describe-element.js';
import type { FeatureContext } from './feature.js';
import type { PageRecord } from './page-record.js';
import { randomHex } from './random-hex.js';

/** How long after its handlers, or after a call that it caused, a click still causes calls. */
const WINDOW_MS = 100;
const LONGEST_MS = 10_000;

/** A click, for as long as it causes things. */
export interface Interaction {
  traceId: string;
  spanId: string;
  /** A call that it caused began; gives back what to run at its end. */
  hold(): () => void;
}

export interface Clicks {
  /** The click that what happens now was caused by. */
  current(): Interaction | undefined;
  owner: () => { traceId: string; spanId: string } | undefined;
  stop: () => void;
}

/**
 * Makes a span of each click that causes a call or an error. Without wrapping timers or promises,
 * a call is the click's if it begins in the same task as its handlers, within 100 ms of them, or
 * within 100 ms of the end of a call that was the click's: so that `await` chains stay together.
 */
export function watchClicks(context: FeatureContext): Clicks {
  let close: () => void = () => {};
  let current: (Interaction & { active(): boolean; use(): void }) | undefined;

  function begin(event: Event): void {
    close();
    const began = performance.now();
    const record: PageRecord & { traceId: string; spanId: string } = {
      name: `click ${describeTarget(event.target)}`,
      time: Date.now(),
      end: 0,
      kind: 1,
      traceId: randomHex(16),
      spanId: randomHex(8),
      attributes: { 'browser.interaction.type': 'click' },
    };
    let used = false;
    let underWay = 0;
    let inHandlers = true;
    let lastCause = began;
    let timer: ReturnType<typeof setTimeout>;

    const touch = (): void => {
      lastCause = performance.now();
      clearTimeout(timer);
      timer = setTimeout(() => underWay === 0 && end(), WINDOW_MS + 20);
    };
    const end = (): void => {
      clearTimeout(timer);
      if (current === interaction) current = undefined;
      if (!record.end && used && context.sampled) {
        record.end = record.time + ((underWay ? performance.now() : lastCause) - began);
        context.add(record, 'soon');
      }
    };
    const interaction = {
      traceId: record.traceId,
      spanId: record.spanId,
      active: () => {
        const now = performance.now();
        return inHandlers || (now - lastCause <= WINDOW_MS && now - began <= LONGEST_MS);
      },
      use: () => {
        used = true;
      },
      hold: () => {
        used = true;
        underWay += 1;
        return () => {
          underWay -= 1;
          touch();
        };
      },
    };
    close = end;
    current = interaction;
    timer = setTimeout(() => {
      inHandlers = false;
      touch();
    });
  }

  const now = (): typeof current => (current?.active() ? current : undefined);
  context.listen(window, 'click', begin);
  context.onHidden(() => close());
  return {
    current: now,
    owner() {
      const interaction = now();
      interaction?.use();
      return interaction && { traceId: interaction.traceId, spanId: interaction.spanId };
    },
    stop: () => close(),
  };
}

/** What a person would say was clicked: the button, not the icon in it. */
function describeTarget(target: EventTarget | null): string {
  if (!(target instanceof Element)) return 'page';
  return describeElement(
    target.closest('button,a,[role=button],[data-testid],input,label,summary') ?? target,
  );
}

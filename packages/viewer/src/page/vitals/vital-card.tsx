import type { JSX } from 'preact';
import type { PageAnswer } from '../../api.js';
import { formatDuration } from '../format/format-duration.js';
import { formatCount, formatShare } from '../format/format-number.js';
import { visibleLine } from '../format/visible-text.js';

type Vital = PageAnswer['vitals'][number];

/** The limits of good and of poor, as https://web.dev/articles/vitals gives them. */
const LIMITS: Record<Vital['name'], { words: string; good: number; poor: number }> = {
  LCP: { words: 'Largest contentful paint', good: 2500, poor: 4000 },
  INP: { words: 'Interaction to next paint', good: 200, poor: 500 },
  CLS: { words: 'Layout shift', good: 0.1, poor: 0.25 },
  FCP: { words: 'First contentful paint', good: 1800, poor: 3000 },
  TTFB: { words: 'Time to first byte', good: 800, poor: 1800 },
};
const RATINGS = ['good', 'needs improvement', 'poor'] as const;
const CLASSES = ['good', 'needs', 'poor'] as const;

/** One web vital: the value that three of four visits stay below, and how they are spread. */
export function VitalCard({ vital }: { vital: Vital }): JSX.Element | null {
  const limits = LIMITS[vital.name];
  if (!limits) return null;
  const rating = rate(vital.p75, limits);
  return (
    <article class="panel vital">
      <h2>
        <abbr title={limits.words}>{vital.name}</abbr> <span class="muted">{limits.words}</span>
      </h2>
      <p class={`vital-value num ${CLASSES[rating]}`}>
        {format(vital.name, vital.p75)} <span class="tag">{RATINGS[rating]}</span>
      </p>
      <div
        class="ratings"
        role="img"
        aria-label={vital.ratings
          .map((share, at) => `${RATINGS[at]} ${formatShare(share)}`)
          .join(', ')}
      >
        {vital.ratings.map((share, at) => (
          <i
            key={CLASSES[at]}
            class={CLASSES[at]}
            style={{ flexGrow: share }}
            title={`${RATINGS[at]}: ${formatShare(share)}`}
          />
        ))}
      </div>
      <p class="muted small num">
        p75 of {formatCount(vital.count)} · good up to {format(vital.name, limits.good)}, poor above{' '}
        {format(vital.name, limits.poor)}
      </p>
      {vital.pages.length > 0 && (
        <ul class="rows">
          {vital.pages.slice(0, 6).map((page) => (
            <li key={page.page} class="pair">
              <span class="cut">{visibleLine(page.page)}</span>
              <span class={`num ${CLASSES[rate(page.p75, limits)]}`}>
                {format(vital.name, page.p75)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

function rate(value: number, limits: { good: number; poor: number }): 0 | 1 | 2 {
  if (value <= limits.good) return 0;
  return value <= limits.poor ? 1 : 2;
}

function format(name: Vital['name'], value: number): string {
  return name === 'CLS' ? value.toFixed(value < 0.1 ? 3 : 2) : formatDuration(value);
}

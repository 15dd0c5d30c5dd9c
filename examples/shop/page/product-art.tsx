import type { ReactNode } from 'react';

/** Line drawings on a 96 by 72 field; `fill` is brass, `line` is ink. */
const DRAWINGS: Record<string, ReactNode> = {
  'sounding-lead': (
    <>
      <path className="line" d="M48 4c-9 8 9 12 0 20" />
      <circle className="line" cx="48" cy="27" r="3" />
      <path className="fill" d="M43 30h10l6 34q-11 5-22 0z" />
    </>
  ),
  barometer: (
    <>
      <circle className="fill" cx="48" cy="37" r="28" />
      <circle className="face" cx="48" cy="37" r="21" />
      <path className="line" d="M48 37 60 24M48 37l-8 5M48 18v4M29 37h4M63 37h4M35 24l3 3" />
      <path className="line" d="M44 9a4 4 0 1 1 8 0" />
    </>
  ),
  compass: (
    <>
      <circle className="fill" cx="48" cy="36" r="29" />
      <circle className="face" cx="48" cy="36" r="23" />
      <path className="line" d="M48 16v5M48 51v5M28 36h5M63 36h5" />
      <path className="fill" d="m48 20 5 16-5 16-5-16z" />
      <path className="line" d="M43 36h10" />
    </>
  ),
  'deck-lamp': (
    <>
      <path className="line" d="M36 16C36 2 60 2 60 16" />
      <path className="fill" d="M36 16h24l5 8H31zM31 56h34v9H31z" />
      <path className="face" d="M33 24h30v32H33z" />
      <path className="line" d="M33 32h30M33 40h30M33 48h30" />
      <path className="fill" d="M48 32q7 8 0 13q-7-5 0-13z" />
    </>
  ),
  'tide-clock': (
    <>
      <path className="fill" d="M20 66q4-34 28-60 24 26 28 60z" />
      <circle className="face" cx="48" cy="42" r="17" />
      <path className="line" d="M48 42V30M48 42l8 4" />
      <path className="line" d="M33 49q5-4 10 0t10 0 10 0" />
    </>
  ),
  'storm-glass': (
    <>
      <path className="fill" d="M32 62h32v6H32zM42 4h12v8H42z" />
      <path className="face" d="M42 12h12v8q8 4 8 14v28H34V34q0-10 8-14z" />
      <path className="line" d="M35 48q6-6 13-1t13-3M42 58l3-8M52 58l-2-9M57 57l-1-6" />
    </>
  ),
  sextant: (
    <>
      <path className="line" d="M48 8 20 56M48 8l28 48M48 8l8 54" />
      <path className="fill" d="M14 54q34 18 68 0l3 7q-37 19-74 0z" />
      <path className="fill" d="M56 22l16-6 3 8-16 6z" />
      <circle className="face" cx="48" cy="10" r="5" />
    </>
  ),
  'log-book': (
    <>
      <path className="fill" d="M22 10h46q6 0 6 6v46q0 4-4 4H22z" />
      <path className="face" d="M27 10h5v56h-5zM40 22h26v14H40z" />
      <path className="line" d="M44 27h18M44 31h12M62 66v6l-4-3" />
    </>
  ),
};

export function ProductArt({ id }: { id: string }) {
  return (
    <svg className="art" viewBox="0 0 96 72" aria-hidden="true">
      {DRAWINGS[id]}
    </svg>
  );
}

import { useRef } from 'preact/hooks';
import { news, paused, returns, type Topic } from './live.js';

/** Changes when it is time to ask again; stands still while the page is paused. */
export function useNews(topic: Topic | undefined, fixed: boolean): string {
  const seen = useRef(0);
  if (topic && !paused.value && !fixed) seen.current = news[topic].value;
  return `${seen.current} ${returns.value}`;
}

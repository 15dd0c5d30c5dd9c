import type { ComponentChildren, JSX } from 'preact';
import { visibleText } from '../format/visible-text.js';
import type { Query } from '../state/use-query.js';

/** What a query has: its data, a failure, or the wait for it. */
export function Answer<T>({
  query,
  children,
}: {
  query: Query<T>;
  children: (data: T) => ComponentChildren;
}): JSX.Element {
  const { data, failure, stale } = query;
  if (data !== undefined) {
    return (
      <div class={stale ? 'answer stale' : 'answer'} aria-busy={stale}>
        {children(data)}
      </div>
    );
  }
  if (failure) return <Failure message={failure.message} status={failure.status} />;
  return <Loading />;
}

export function Loading(): JSX.Element {
  return (
    <output class="loading" aria-label="Loading">
      <i />
      <i />
      <i />
    </output>
  );
}

function Failure({ message, status }: { message: string; status: number }): JSX.Element {
  return (
    <div class="notice" role="alert">
      <h2>{status === 404 ? 'Not here' : 'This could not be loaded'}</h2>
      <p>{visibleText(message)}</p>
      {status === 404 && (
        <p class="muted">It may have been older than the store keeps, or it has not arrived yet.</p>
      )}
    </div>
  );
}

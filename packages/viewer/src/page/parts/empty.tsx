import type { ComponentChildren, JSX } from 'preact';
import { status } from '../state/live.js';
import { param, setParams } from '../state/route.js';

const FILTERS = ['q', 'service', 'route', 'status', 'level', 'min', 'max', 'traceId', 'spanId'];

/** Says that there is nothing, why, and what to do next. */
export function Empty({
  what,
  children,
}: {
  what: string;
  children?: ComponentChildren;
}): JSX.Element {
  const filtered = FILTERS.some((name) => param(name));
  const store = status.value?.store;
  const nothing = store !== undefined && store.spans + store.logs + store.metricPoints === 0;
  if (filtered) {
    return (
      <div class="notice">
        <h2>No {what} fit these filters</h2>
        <p>
          <button
            type="button"
            onClick={() => setParams(Object.fromEntries(FILTERS.map((name) => [name, undefined])))}
          >
            Clear the filters
          </button>
        </p>
      </div>
    );
  }
  if (nothing) return <AddService />;
  return (
    <div class="notice">
      <h2>No {what} in this time</h2>
      {children ?? <p class="muted">Choose a longer time range above, or make some traffic.</p>}
    </div>
  );
}

/** The five lines that bring the first service in. */
export function AddService(): JSX.Element {
  const http = status.value?.otlpHttp ?? 'http://localhost:4318';
  const grpc = status.value?.otlpGrpc;
  return (
    <div class="notice welcome">
      <h2>Nothing has arrived yet</h2>
      <p>Sonde is listening. Add it to a Node service, without a line in its code:</p>
      <pre>
        <code>{`npm install @sonde/node
export OTEL_SERVICE_NAME=my-service
export OTEL_EXPORTER_OTLP_ENDPOINT=${http}
node --import @sonde/node/register server.js
curl http://localhost:3000/`}</code>
      </pre>
      <p class="muted">
        The page fills by itself; there is no need to load it again. Any OpenTelemetry SDK can send
        here too: OTLP over HTTP at <code>{http}</code>
        {grpc && (
          <>
            , over gRPC at <code>{grpc}</code>
          </>
        )}
        . If nothing comes, <code>npx sonde doctor</code> says why.
      </p>
    </div>
  );
}

// An application with the stock OpenTelemetry SDK, set up by the environment alone: one failed span,
// one log record, one gauge. Tells its trace id.
import { logs, metrics, SpanStatusCode, trace } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';

const sdk = new NodeSDK();
sdk.start();
const span = trace.getTracer('stock').startSpan('GET /stock', { kind: 1 });
span.setAttributes({ 'http.request.method': 'GET', 'http.route': '/stock' });
span.recordException(new RangeError('out of stock'));
span.setStatus({ code: SpanStatusCode.ERROR });
span.end();
logs
  .getLogger('stock')
  .emit({ severityNumber: 13, body: 'a stock line', attributes: { shelf: 7 } });
metrics
  .getMeter('stock')
  .createObservableGauge('nodejs.eventloop.utilization')
  .addCallback((result) => result.observe(0.25));
await sdk.shutdown();
console.log(span.spanContext().traceId);

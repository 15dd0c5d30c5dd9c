// A program with the stock OpenTelemetry SDK and no redaction: it tells secrets in every place that it
// has. SECRETS is JSON, name to secret; STOCK_MARK is a word that is none.
import { context, logs, metrics, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK } from '@opentelemetry/sdk-node';

const secrets = JSON.parse(process.env.SECRETS);
const mark = process.env.STOCK_MARK;
// The password is one by its key alone.
const { password, ...telling } = secrets;
const sentence = Object.values(telling).join(' and ');

const sdk = new NodeSDK({
  resource: resourceFromAttributes({ 'service.name': 'stock', 'deploy.password': password }),
  traceExporter: new OTLPTraceExporter(),
  metricReaders: [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter() })],
  logRecordProcessors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })],
});
sdk.start();

const span = trace.getTracer('stock').startSpan(`GET ${mark} ${sentence}`, {
  attributes: { mark, ...secrets, 'url.full': secrets.url, list: Object.values(telling) },
});
span.addEvent(`login ${sentence}`, { 'user.password': password, text: sentence });
span.recordException(new Error(`refused: ${sentence}`));
span.setStatus({ code: SpanStatusCode.ERROR, message: `refused: ${sentence}` });

context.with(trace.setSpan(context.active(), span), () => {
  const logger = logs.getLogger('stock');
  logger.emit({ severityNumber: 9, body: `${mark} ${sentence}`, attributes: secrets });
  logger.emit({ severityNumber: 17, body: { mark, deep: { list: [sentence], ...secrets } } });
  const meter = metrics.getMeter('stock');
  meter.createCounter('stock.logins').add(1, { mark, ...secrets, text: sentence });
  meter.createHistogram('stock.duration').record(3, { mark, 'api.key': password });
});
span.end();
console.log(span.spanContext().traceId);
await sdk.shutdown();

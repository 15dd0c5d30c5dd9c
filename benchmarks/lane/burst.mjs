// Writes a burst of lines with one logger, and tells what the process took; argv: which logger, how many.
import { readFileSync } from 'node:fs';
import pino from 'pino';

const [which, number] = process.argv.slice(2);
const peak = () =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
const idle = peak();
const loggers = {
  'pino-opentelemetry-transport, tuned': () =>
    pino({
      transport: {
        target: 'pino-opentelemetry-transport',
        options: {
          resourceAttributes: { 'service.name': 'bench' },
          logRecordProcessorOptions: [
            {
              recordProcessorType: 'batch',
              exporterOptions: { protocol: 'http/protobuf' },
              processorConfig: {
                maxQueueSize: 200_000,
                maxExportBatchSize: 4096,
                scheduledDelayMillis: 200,
              },
            },
          ],
        },
      },
    }),
  'pino-loki, tuned': () =>
    pino({
      transport: {
        target: 'pino-loki',
        options: {
          host: process.env.LOKI,
          labels: { service_name: 'bench' },
          batching: { interval: 0.2, maxBufferSize: 200_000 },
        },
      },
    }),
  sonde: async () => {
    const { createLogger } = await import('@sonde/logger');
    return createLogger({ print: false });
  },
};

const logger = await loggers[which]();
process.send({ began: true });
const cpu = process.cpuUsage();
for (let i = 0; i < Number(number); ) {
  // A thousand at a time, as fast as the loop turns.
  for (const end = i + 1000; i < end; i++) {
    logger.info({ order: i, user: 'u-1842', total: 129.9, currency: 'EUR' }, 'order accepted');
  }
  await new Promise(setImmediate);
}
process.on('message', () => {
  const { user, system } = process.cpuUsage(cpu);
  process.send({ cpu: (user + system) / 1000, peak: peak(), idle }, () => process.exit());
});

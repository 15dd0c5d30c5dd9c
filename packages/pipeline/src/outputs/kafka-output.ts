import type { Producer } from '@platformatic/kafka';
import type { Output, OutputBatch } from '../output.js';
import type { Outcome } from '../post.js';
import type { KafkaOptions } from './output-options.js';
import { splitByTrace } from './split-by-trace.js';

const TIMEOUT_MS = 10_000;
const CONNECT_MS = 5000;

interface KafkaError extends Error {
  code?: string;
  /** Looks through all that the error is made of. */
  findBy?(property: string, value: unknown): unknown;
}

/** What no repetition mends, by Kafka's names. */
const permanent = ['INVALID_RECORD', 'CORRUPT_MESSAGE', 'INVALID_TOPIC_EXCEPTION'] as const;
const tooLarge = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'] as const;

function outcomeOf(error: KafkaError): Outcome {
  const is = (name: string): boolean => Boolean(error.findBy?.('apiId', name));
  if (tooLarge.some(is)) return { kind: 'too_large' };
  const found = permanent.find(is);
  if (found !== undefined) return { kind: 'rejected', reason: found };
  return { kind: 'retryable', reason: error.code ?? 'kafka' };
}

function topicOf({ topics }: KafkaOptions, { signal }: OutputBatch): string {
  return topics[signal === 'errors' ? 'logs' : signal];
}

/**
 * OTLP protobuf as the collector's Kafka receiver reads it (`encoding: otlp_proto`), a topic for each
 * endpoint. Spans are keyed by their trace's id. The producer is idempotent and waits for all
 * replicas: a repetition of its own never doubles a message. One of the lane's, after a restart or
 * when no answer came, may; its records carry the same ids.
 */
export async function createKafkaOutput(options: KafkaOptions): Promise<Output> {
  // The application's own, where it has it: Sonde does not bring one.
  const kafka = await import('@platformatic/kafka');
  let producer: Producer | undefined;
  let giveUp: (() => void) | undefined;

  function open(): Producer {
    return new kafka.Producer({
      clientId: 'sonde',
      bootstrapBrokers: [...options.brokers],
      idempotent: true,
      compression: 'gzip',
      autocreateTopics: true,
      timeout: TIMEOUT_MS,
      connectTimeout: CONNECT_MS,
      requestTimeout: TIMEOUT_MS,
      retries: 1,
      ...(options.tls ? { tls: {} } : {}),
      ...(options.sasl ? { sasl: options.sasl } : {}),
    });
  }

  async function shut(): Promise<void> {
    const last = producer;
    producer = undefined;
    await last?.close(true).catch(() => {});
  }

  async function produce(batch: OutputBatch): Promise<Outcome> {
    const topic = topicOf(options, batch);
    const messages =
      batch.signal === 'traces'
        ? splitByTrace(batch.body).map(({ traceId, body }) => ({
            topic,
            key: Buffer.from(traceId),
            value: Buffer.from(body),
          }))
        : // A copy: the batch's memory is used again, the client may hold on to what it was given.
          [{ topic, value: Buffer.from(batch.body) }];
    try {
      producer ??= open();
      await producer.send({ messages });
      return { kind: 'delivered', rejected: 0 };
    } catch (error) {
      const outcome = outcomeOf(error as KafkaError);
      // What is left of a broken connection's state is not worth keeping.
      if (outcome.kind === 'retryable') await shut();
      return outcome;
    }
  }

  return {
    name: options.name,
    async send(batch) {
      const stopped = new Promise<Outcome>((resolve) => {
        giveUp = () => resolve({ kind: 'retryable', reason: 'aborted' });
      });
      try {
        return await Promise.race([produce(batch), stopped]);
      } catch {
        return { kind: 'rejected', reason: 'not readable' };
      }
    },
    abort() {
      giveUp?.();
      void shut();
    },
    close: shut,
  };
}

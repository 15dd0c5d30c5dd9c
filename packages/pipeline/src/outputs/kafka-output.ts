import type { Producer } from '@platformatic/kafka';
import type { Output, OutputBatch } from '../output.js';
import type { Outcome } from '../post.js';
import type { KafkaOptions } from './output-options.js';
import { splitByTrace } from './split-by-trace.js';

const TIMEOUT_MS = 10_000;
const CONNECT_MS = 5000;
/** Of one batch, whatever the client does meanwhile. */
const GIVE_UP_MS = 20_000;

/** A client, which is given up as a whole when one of its requests fails. */
interface Client {
  producer: Producer;
  /** Batches that it has in its hands. */
  users: number;
  broken: boolean;
}

interface Message {
  topic: string;
  key?: Buffer;
  value: Buffer;
}

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
  let client: Client | undefined;
  const stops = new Set<() => void>();

  function open(): Client {
    const producer = new kafka.Producer({
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
    return { producer, users: 0, broken: false };
  }

  /** What else it sends just now it may send to its end: a client that is closed answers no more. */
  function giveUp(one: Client): void {
    one.broken = true;
    if (client === one) client = undefined;
    if (one.users === 0) void one.producer.close(true).catch(() => {});
  }

  async function sendWith(producer: Producer, messages: Message[]): Promise<Outcome> {
    try {
      await producer.send({ messages });
      return { kind: 'delivered', rejected: 0 };
    } catch (error) {
      return outcomeOf(error as KafkaError);
    }
  }

  /** Its own outcome, or none if it is told to stop or takes too long. */
  function bounded(sent: Promise<Outcome>): Promise<Outcome> {
    return new Promise((resolve) => {
      const settle = (outcome: Outcome): void => {
        clearTimeout(timer);
        stops.delete(stop);
        resolve(outcome);
      };
      const stop = (): void => settle({ kind: 'retryable', reason: 'no answer' });
      const timer = setTimeout(stop, GIVE_UP_MS);
      stops.add(stop);
      void sent.then(settle);
    });
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
    const one = (client ??= open());
    one.users++;
    const outcome = await bounded(sendWith(one.producer, messages));
    one.users--;
    // What is left of a broken connection's state is not worth keeping.
    if (outcome.kind === 'retryable' || one.broken) giveUp(one);
    return outcome;
  }

  return {
    name: options.name,
    async send(batch) {
      try {
        return await produce(batch);
      } catch {
        return { kind: 'rejected', reason: 'not readable' };
      }
    },
    abort() {
      for (const stop of stops) stop();
    },
    async close() {
      for (const stop of stops) stop();
      await client?.producer.close(true).catch(() => {});
    },
  };
}

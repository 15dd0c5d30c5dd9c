// What baggage comes out of each broker: reached by its address, and by a name of a foreign network.
import { connect as connectSocket } from 'node:net';
import { context, propagation } from '@opentelemetry/api';
import amqp from 'amqplib';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import kafkajs from 'kafkajs';
import { mark } from './serve.mjs';

const FOREIGN = 'broker.example.com';
const name = `sonde-${process.pid.toString(36).padStart(8, '0')}`;
const lookup = (_name, options, done) =>
  options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);

/** Marks what came, and knows when all has come. */
function expecting(count) {
  let done;
  const all = new Promise((resolve) => {
    done = resolve;
  });
  let left = count;
  return {
    all,
    came: (what) => {
      const entries = propagation.getBaggage(context.active())?.getAllEntries() ?? [];
      mark(`${what}: ${entries.map(([key, { value }]) => `${key}=${value}`).join() || 'none'}`);
      left -= 1;
      if (left === 0) done();
    },
  };
}

async function rabbit(withBaggage) {
  const { port } = new URL(process.env.AMQP_URL);
  const near = await amqp.connect(process.env.AMQP_URL);
  const far = await amqp.connect(`amqp://${FOREIGN}:${port}`, { lookup });
  const channel = await near.createChannel();
  await channel.assertQueue(name, { autoDelete: true });
  const { all, came } = expecting(2);
  await channel.consume(name, ({ content }) => came(content.toString()), { noAck: true });
  const other = await far.createChannel();
  withBaggage(() => channel.sendToQueue(name, Buffer.from('RabbitMQ')));
  withBaggage(() => other.sendToQueue(name, Buffer.from('RabbitMQ, foreign')));
  await all;
  await near.close();
  await far.close();
}

async function kafka(withBaggage) {
  const logLevel = kafkajs.logLevel.NOTHING;
  const [host, port] = process.env.KAFKA.split(':');
  const near = new kafkajs.Kafka({ brokers: [process.env.KAFKA], logLevel });
  const socketFactory = ({ port: to, onConnect }) => connectSocket({ host, port: to }, onConnect);
  const far = new kafkajs.Kafka({ brokers: [`${FOREIGN}:${port}`], logLevel, socketFactory });
  const admin = near.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: name, numPartitions: 1 }], waitForLeaders: true });
  const consumer = near.consumer({ groupId: name });
  await consumer.connect();
  await consumer.subscribe({ topic: name, fromBeginning: true });
  const { all, came } = expecting(2);
  await consumer.run({ eachMessage: async ({ message }) => came(String(message.value)) });
  for (const [client, value] of [
    [near, 'Kafka'],
    [far, 'Kafka, foreign'],
  ]) {
    const producer = client.producer();
    await producer.connect();
    await withBaggage(() => producer.send({ topic: name, messages: [{ value }] }));
    await producer.disconnect();
  }
  await all;
  await consumer.disconnect();
  await admin.deleteTopics({ topics: [name] });
  await admin.disconnect();
}

async function bull(withBaggage) {
  const { hostname: host, port } = new URL(process.env.REDIS_URL);
  const connection = { host, port: Number(port), maxRetriesPerRequest: null };
  const { all, came } = expecting(2);
  const worker = new Worker(name, async (job) => came(job.name), { connection });
  const near = new Queue(name, { connection });
  class Connector {
    check = () => true;
    async connect() {
      this.socket = connectSocket({ host, port: Number(port) });
      return this.socket;
    }
    disconnect() {
      this.socket.destroy();
    }
  }
  const foreign = new Redis({ ...connection, host: FOREIGN, Connector });
  const far = new Queue(name, { connection: foreign });
  await withBaggage(() => near.add('BullMQ', {}));
  await withBaggage(() => far.add('BullMQ, foreign', {}));
  await all;
  await worker.close();
  await near.obliterate({ force: true });
  await near.close();
  await far.close();
  foreign.disconnect();
}

async function main() {
  const baggage = propagation.createBaggage({ tier: { value: 'gold' }, user: { value: 'sekret' } });
  const withBaggage = (send) =>
    context.with(propagation.setBaggage(context.active(), baggage), send);
  await rabbit(withBaggage);
  await kafka(withBaggage);
  await bull(withBaggage);
}

main();

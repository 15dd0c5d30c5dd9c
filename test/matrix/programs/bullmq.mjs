import { Queue, QueueEvents, Worker } from 'bullmq';
import { mark, serve } from './serve.mjs';

async function main() {
  const { hostname: host, port } = new URL(process.env.REDIS_URL);
  const connection = { host, port: Number(port), maxRetriesPerRequest: null };
  const name = `sonde-${process.pid.toString(36).padStart(8, '0')}`;
  const queue = new Queue(name, { connection });
  const events = new QueueEvents(name, { connection });
  await events.waitUntilReady();
  const worker = new Worker(
    name,
    async (job) => {
      mark(`got ${job.name}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      mark(`worked on ${job.name}`);
      if (job.name === 'bad') throw new RangeError('no such order');
    },
    { connection },
  );
  worker.on('error', () => {});
  await serve({
    async '/add'() {
      const job = await queue.add('good', { card: 'sekret' });
      mark('added');
      await job.waitUntilFinished(events);
    },
    async '/bulk'() {
      const jobs = await queue.addBulk([
        { name: 'one', data: {} },
        { name: 'two', data: {} },
      ]);
      await Promise.all(jobs.map((job) => job.waitUntilFinished(events)));
    },
    async '/fails'() {
      const job = await queue.add('bad', {});
      await job.waitUntilFinished(events).catch(() => {});
    },
  });
  await worker.close();
  await events.close();
  await queue.obliterate({ force: true });
  await queue.close();
}

main();

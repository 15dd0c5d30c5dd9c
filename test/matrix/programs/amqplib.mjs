import amqp from 'amqplib';
import { mark, serve } from './serve.mjs';

async function main() {
  const connection = await amqp.connect(process.env.AMQP_URL);
  const channel = await connection.createChannel();
  const confirmed = await connection.createConfirmChannel();
  const queue = `sonde-${process.pid.toString(36).padStart(8, '0')}`;
  await channel.assertQueue(queue, { exclusive: true, autoDelete: true });
  let left = 3;
  let done;
  const all = new Promise((resolve) => {
    done = resolve;
  });
  await channel.consume(queue, async (message) => {
    mark(`got ${message.content}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
    mark(`worked on ${message.content}`);
    if (`${message.content}` === 'bad') channel.nack(message, false, false);
    else channel.ack(message);
    left -= 1;
    if (left === 0) done();
  });
  await serve({
    '/send': () => void channel.sendToQueue(queue, Buffer.from('first')),
    async '/confirm'() {
      await new Promise((resolve) =>
        confirmed.sendToQueue(queue, Buffer.from('second'), {}, resolve),
      );
      mark('confirmed');
    },
    '/bad': () => void channel.sendToQueue(queue, Buffer.from('bad')),
  });
  await all;
  await channel.close();
  await connection.close();
}

main();

import kafkajs from 'kafkajs';
import { mark, serve } from './serve.mjs';

async function main() {
  const kafka = new kafkajs.Kafka({
    brokers: [process.env.KAFKA],
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const topic = `sonde-${process.pid.toString(36).padStart(8, '0')}`;
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
  const producer = kafka.producer();
  await producer.connect();
  const consumer = kafka.consumer({ groupId: topic });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let left = 2;
  let done;
  const all = new Promise((resolve) => {
    done = resolve;
  });
  await consumer.run({
    async eachMessage({ message }) {
      mark(`got ${message.value}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      mark(`worked on ${message.value}`);
      left -= 1;
      if (left === 0) done();
    },
  });
  await serve({
    async '/send'() {
      await producer.send({ topic, messages: [{ value: 'first' }] });
      mark('sent');
    },
    async '/another'() {
      await producer.send({ topic, messages: [{ value: 'second', key: 'sekret' }] });
    },
  });
  await all;
  await consumer.disconnect();
  await producer.disconnect();
  await admin.deleteTopics({ topics: [topic] });
  await admin.disconnect();
}

main();

import mqtt from 'mqtt';
import { mark, serve } from './serve.mjs';

async function main() {
  const client = await mqtt.connectAsync(process.env.MQTT_URL, { protocolVersion: 5 });
  const topic = `sonde-${process.pid.toString(36).padStart(8, '0')}`;
  await client.subscribeAsync(topic);
  const got = new Promise((resolve) => {
    client.on('message', () => {
      mark('got it');
      resolve();
    });
  });
  await serve({
    async '/publish'() {
      await client.publishAsync(topic, 'sekret', { qos: 1 });
      mark('after publishing');
      await got;
    },
  });
  await client.endAsync();
}

main();

import { connect } from 'node:net';
import { describePortHolder, findPortHolder } from '@sonde/viewer';
import { type Finding, note } from './finding.js';

const PORTS = { 4317: 'OTLP over gRPC', 4318: 'OTLP over HTTP', 4319: "the viewer's page" };

/** Who holds the ports that the viewer wants. */
export async function checkPorts(): Promise<Finding[]> {
  return await Promise.all(
    Object.entries(PORTS).map(async ([text, purpose]): Promise<Finding> => {
      const port = Number(text);
      if (!(await isOpen(port))) {
        return note(`Port ${port} (${purpose}): nobody listens.`);
      }
      const sentence = describePortHolder(port, await findPortHolder(port));
      return note(`${sentence.replace(/^p/, 'P')} (${purpose}).`);
    }),
  );
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.setTimeout(1000, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

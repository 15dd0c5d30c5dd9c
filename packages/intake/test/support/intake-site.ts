import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIntake, type Intake, type IntakeOptions } from '@sonde/intake';
import { createLane, type Lane, resolveLaneOptions } from '@sonde/pipeline';
import { type OtlpSink, startOtlpSink } from './otlp-sink.js';

export interface LaneSite {
  sink: OtlpSink;
  lane: Lane;
  close(): Promise<void>;
}

/** A real lane in front of a real receiver. */
export async function startLaneSite(): Promise<LaneSite> {
  const sink = await startOtlpSink();
  const lane = createLane({
    ...resolveLaneOptions({}, { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url }, () => {}),
    spool: undefined,
  });
  return {
    sink,
    lane,
    async close() {
      await lane.close(2_000);
      await sink.close();
    },
  };
}

export interface IntakeSite extends LaneSite {
  origin: string;
  host: string;
  port: number;
  intake: Intake;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** An intake on plain `http`. */
export async function startIntakeSite(
  options: IntakeOptions = {},
  mount: (intake: Intake) => Handler = (intake) => intake,
): Promise<IntakeSite> {
  const site = await startLaneSite();
  const intake = createIntake({ lane: site.lane, ...options });
  const server = createServer(mount(intake));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...site,
    intake,
    port,
    host: `127.0.0.1:${port}`,
    origin: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await intake.close();
      await site.close();
    },
  };
}

import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { encodeExportResponse } from '@sonde/otlp';
import type { OtlpSignal } from '../store/store.js';
import { MAX_BODY_BYTES } from './read-body.js';
import type { Receiver } from './receiver.js';

const SERVICES: Readonly<Record<OtlpSignal, string>> = {
  logs: 'opentelemetry.proto.collector.logs.v1.LogsService',
  traces: 'opentelemetry.proto.collector.trace.v1.TraceService',
  metrics: 'opentelemetry.proto.collector.metrics.v1.MetricsService',
};

/** Messages stay bytes here: the store's worker reads them. */
const bytes = (value: Buffer): Buffer => value;

function definitionOf(signal: OtlpSignal): ServiceDefinition {
  return {
    export: {
      path: `/${SERVICES[signal]}/Export`,
      requestStream: false,
      responseStream: false,
      requestSerialize: bytes,
      requestDeserialize: bytes,
      responseSerialize: bytes,
      responseDeserialize: bytes,
    },
  };
}

export interface GrpcServer {
  port: number;
  close(): Promise<void>;
}

/** The receiving end of OTLP/gRPC on each of the hosts. @throws if no host could be bound */
export async function startOtlpGrpcServer(
  receiver: Receiver,
  wantedPort: number,
  hosts: readonly string[],
): Promise<GrpcServer> {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_BODY_BYTES,
    'grpc.max_send_message_length': 1024 * 1024,
  });
  for (const signal of ['logs', 'traces', 'metrics'] as const) {
    const answer = async (
      call: { request: Buffer },
      callback: sendUnaryData<Buffer>,
    ): Promise<void> => {
      const receipt = await receiver.accept(signal, 'protobuf', call.request);
      if (receipt.outcome === 'ok') {
        callback(null, Buffer.from(encodeExportResponse(receipt)));
        return;
      }
      // OTLP takes UNAVAILABLE, not RESOURCE_EXHAUSTED, as the call to try again.
      const code = receipt.outcome === 'malformed' ? status.INVALID_ARGUMENT : status.UNAVAILABLE;
      callback({ code, details: receipt.message });
    };
    const handler: handleUnaryCall<Buffer, Buffer> = (call, callback) => {
      void answer(call, callback);
    };
    server.addService(definitionOf(signal), { export: handler });
  }
  let port = wantedPort;
  for (const host of hosts) {
    port = await bind(server, host, port);
  }
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        const force = setTimeout(() => server.forceShutdown(), 1000);
        server.tryShutdown(() => {
          clearTimeout(force);
          resolve();
        });
      }),
  };
}

function bind(server: Server, host: string, port: number): Promise<number> {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
}

import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { connect as connectTcp, isIPv6, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { SyslogOptions } from './output-options.js';

/** Messages on their way to a syslog receiver. */
export interface SyslogSender {
  /**
   * Hands messages to the system, as far as they go; connects first if need be.
   *
   * @returns how many, and why no more. Syslog has no acknowledgement: what the system took, and the
   *   receiver did not read before it broke off, nobody can tell.
   */
  send(messages: readonly Buffer[]): Promise<{ sent: number; reason?: string }>;
  /** Ends what is under way. */
  abort(): void;
  /** Lets what the system took go out, for a moment. */
  close(): Promise<void>;
}

/** Of connecting, and of a write that does not move. */
const PATIENCE_MS = 10_000;
/** What is taken goes out meanwhile. */
const CLOSE_MS = 500;
/** How long an address is taken to be that of its name. */
const RENEW_MS = 60_000;
/** Written at a time, so that it is known how far a broken connection came. */
const PIECE_BYTES = 32_768;

const reasonOf = (error: unknown): string => {
  const { code, message } = error as { code?: string; message?: string };
  return (code ?? message ?? 'network').slice(0, 60);
};

/** Octet counting, RFC 6587: the length in ASCII, a space, the message. */
const counted = (message: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${message.length} `), message]);

function createStreamSender(options: SyslogOptions): SyslogSender {
  let socket: Socket | undefined;

  function open(): Promise<Socket> {
    const { host, port, transport } = options;
    return new Promise((resolve, reject) => {
      const read = (path: string | undefined): Buffer | undefined =>
        path === undefined ? undefined : readFileSync(path);
      const tls = transport === 'tls';
      const fresh = tls
        ? connectTls({
            host,
            port,
            ...(isIPv6(host) || /^[\d.]+$/.test(host) ? {} : { servername: host }),
            ca: read(options.ca),
            cert: read(options.cert),
            key: read(options.key),
            minVersion: 'TLSv1.2',
          })
        : connectTcp({ host, port });
      socket = fresh;
      fresh.setNoDelay(true);
      fresh.setKeepAlive(true, 30_000);
      const late = setTimeout(() => fresh.destroy(timedOut()), PATIENCE_MS);
      // Who closes its half does not read on: what is written after it is lost.
      fresh.on('end', () => fresh.destroy());
      fresh.on('close', () => {
        clearTimeout(late);
        if (socket === fresh) socket = undefined;
        reject(new Error('closed'));
      });
      fresh.on('error', reject);
      fresh.once(tls ? 'secureConnect' : 'connect', () => {
        clearTimeout(late);
        resolve(fresh);
      });
      // A receiver has nothing to say; unread, its end would not be seen.
      fresh.resume();
    });
  }

  const timedOut = (): Error => Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' });

  function write(to: Socket, bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => to.destroy(timedOut()), PATIENCE_MS);
      const settle = (error?: Error | null): void => {
        clearTimeout(late);
        to.off('close', closed);
        if (error) reject(error);
        else resolve();
      };
      const closed = (): void => settle(to.errored ?? new Error('closed'));
      to.once('close', closed);
      to.write(bytes, settle);
    });
  }

  return {
    async send(messages) {
      let sent = 0;
      try {
        const to = socket?.writable && !socket.connecting ? socket : await open();
        while (sent < messages.length) {
          const piece: Buffer[] = [];
          let bytes = 0;
          for (const message of messages.slice(sent)) {
            if (bytes > 0 && bytes + message.length > PIECE_BYTES) break;
            piece.push(counted(message));
            bytes += message.length;
          }
          await write(to, Buffer.concat(piece));
          sent += piece.length;
        }
        return { sent };
      } catch (error) {
        socket?.destroy();
        socket = undefined;
        return { sent, reason: reasonOf(error) };
      }
    },
    abort() {
      socket?.destroy();
    },
    close() {
      const last = socket;
      if (!last) return Promise.resolve();
      return new Promise((resolve) => {
        const late = setTimeout(() => last.destroy(), CLOSE_MS);
        last.once('close', () => {
          clearTimeout(late);
          resolve();
        });
        last.end();
      });
    },
  };
}

function createDatagramSender({ host, port }: SyslogOptions): SyslogSender {
  let socket: UdpSocket | undefined;
  /** What the network said of what was sent before. */
  let told: string | undefined;
  let renewAt = 0;

  async function open(): Promise<UdpSocket> {
    const { address, family } = await lookup(host);
    const fresh = createSocket(family === 6 ? 'udp6' : 'udp4');
    fresh.unref();
    await new Promise<void>((resolve, reject) => {
      fresh.once('error', reject);
      fresh.connect(port, address, () => {
        fresh.off('error', reject);
        resolve();
      });
    });
    fresh.on('error', (error) => {
      told = reasonOf(error);
    });
    socket = fresh;
    return fresh;
  }

  /** Nothing tells that a name has come to mean another address: it is asked for again. */
  async function current(): Promise<UdpSocket> {
    const old = socket;
    if (old && performance.now() < renewAt) return old;
    renewAt = performance.now() + RENEW_MS;
    try {
      const fresh = await open();
      old?.close();
      return fresh;
    } catch (error) {
      if (old) return old;
      throw error;
    }
  }

  function end(): void {
    socket?.close();
    socket = undefined;
  }

  return {
    async send(messages) {
      let sent = 0;
      try {
        const to = await current();
        for (const message of messages) {
          await new Promise<void>((resolve, reject) => {
            to.send(message, (error) => (error ? reject(error) : resolve()));
          });
          if (told !== undefined) throw Object.assign(new Error('refused'), { code: told });
          sent++;
        }
        return { sent };
      } catch (error) {
        told = undefined;
        end();
        return { sent, reason: reasonOf(error) };
      }
    },
    abort: end,
    async close() {
      end();
    },
  };
}

export function createSyslogSender(options: SyslogOptions): SyslogSender {
  return options.transport === 'udp' ? createDatagramSender(options) : createStreamSender(options);
}

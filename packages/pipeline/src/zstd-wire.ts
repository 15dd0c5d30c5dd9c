import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';
import { type Endpoint, endpointNames, type LaneOptions } from './lane-options.js';
import type { Warn } from './warn.js';
import { compressionFor, MIN_BYTES, packed, wireForm } from './wire-form.js';

/**
 * Packs bodies with zstd as they are sent, for those endpoints that are set to it, or that are left to the
 * lane and whose receiver says in an answer that it takes them (`Accept-Encoding`, RFC 9110, 12.5.3), until
 * the receiver shows that it does not. On disk they are gzip, and go as that from there: any receiver takes it.
 */
export interface ZstdWire {
  /** Whether bodies are to come as they are, to be packed here. */
  packs(endpoint: Endpoint): boolean;
  /** undefined for a body that is not packed here. */
  pack(endpoint: Endpoint, body: Uint8Array): Promise<PackedBody | undefined>;
  /**
   * To be told what was answered to a body that went so.
   *
   * @returns whether the same must be sent in another form.
   */
  refused(endpoint: Endpoint, status: number): boolean;
  /** To be told of the codings that an answer says the receiver takes. */
  offered(endpoint: Endpoint, codings: string): void;
}

export interface PackedBody {
  body: Uint8Array;
  encoding: 'gzip' | 'zstd';
}

/** Speed over size, as with gzip. */
const params = { [constants.ZSTD_c_compressionLevel]: 1 };

const compress = promisify(zstdCompress);

/** `gzip, zstd;q=0.5`. Without one by that name, a `*` is no promise. */
const takesZstd = (codings: string): boolean =>
  codings
    .toLowerCase()
    .split(',')
    .some((coding) => /^\s*zstd\s*(?:;\s*q=(?!0(?:\.0*)?\s*$)[\d.]+\s*)?$/.test(coding));

export function createZstdWire(options: LaneOptions, warn: Warn): ZstdWire {
  const wanted = new Set(endpointNames.filter((name) => compressionFor(options, name) === 'zstd'));
  const refusers = new Set<Endpoint>();
  /** Those that have taken one: what they refuse now they refuse for another reason. */
  const proven = new Set<Endpoint>();

  return {
    packs: (endpoint) => wanted.has(endpoint) && !refusers.has(endpoint),
    async pack(endpoint, body) {
      if (!wanted.has(endpoint) || body.length < MIN_BYTES) return undefined;
      if (refusers.has(endpoint)) {
        const zipped = await packed(body, 'gzip');
        return zipped === body ? undefined : { body: zipped, encoding: 'gzip' };
      }
      return {
        body: await compress(body, { params, pledgedSrcSize: body.length }),
        encoding: 'zstd',
      };
    },
    refused(endpoint, status) {
      if (status < 300) proven.add(endpoint);
      // What the specification has for it, and what the OpenTelemetry collector says.
      if (status !== 415 && (status !== 400 || proven.has(endpoint))) return false;
      if (!refusers.has(endpoint)) {
        refusers.add(endpoint);
        warn({
          code: 'zstd_refused',
          message: `the receiver of ${endpoint} does not take zstd: it gets gzip`,
          option: 'OTEL_EXPORTER_OTLP_COMPRESSION',
        });
      }
      return true;
    },
    offered(endpoint, codings) {
      const isOpen = compressionFor(options, endpoint) === 'auto';
      if (isOpen && wireForm(options, endpoint) === 'gzip' && takesZstd(codings)) {
        wanted.add(endpoint);
      }
    },
  };
}

import { fileURLToPath } from 'node:url';
import {
  createBatchEncoder,
  decodeExportResponse,
  decodeLogs,
  decodeMetrics,
  decodeTraces,
  encodeExportResponse,
  encodeLogs,
  encodeMetrics,
  encodeTraces,
  OtlpError,
  parseLogsJson,
  parseMetricsJson,
  parseTracesJson,
} from '@sonde/otlp';
import * as fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { logsData, metricsData, tracesData } from './arbitrary-otlp.js';

const proto = protobuf.loadSync(fileURLToPath(new URL('./proto/otlp.proto', import.meta.url)));

interface Case {
  name: string;
  type: protobuf.Type;
  arbitrary: fc.Arbitrary<object>;
  encode: (data: never) => Uint8Array;
  decode: (bytes: Uint8Array, limits?: object) => object;
  parse: (body: string | object, limits?: object) => object;
}

const cases: Case[] = [
  {
    name: 'logs',
    type: proto.lookupType('opentelemetry.LogsData'),
    arbitrary: logsData,
    encode: encodeLogs,
    decode: decodeLogs,
    parse: parseLogsJson,
  },
  {
    name: 'traces',
    type: proto.lookupType('opentelemetry.TracesData'),
    arbitrary: tracesData,
    encode: encodeTraces,
    decode: decodeTraces,
    parse: parseTracesJson,
  },
  {
    name: 'metrics',
    type: proto.lookupType('opentelemetry.MetricsData'),
    arbitrary: metricsData,
    encode: encodeMetrics,
    decode: decodeMetrics,
    parse: parseMetricsJson,
  },
];

for (const { name, type, arbitrary, encode, decode, parse } of cases) {
  describe(name, () => {
    it('come back from protobuf as they went', () => {
      fc.assert(
        fc.property(arbitrary, (data) => {
          expect(decode(encode(data as never))).toEqual(data);
        }),
        { numRuns: 150 },
      );
    });

    it('are understood by an independent decoder, without a field it does not know', () => {
      fc.assert(
        fc.property(arbitrary, (data) => {
          const bytes = encode(data as never);
          const again = type.encode(type.decode(bytes)).finish();
          // It drops what it does not know: the same length means that it knew everything.
          expect(again.length).toBe(bytes.length);
          expect(decode(again)).toEqual(data);
        }),
        { numRuns: 150 },
      );
    });

    it('come back from JSON as they went', () => {
      fc.assert(
        fc.property(arbitrary, (data) => {
          expect(parse(JSON.stringify(data))).toEqual(data);
        }),
        { numRuns: 150 },
      );
    });

    it('skip fields that nobody knows yet', () => {
      fc.assert(
        fc.property(arbitrary, (data) => {
          const unknown = Buffer.from([0xf8, 0x3f, 5, 0xfa, 0x3f, 2, 1, 2, 0xfd, 0x3f, 1, 2, 3, 4]);
          expect(decode(Buffer.concat([unknown, encode(data as never), unknown]))).toEqual(data);
        }),
        { numRuns: 30 },
      );
    });

    it('that are cut short or damaged are an OtlpError, or something, but never another error', () => {
      fc.assert(
        fc.property(arbitrary, fc.nat(), fc.nat(255), (data, at, byte) => {
          const bytes = Buffer.from(encode(data as never));
          if (bytes.length === 0) return;
          const damaged = Buffer.from(bytes);
          damaged[at % bytes.length] = byte;
          for (const hostile of [bytes.subarray(0, at % bytes.length), damaged]) {
            try {
              decode(hostile);
            } catch (error) {
              expect(error).toBeInstanceOf(OtlpError);
            }
          }
        }),
        { numRuns: 300 },
      );
    });

    it('any bytes and any JSON are OtlpErrors at most', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), fc.json(), (bytes, json) => {
          for (const read of [() => decode(bytes), () => parse(json)]) {
            try {
              read();
            } catch (error) {
              expect(error).toBeInstanceOf(OtlpError);
            }
          }
        }),
        { numRuns: 300 },
      );
    });
  });
}

describe('bounds', () => {
  it('a body of endless nesting is refused', () => {
    let value = Buffer.from([0x0a, 0x01, 0x61]);
    for (let i = 0; i < 5000; i++) {
      const list = Buffer.concat([Buffer.from([0x0a]), varint(value.length), value]);
      value = Buffer.concat([Buffer.from([0x2a]), varint(list.length), list]);
    }
    const body = [0x2a, 0x12, 0x12, 0x0a].reduce<Buffer>(
      (inner, tag) => Buffer.concat([Buffer.from([tag]), varint(inner.length), inner]),
      value,
    );
    expect(() => decodeLogs(body)).toThrow(expect.objectContaining({ code: 'limit' }));
    let json = '{}';
    for (let i = 0; i < 2000; i++) json = `{"arrayValue":{"values":[${json}]}}`;
    const text = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${json}}]}]}]}`;
    expect(() => parseLogsJson(text)).toThrow(expect.objectContaining({ code: 'limit' }));
  });

  it('a small body can’t become a large object', () => {
    const body = Buffer.concat(Array.from({ length: 5000 }, () => Buffer.from([0x0a, 0])));
    expect(() => decodeLogs(body, { nodes: 1000 })).toThrow(
      expect.objectContaining({ code: 'limit' }),
    );
    expect(() =>
      parseLogsJson({ resourceLogs: Array.from({ length: 5000 }, () => ({})) }, { nodes: 1000 }),
    ).toThrow(expect.objectContaining({ code: 'limit' }));
  });

  it('a length past the end allocates nothing and is told', () => {
    const body = Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x7f, 1, 2]);
    expect(() => decodeLogs(body)).toThrow(
      expect.objectContaining({ code: 'syntax', path: expect.stringContaining('byte') }),
    );
  });
});

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}

describe('the JSON mapping', () => {
  const record = (fields: object): object => ({
    resourceLogs: [{ scopeLogs: [{ logRecords: [fields] }] }],
  });
  const parsed = (fields: object): unknown =>
    parseLogsJson(record(fields)).resourceLogs[0]?.scopeLogs[0]?.logRecords[0];

  it('takes 64-bit integers as strings and numbers, enums by number and name, ids in any case', () => {
    expect(
      parsed({
        timeUnixNano: 5,
        observedTimeUnixNano: '18446744073709551615',
        severityNumber: 'SEVERITY_NUMBER_ERROR2',
        traceId: '0AF7651916CD43DD8448EB211C80319C',
        spanId: '',
        body: { intValue: -7 },
      }),
    ).toEqual({
      timeUnixNano: '5',
      observedTimeUnixNano: '18446744073709551615',
      severityNumber: 18,
      traceId: '0af7651916cd43dd8448eb211c80319c',
      attributes: [],
      body: { intValue: '-7' },
    });
  });

  it('takes the names of the proto files too, and null for absent', () => {
    expect(
      parseLogsJson({
        resource_logs: [{ scope_logs: [{ log_records: [{ time_unix_nano: '1', body: null }] }] }],
      }),
    ).toEqual(parseLogsJson(record({ timeUnixNano: '1' })));
  });

  it('drops unknown and prototype keys', () => {
    const text = `{"resourceLogs":[],"__proto__":{"polluted":1},"constructor":{},"x":1}`;
    expect(parseLogsJson(text)).toEqual({ resourceLogs: [] });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('names the field that is wrong, and never its value', () => {
    const wrong = record({ attributes: [{ key: 'a', value: { intValue: 'secret' } }] });
    expect(() => parseLogsJson(wrong)).toThrow(
      expect.objectContaining({
        code: 'type',
        path: 'resourceLogs[0].scopeLogs[0].logRecords[0].attributes[0].value.intValue',
        message: expect.not.stringContaining('secret'),
      }),
    );
    expect(() => parseLogsJson('{')).toThrow(expect.objectContaining({ code: 'syntax' }));
    expect(() => parseLogsJson(record({ traceId: 'abc' }))).toThrow(OtlpError);
    expect(() => parseTracesJson('[]')).toThrow(OtlpError);
  });
});

describe('the answer to an export', () => {
  const type = proto.lookupType('opentelemetry.ExportServiceResponse');

  it('tells what was rejected, and is empty when all was taken', () => {
    const partial = encodeExportResponse({ rejected: 3, message: 'too old' });
    expect(decodeExportResponse(partial, 'logs')).toEqual({ rejected: 3, message: 'too old' });
    expect(type.toObject(type.decode(partial), { longs: Number })).toEqual({
      partialSuccess: { rejected: 3, errorMessage: 'too old' },
    });
    expect(encodeExportResponse({ rejected: 0, message: '' })).toHaveLength(0);
  });
});

it('a batch made record by record is what the whole would be', () => {
  fc.assert(
    fc.property(logsData, (data) => {
      const own = { attributes: [] };
      const batch = createBatchEncoder('logs', own);
      let count = 0;
      for (const group of data.resourceLogs) {
        for (const { scope, logRecords } of group.scopeLogs) {
          for (const record of logRecords) {
            batch.add(record, scope ?? { name: '' }, group.resource);
            count++;
          }
        }
      }
      const decoded = decodeLogs(batch.finish());
      const records = decoded.resourceLogs.flatMap((group) =>
        group.scopeLogs.flatMap((one) => one.logRecords),
      );
      expect(records).toHaveLength(count);
      expect(batch.bytes).toBe(0);
      expect(batch.finish()).toHaveLength(0);
    }),
    { numRuns: 60 },
  );
});

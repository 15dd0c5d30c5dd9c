/** JSON lines in pino's shape on standard output: logs and errors. */
export interface StdoutOptions {
  kind: 'stdout';
  name: string;
}

/** The same into a file of this user's alone. */
export interface FileOptions {
  kind: 'file';
  name: string;
  /** Absolute. */
  path: string;
  /** Of the file, before it is set aside. Default 100 MiB. */
  maxBytes: number;
  /** Age of the file's first line, in milliseconds, before it is set aside. Default a day. */
  maxAgeMs: number;
  /** Files set aside that are kept: `<path>.1`, the newest, to `<path>.<keep>`. Default 10. */
  keep: number;
}

/** Syslog messages of RFC 5424: logs and errors. */
export interface SyslogOptions {
  kind: 'syslog';
  name: string;
  /** UDP by RFC 5426, TCP with octet counting by RFC 6587, TLS by RFC 5425. */
  transport: 'udp' | 'tcp' | 'tls';
  host: string;
  /** Default 514, with TLS 6514. */
  port: number;
  /** 0 to 23; default 1, `user`. */
  facility: number;
  /** Name of the structured data's element. Default `sonde@32473`. */
  sdId: string;
  /** Longest message in bytes. Default 2048 over UDP, else 8192. */
  maxBytes: number;
  /** Files in PEM; without the first, Node's own authorities. TLS only. */
  ca?: string;
  cert?: string;
  key?: string;
}

/** OTLP protobuf in Kafka, as the collector's Kafka receiver reads it: all four signals. */
export interface KafkaOptions {
  kind: 'kafka';
  name: string;
  /** `host:port`, one or more. */
  brokers: readonly string[];
  tls: boolean;
  /** Default `otlp_logs`, `otlp_spans`, `otlp_metrics`. */
  topics: Readonly<Record<'logs' | 'traces' | 'metrics', string>>;
  sasl?: {
    mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
    username: string;
    password: string;
  };
}

/** Errors to Sentry, or whatever takes its envelopes. */
export interface SentryOptions {
  kind: 'sentry';
  name: string;
  dsn: string;
}

/** Errors to Bugsnag, or whatever takes its notify API. */
export interface BugsnagOptions {
  kind: 'bugsnag';
  name: string;
  apiKey: string;
  /** Default `https://notify.bugsnag.com/`. */
  endpoint: string;
}

/** Where records go; `otlp` is the lane's own receiver. Holds secrets: never to be printed. */
export type OutputOptions =
  | { kind: 'otlp'; name: string }
  | StdoutOptions
  | FileOptions
  | SyslogOptions
  | KafkaOptions
  | SentryOptions
  | BugsnagOptions;

import { isAbsolute } from 'node:path';
import type { Warn } from '../warn.js';
import type { SyslogOptions } from './output-options.js';
import { outputParameters, type Unnamed, within } from './output-parameters.js';
import { readBytes } from './read-amount.js';

const facilities: readonly string[] = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
  'ntp',
  'audit',
  'alert',
  'clock',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
];

const path = (text: string): string | undefined => (isAbsolute(text) ? text : undefined);

/** `syslog+tls://host:6514?facility=local0&ca=/path`; undefined if it is no such address. */
export function syslogSetting(url: URL, warn: Warn): Unnamed<SyslogOptions> | undefined {
  const transport = url.protocol.slice('syslog+'.length, -1);
  if (transport !== 'udp' && transport !== 'tcp' && transport !== 'tls') return undefined;
  if (url.hostname === '') return undefined;
  const { read, done } = outputParameters(url, warn);
  const facility = (text: string): number | undefined => {
    const index = facilities.indexOf(text.toLowerCase());
    return index === -1 ? within(0, 23)(text) : index;
  };
  const sdId = (text: string): string | undefined =>
    /^[\w.-]{1,20}@\d{1,10}$/.test(text) ? text : undefined;
  const most = transport === 'udp' ? 65_000 : 1_048_576;
  const options = {
    kind: 'syslog',
    transport,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (transport === 'tls' ? 6514 : 514),
    facility: read('facility', 'a facility such as local0', 1, facility),
    sdId: read('sdId', 'a name and an enterprise number, name@number', 'sonde@32473', sdId),
    maxBytes: read(
      'maxBytes',
      `an amount from 480 to ${most}`,
      transport === 'udp' ? 2048 : 8192,
      within(480, most, readBytes),
    ),
  } as const;
  const files: Pick<SyslogOptions, 'ca' | 'cert' | 'key'> = {};
  for (const name of transport === 'tls' ? (['ca', 'cert', 'key'] as const) : []) {
    const found = read(name, 'an absolute path', undefined, path);
    if (found !== undefined) files[name] = found;
  }
  done();
  return { ...options, ...files };
}

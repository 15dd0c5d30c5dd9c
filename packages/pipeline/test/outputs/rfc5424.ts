/** A message of RFC 5424, read strictly: anything that its grammar does not allow is an error. */
export interface SyslogMessage {
  facility: number;
  severity: number;
  timestamp: string;
  host: string;
  app: string;
  pid: string;
  id: string;
  /** By element, then by parameter. */
  data: Record<string, Record<string, string>>;
  bom: boolean;
  text: string;
  bytes: number;
}

const HEADER =
  /^<(\d{1,3})>1 (-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)) ([\x21-\x7e]{1,255}) ([\x21-\x7e]{1,48}) ([\x21-\x7e]{1,128}) ([\x21-\x7e]{1,32}) /;
const NAME = /^[^\s="\]]{1,32}/;

function readElement(text: string, start: number): [string, Record<string, string>, number] {
  let at = start + 1;
  const name = NAME.exec(text.slice(at))?.[0];
  if (name === undefined) throw new Error('an element without a name');
  at += name.length;
  const parameters: Record<string, string> = {};
  while (text[at] === ' ') {
    at++;
    const key = NAME.exec(text.slice(at))?.[0];
    if (key === undefined || !text.startsWith('="', at + key.length))
      throw new Error('a parameter');
    at += key.length + 2;
    let value = '';
    for (; text[at] !== '"'; at++) {
      if (at >= text.length || text[at] === ']') throw new Error('a value without an end');
      if (text[at] === '\\' && /["\\\]]/.test(text[at + 1] ?? '')) at++;
      value += text[at];
    }
    at++;
    parameters[key] = value;
  }
  if (text[at] !== ']') throw new Error('an element without an end');
  return [name, parameters, at + 1];
}

export function readSyslogMessage(bytes: Buffer): SyslogMessage {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const header = HEADER.exec(text);
  if (!header) throw new Error(`no header: ${text.slice(0, 80)}`);
  const [all, pri = '', timestamp = '', host = '', app = '', pid = '', id = ''] = header;
  const data: SyslogMessage['data'] = {};
  let at = all.length;
  if (text[at] === '-') at++;
  else {
    while (text[at] === '[') {
      const [name, parameters, end] = readElement(text, at);
      data[name] = parameters;
      at = end;
    }
  }
  if (at < text.length && text[at] !== ' ') throw new Error('no space before the message');
  const message = text.slice(at + 1);
  const bom = message.startsWith('\ufeff');
  return {
    facility: Number(pri) >> 3,
    severity: Number(pri) & 7,
    timestamp,
    host,
    app,
    pid,
    id,
    data,
    bom,
    text: bom ? message.slice(1) : message,
    bytes: bytes.length,
  };
}

/** The messages of a stream with octet counting, RFC 6587, as far as they are whole. */
export function readCounted(stream: Buffer): { messages: Buffer[]; rest: Buffer } {
  const messages: Buffer[] = [];
  let at = 0;
  for (;;) {
    const space = stream.indexOf(' ', at);
    if (space === -1) break;
    const length = stream.subarray(at, space).toString();
    if (!/^[1-9]\d{0,8}$/.test(length)) throw new Error('no octet count');
    const end = space + 1 + Number(length);
    if (end > stream.length) break;
    messages.push(stream.subarray(space + 1, end));
    at = end;
  }
  return { messages, rest: stream.subarray(at) };
}

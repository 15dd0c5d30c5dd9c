import type { SourceMapStore } from '@sonde/errors';
import type { KeyValue, LogRecord, Resource } from '@sonde/otlp';
import type { LogEnvelope } from '@sonde/pipeline';
import { addWhatFollows } from './add-what-follows.js';
import { cutText } from './cut-text.js';
import { explainError } from './explain-error.js';
import { pageAttributes } from './page-attributes.js';
import { type LaneEntry, type PageContext, releaseOf, SCOPE, textOf } from './page-context.js';
import { cleanUrls } from './page-urls.js';
import { tellEvent } from './tell-event.js';

const BODY_LENGTH = 8_192;
const EVENTS: ReadonlySet<string> = new Set([
  'exception',
  'browser.web_vital',
  'browser.page_view',
  'browser.long_animation_frame',
]);
const ERROR = { number: 17, text: 'ERROR' };
const INFO = { number: 9, text: 'INFO' };

/** One record of a page as the lane takes it: bounded, explained, marked. Its worker redacts it. */
export function forwardLog(
  given: LogRecord,
  resource: Resource,
  context: PageContext,
  store: SourceMapStore | undefined,
): LaneEntry | Promise<LaneEntry> {
  const attributes = pageAttributes(given.attributes);
  cleanUrls(attributes);
  const type = textOf(attributes, 'exception.type');
  addWhatFollows(attributes);
  const write = (): LaneEntry => writeLog(given, attributes, resource, context);
  const explained =
    type === undefined ? undefined : explainError(attributes, store, releaseOf(resource));
  return explained ? explained.then(write) : write();
}

function writeLog(
  given: LogRecord,
  attributes: KeyValue[],
  resource: Resource,
  { clock, facts }: PageContext,
): LaneEntry {
  const type = textOf(attributes, 'exception.type');
  const severity = type === undefined && given.severityNumber < ERROR.number ? INFO : ERROR;
  const time = clock.mend(given.timeUnixNano);
  const event = type === undefined ? given.eventName : 'exception';
  const text =
    given.body?.stringValue ||
    (textOf(attributes, 'exception.message') ?? tellEvent(event, attributes));
  const logRecord: LogRecord = {
    timeUnixNano: time,
    observedTimeUnixNano: clock.now,
    severityNumber: severity.number,
    severityText: severity.text,
    body: { stringValue: cutText(text, BODY_LENGTH) },
    attributes: [...attributes, ...facts],
    ...(given.traceId && given.spanId && { traceId: given.traceId, spanId: given.spanId }),
    ...(given.flags !== undefined && { flags: given.flags & 1 }),
    ...(event && EVENTS.has(event) && { eventName: event }),
  };
  const envelope: LogEnvelope = { scope: SCOPE, logRecord, resource };
  return {
    signal: type === undefined ? 'logs' : 'errors',
    json: JSON.stringify(envelope),
    level: type === undefined ? 10 : 20,
  };
}

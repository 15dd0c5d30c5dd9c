// Sends four errors: two by the logger and one by `captureError` with the application's own word on
// what is one issue, and one without.
import { createLogger } from '@sonde/logger';
import { captureError } from '@sonde/node';

const log = createLogger();
const own = { 'sonde.fingerprint': 'warehouse-down' };
log.error({ err: new Error('no shelf'), ...own }, 'first');
log.error({ err: new TypeError('no answer'), ...own }, 'second');
captureError(new RangeError('too late'), own);
log.error({ err: new Error('something else') }, 'third');

import { createLogger } from '@sonde/logger';

const log = createLogger({ print: false });

export const dynamic = 'force-dynamic';

export function GET() {
  log.info({ card: '4111 1111 1111 1111' }, 'first');
  return new Response('logged');
}

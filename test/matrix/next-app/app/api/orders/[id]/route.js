import { setTimeout as sleep } from 'node:timers/promises';
import { mark } from '../../../../mark.js';

export async function GET(_request, { params }) {
  const { id } = await params;
  await sleep(1);
  mark('handler');
  return Response.json({ id });
}

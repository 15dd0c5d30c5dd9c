// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
import { createRehearsal } from 'rehearsal';
import { choir } from './choir.mjs';
import { drawn } from './drawn.mjs';

export async function runAll(n) {
  const rehearsal = createRehearsal();
  const heard = [];
  for (const [fault, piece] of choir.concat(drawn)) {
    rehearsal.add(fault, piece);
    await rehearsal.play(fault, n).then(
      () => heard.push({ fault, type: 'Error', message: `${fault} went well` }),
      (reason) => heard.push({ fault, ...describe(reason) }),
    );
  }
  return heard;
}

function describe(reason) {
  if (!(reason instanceof Error) && !(reason instanceof DOMException)) {
    const message = typeof reason === 'string' ? reason : JSON.stringify(reason);
    return { type: typeof reason === 'object' ? 'Object' : typeof reason, message };
  }
  const own = reason.constructor.name;
  const type = reason.name === 'Error' && own !== '' ? own : reason.name;
  return { type, message: reason.message, stack: reason.stack };
}

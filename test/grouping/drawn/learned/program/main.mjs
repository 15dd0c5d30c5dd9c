// @ts-nocheck -- a program that goes wrong on purpose
/* oxlint-disable */
import { Belt } from 'conveyor';
import { drawn } from './drawn.mjs';
import { odd } from './odd.mjs';

const told = (reason) => {
  if (typeof reason !== 'object' || reason === null || reason.message === undefined) {
    const type = typeof reason === 'object' ? 'Object' : typeof reason;
    return { type, message: typeof reason === 'string' ? reason : JSON.stringify(reason) };
  }
  const { name, constructor } = reason;
  return {
    type: name === 'Error' && constructor.name !== '' ? constructor.name : name,
    message: reason.message,
    stack: reason.stack,
  };
};

export async function runAll(n) {
  const belt = new Belt();
  const thrown = [];
  for (const [fault, work] of [...drawn, ...odd]) {
    belt.mount(fault, work);
    try {
      await belt.carry(fault, n);
      thrown.push({ fault, type: 'Error', message: fault + ' went well' });
    } catch (reason) {
      thrown.push({ fault, ...told(reason) });
    }
  }
  return thrown;
}

import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Colour only where standard output is a terminal that wants it; `NO_COLOR` is obeyed. */
const paint =
  (format: Format) =>
  (text: string): string =>
    styleText(format, text, { stream: process.stdout, validateStream: true });

export const bold: (text: string) => string = paint('bold');
export const dim: (text: string) => string = paint('dim');
export const green: (text: string) => string = paint('green');
export const yellow: (text: string) => string = paint('yellow');
export const red: (text: string) => string = paint('red');

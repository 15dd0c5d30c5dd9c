import { channel } from 'node:diagnostics_channel';

export type Warn = (option: string, expected: string, got: unknown) => void;

/** Tells of a wrong option on `sonde:warning`. */
export const publishWarning: Warn = (option, expected, got) => {
  channel('sonde:warning').publish({
    code: 'SONDE_INTAKE_OPTION',
    message: `intake: ${option} must be ${expected}; the default is used`,
    option,
    expected,
    got,
  });
};

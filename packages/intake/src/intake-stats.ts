import type { Refusal, RefusalReason } from './refusal.js';

/**
 * Why a record of an accepted request went nowhere. `lane`: the lane's ledger says why. `repeated`: a
 * whole post that came before, counted once.
 */
export type RecordDropReason = 'lane' | 'invalid' | 'repeated';

export interface IntakeStats {
  /** Requests answered with 204. */
  accepted: number;
  /** Requests answered otherwise, by reason. */
  refused: Partial<Record<RefusalReason, number>>;
  /** Records handed to the lane. */
  records: { logs: number; errors: number; traces: number };
  dropped: Partial<Record<RecordDropReason, number>>;
}

export interface IntakeCounters {
  answered(refusal: Refusal | undefined): void;
  forwarded(signal: keyof IntakeStats['records']): void;
  dropped(reason: RecordDropReason): void;
  read: (this: void) => IntakeStats;
}

export function createIntakeStats(): IntakeCounters {
  let accepted = 0;
  const refused: IntakeStats['refused'] = {};
  const records = { logs: 0, errors: 0, traces: 0 };
  const dropped: IntakeStats['dropped'] = {};
  return {
    answered(refusal) {
      if (!refusal) accepted += 1;
      else refused[refusal.refused] = (refused[refusal.refused] ?? 0) + 1;
    },
    forwarded(signal) {
      records[signal] += 1;
    },
    dropped(reason) {
      dropped[reason] = (dropped[reason] ?? 0) + 1;
    },
    read: () => ({
      accepted,
      refused: { ...refused },
      records: { ...records },
      dropped: { ...dropped },
    }),
  };
}

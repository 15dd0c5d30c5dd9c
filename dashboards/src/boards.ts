import type { Board } from './board.ts';
import { browser } from './boards/browser.ts';
import { dependencies } from './boards/dependencies.ts';
import { errorsBoard } from './boards/errors.ts';
import { logs } from './boards/logs.ts';
import { runtime } from './boards/runtime.ts';
import { service } from './boards/service.ts';
import { services } from './boards/services.ts';
import { slo } from './boards/slo.ts';
import { telemetry } from './boards/telemetry.ts';

export const BOARDS: Board[] = [
  services,
  service,
  runtime,
  errorsBoard,
  browser,
  logs,
  dependencies,
  slo,
  telemetry,
];

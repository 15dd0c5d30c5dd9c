import type { JSX } from 'preact';
import type { LogRow } from '../../api.js';
import { visibleLine } from '../format/visible-text.js';
import { Attributes } from '../parts/attributes.js';
import { CopyId } from '../parts/copy-id.js';
import { LongText } from '../parts/long-text.js';
import { Measured } from '../parts/measured.js';
import { ServiceName } from '../parts/service-name.js';
import { Clock } from '../parts/time-text.js';
import { href } from '../state/route.js';

/** One log row; all of it when opened. */
export function LogLine({
  row,
  active,
  open,
  onToggle,
  onHeight,
}: {
  row: LogRow;
  active: boolean;
  open: boolean;
  onToggle: () => void;
  onHeight: (height: number) => void;
}): JSX.Element {
  return (
    <div class={`log level-row-${row.level}`}>
      <button
        type="button"
        class={active ? 'log-row active' : 'log-row'}
        aria-expanded={open}
        onClick={onToggle}
      >
        <Clock time={row.time} />
        <span class={`level level-${row.level}`}>{row.level}</span>
        <ServiceName name={row.service} />
        <span class="log-message">{visibleLine(row.message)}</span>
        {row.traceId && <span class="log-trace muted">trace</span>}
      </button>
      {open && (
        <Measured onHeight={onHeight}>
          <div class="log-open">
            <p class="log-full">
              <LongText text={row.message} cut={2000} />
            </p>
            <p class="meta">
              {row.traceId && (
                <>
                  <a
                    class="button"
                    href={href(`/traces/${encodeURIComponent(row.traceId)}`, { span: row.spanId })}
                  >
                    Open the trace
                  </a>
                  <CopyId id={row.traceId} label="trace id" />
                </>
              )}
              {row.fingerprint && (
                <a class="button" href={href(`/errors/${encodeURIComponent(row.fingerprint)}`)}>
                  Open the issue
                </a>
              )}
            </p>
            <Attributes of={row.attributes} />
          </div>
        </Measured>
      )}
    </div>
  );
}

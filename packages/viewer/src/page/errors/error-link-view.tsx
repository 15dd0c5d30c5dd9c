import type { JSX } from 'preact';
import type { IssueError } from '../../api.js';
import { visibleLine } from '../format/visible-text.js';
import { LongText } from '../parts/long-text.js';
import { groupFrames } from './group-frames.js';

type FrameOf = IssueError['frames'][number];

const RELATION = { error: '', cause: 'caused by', member: 'one of its errors' };

/** One error of a chain with its stack: own frames open, others folded, and those of the error around it. */
export function ErrorLinkView({ link }: { link: IssueError }): JSX.Element {
  const { shared = 0 } = link;
  const own = link.frames.length - shared;
  return (
    <article class="error-link">
      <h3>
        {link.relation !== 'error' && <span class="relation">{RELATION[link.relation]}</span>}
        <span class="bad">{visibleLine(link.type)}</span>
      </h3>
      <p class="wrap">
        <LongText text={link.message} />
      </p>
      {link.frames.length > 0 ? (
        <ol class="frames">
          {groupFrames(link.frames.slice(0, own)).map((group) =>
            group.inApp ? (
              group.frames.map((frame, at) => (
                <li key={frameKey(frame, at)}>
                  <Frame frame={frame} open={group.first && at === 0} />
                </li>
              ))
            ) : (
              <li key={frameKey(group.frames[0] as FrameOf, group.frames.length)}>
                <details class="vendor">
                  <summary>
                    {group.frames.length} {group.frames.length === 1 ? 'frame' : 'frames'} outside
                    the application
                  </summary>
                  {group.frames.map((frame, at) => (
                    <Frame key={frameKey(frame, at)} frame={frame} open={false} />
                  ))}
                </details>
              </li>
            ),
          )}
          {shared > 0 && (
            <li>
              <details class="vendor">
                <summary>
                  {shared} {shared === 1 ? 'frame' : 'frames'} shared with the error around it
                </summary>
                {link.frames.slice(own).map((frame, at) => (
                  <Frame key={frameKey(frame, at)} frame={frame} open={false} />
                ))}
              </details>
            </li>
          )}
        </ol>
      ) : (
        link.stack && (
          <pre class="stack">
            <LongText text={link.stack} cut={4000} />
          </pre>
        )
      )}
    </article>
  );
}

function Frame({ frame, open }: { frame: FrameOf; open: boolean }): JSX.Element {
  const title = (
    <>
      <code class="function">{visibleLine(frame.function ?? '(anonymous)')}</code>
      <code class="file">
        {visibleLine(frame.file)}
        {frame.line !== undefined && `:${frame.line}`}
        {frame.column !== undefined && `:${frame.column}`}
      </code>
    </>
  );
  if (!frame.source) return <div class={frame.inApp ? 'frame in-app' : 'frame'}>{title}</div>;
  const { firstLine, lines } = frame.source;
  return (
    <details class="frame in-app" open={open}>
      <summary>{title}</summary>
      <pre class="source">
        {lines.map((text, at) => {
          const number = firstLine + at;
          return (
            <div key={number} class={number === frame.line ? 'failing' : ''}>
              <span class="num" aria-hidden="true">
                {number}
              </span>
              <code>{visibleSource(text)}</code>
            </div>
          );
        })}
      </pre>
    </details>
  );
}

function visibleSource(text: string): string {
  const indent = /^[\t ]*/.exec(text)?.[0] ?? '';
  return indent.replaceAll('\t', '  ') + visibleLine(text.slice(indent.length));
}

function frameKey(frame: FrameOf, at: number): string {
  return `${at} ${frame.file}:${frame.line}:${frame.column}`;
}

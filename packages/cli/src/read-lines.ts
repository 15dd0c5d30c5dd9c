import { StringDecoder } from 'node:string_decoder';

const LINE_FEED = '\n';

/**
 * The lines of a stream, without their line breaks. One over the limit comes in pieces, so that memory
 * stays bounded whatever the stream holds.
 *
 * @param limit characters of a line
 */
export async function* readLines(
  stream: AsyncIterable<Buffer>,
  limit: number,
): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.write(chunk)).split(LINE_FEED);
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
    for (; rest.length > limit; rest = rest.slice(limit)) yield rest.slice(0, limit);
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}

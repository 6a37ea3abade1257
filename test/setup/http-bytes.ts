/** HTTP/1.1 read byte by byte and without mercy: what is not exactly as RFC 9112 writes it is an error here. */

export interface HttpMessage {
  readonly startLine: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly framing: 'none' | 'length' | 'chunked' | 'until-close';
  readonly body: Buffer;
  /** Sizes of the chunks, where it came in chunks. */
  readonly chunks: readonly number[];
  readonly trailers: readonly (readonly [name: string, value: string])[];
}

export interface ReadOptions {
  /** An answer to HEAD, or with a status that has no body. */
  readonly bodiless?: boolean;
  /** Nothing more will come: an answer of no known length ends here. */
  readonly ended?: boolean;
  readonly answer?: boolean;
}

const line =
  /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*((?:[\x21-\x7e\x80-\xff](?:[\t \x21-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?)[ \t]*$/;

const readLines = (text: string): (readonly [string, string])[] =>
  text === ''
    ? []
    : text.split('\r\n').map((one) => {
        const [, name, value] = line.exec(one) ?? [];
        if (name === undefined || value === undefined)
          throw new Error(`This is no header of HTTP/1.1: ${JSON.stringify(one)}`);
        return [name, value] as const;
      });

export const headersNamed = (message: HttpMessage, name: string): string[] =>
  message.headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);

/** The first message in the bytes and what follows it; undefined while it is not all there. */
export const readMessage = (
  bytes: Buffer,
  options: ReadOptions = {},
): { readonly message: HttpMessage; readonly rest: Buffer } | undefined => {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const head = bytes.subarray(0, headEnd).toString('latin1');
  const startEnd = head.indexOf('\r\n');
  const startLine = startEnd === -1 ? head : head.slice(0, startEnd);
  const start = options.answer
    ? /^HTTP\/1\.[01] \d{3} [\t \x21-\x7e\x80-\xff]*$/
    : /^[A-Z-]+ [\x21-\x7e]+ HTTP\/1\.[01]$/;
  if (!start.test(startLine)) throw new Error(`No message begins like this: ${JSON.stringify(startLine)}`);
  const headers = readLines(startEnd === -1 ? '' : head.slice(startEnd + 2));
  const rest = bytes.subarray(headEnd + 4);
  const named = (name: string) =>
    headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
  const lengths = named('content-length');
  const codings = named('transfer-encoding');
  if (lengths.length + codings.length > 1 && !options.bodiless)
    throw new Error(`It says its length more than once: ${JSON.stringify([...lengths, ...codings])}`);
  const whole = (parts: Pick<HttpMessage, 'framing' | 'body'> & Partial<HttpMessage>, left: Buffer) => ({
    message: { startLine, headers, chunks: [], trailers: [], ...parts },
    rest: left,
  });
  if (options.bodiless || isBodilessAnswer(startLine))
    return whole({ framing: 'none', body: Buffer.alloc(0) }, rest);

  const [length] = lengths;
  if (length !== undefined) {
    if (!/^\d{1,15}$/.test(length))
      throw new Error(`No length is written like this: ${JSON.stringify(length)}`);
    if (rest.length < Number(length)) return undefined;
    return whole(
      { framing: 'length', body: rest.subarray(0, Number(length)) },
      rest.subarray(Number(length)),
    );
  }
  const [coding] = codings;
  if (coding !== undefined) {
    if (coding !== 'chunked') throw new Error(`Only "chunked" may stand here: ${JSON.stringify(coding)}`);
    const read = readChunks(rest);
    return read && whole({ framing: 'chunked', ...read.parts }, read.rest);
  }
  if (!options.answer) return whole({ framing: 'none', body: Buffer.alloc(0) }, rest);
  return options.ended ? whole({ framing: 'until-close', body: rest }, Buffer.alloc(0)) : undefined;
};

const isBodilessAnswer = (startLine: string): boolean => /^HTTP\/1\.[01] (1\d\d|204|304) /.test(startLine);

const readChunks = (bytes: Buffer) => {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = bytes.indexOf('\r\n', at);
    if (end === -1) return undefined;
    const size = bytes.subarray(at, end).toString('latin1');
    if (!/^[0-9a-fA-F]{1,8}$/.test(size))
      throw new Error(`No chunk begins like this: ${JSON.stringify(size)}`);
    at = end + 2;
    const length = Number.parseInt(size, 16);
    if (length === 0) break;
    if (bytes.length < at + length + 2) return undefined;
    parts.push(bytes.subarray(at, at + length));
    at += length;
    if (bytes.subarray(at, at + 2).toString('latin1') !== '\r\n')
      throw new Error('A chunk is longer than it says.');
    at += 2;
  }
  if (bytes.subarray(at, at + 2).toString('latin1') === '\r\n')
    return { parts: chunked(parts, []), rest: bytes.subarray(at + 2) };
  const end = bytes.indexOf('\r\n\r\n', at);
  if (end === -1) return undefined;
  const trailers = readLines(bytes.subarray(at, end).toString('latin1'));
  return { parts: chunked(parts, trailers), rest: bytes.subarray(end + 4) };
};

const chunked = (parts: readonly Buffer[], trailers: HttpMessage['trailers']) => ({
  body: Buffer.concat(parts),
  chunks: parts.map((part) => part.length),
  trailers,
});

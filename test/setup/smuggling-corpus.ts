/** Requests that two readers read differently: what a gateway must refuse, or send on in the one form that leaves no doubt. */

export interface Attempt {
  readonly name: string;
  /** What is sent; `{path}` stands for a route that works. Each character is one byte. */
  readonly bytes: string;
  /** How many requests the upstream may see of it at most; none where left out. */
  readonly most?: number;
}

/** Should any of this ever be read as a request, its path gives it away. */
const inner = 'GET {path}/smuggled HTTP/1.1\r\nhost: x\r\n\r\n';
const innerInChunk = `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`;

const post = (lines: readonly string[], body: string): string =>
  ['POST {path} HTTP/1.1', 'host: x', ...lines, '', body].join('\r\n');

const get = (...lines: readonly string[]): string => ['GET {path} HTTP/1.1', ...lines, '', ''].join('\r\n');

const named = (most: number, attempts: Readonly<Record<string, string>>): Attempt[] =>
  Object.entries(attempts).map(([name, bytes]) => ({ name, bytes, most }));

const chunked = 'transfer-encoding: chunked';

/** Both ways of saying a length, or one of them written so that some do not see it. */
const lengths: readonly Attempt[] = [
  ...named(0, {
    'both lengths, the body in chunks': post([`content-length: 5`, chunked], `0\r\n\r\n${inner}`),
    'both lengths, the other first': post([chunked, 'content-length: 5'], `0\r\n\r\n${inner}`),
    'both lengths, the body by its length': post(['content-length: 4', chunked], innerInChunk),
    'two lengths': post(['content-length: 0', `content-length: ${inner.length}`], inner),
    'two lengths in one line': post([`content-length: 0, ${inner.length}`], inner),
    'a length twice, the same': post(['content-length: 5', 'content-length: 5'], `hello${inner}`),
    'a length with a plus': post([`content-length: +${inner.length}`], inner),
    'a length with a minus': post([`content-length: -${inner.length}`], inner),
    'a length in base sixteen': post(['content-length: 0x5'], `hello${inner}`),
    'a length with a space in it': post(['content-length: 5 0'], `hello${inner}`),
    'a length with a comma': post(['content-length: 5,'], `hello${inner}`),
    'a length with a NUL': post(['content-length: 5\x000'], `hello${inner}`),
    'a length with a letter': post(['content-length: 5a'], `hello${inner}`),
    'a length with a point': post(['content-length: 5.0'], `hello${inner}`),
    'an empty length': post(['content-length:'], inner),
    'a length beyond 64 bits': post(['content-length: 18446744073709551621'], `hello${inner}`),
    'a length beyond counting': post([`content-length: ${'9'.repeat(200)}`], `hello${inner}`),
    'a space before the colon': post([`content-length : ${inner.length}`], inner),
    'a tab before the colon': post([`content-length\t: ${inner.length}`], inner),
    'a NUL before the colon': post([`content-length\x00: ${inner.length}`], inner),
    'a folded length': post(['content-length:', ` ${inner.length}`], inner),
    'a length behind a fold': post(['x: y', ` content-length: ${inner.length}`], inner),
    'a length as the first line, folded': post([` content-length: ${inner.length}`], inner),
    'a length with a vertical tab': post([`content-length:\x0b${inner.length}`], inner),
    'a length behind a bare CR': post([`x: y\rcontent-length: ${inner.length}`], inner),
    'a length behind a bare LF': post([`x: y\ncontent-length: 5`, 'content-length: 0'], `hello${inner}`),
  }),
];

const codings: readonly Attempt[] = [
  ...named(0, {
    'a coding that ends in chunked': post(['transfer-encoding: xchunked'], innerInChunk),
    'a coding that begins with chunked': post(['transfer-encoding: chunkedx'], innerInChunk),
    'chunked, then identity': post(['transfer-encoding: chunked, identity'], innerInChunk),
    'chunked, then something': post(['transfer-encoding: chunked, gzip'], innerInChunk),
    'identity alone with a length': post(
      ['transfer-encoding: identity', 'content-length: 5'],
      `hello${inner}`,
    ),
    'gzip alone': post(['transfer-encoding: gzip'], innerInChunk),
    'a coding in quotes': post(['transfer-encoding: "chunked"'], innerInChunk),
    'a coding with a parameter': post(['transfer-encoding: chunked;q=1'], innerInChunk),
    'two codings, the second no chunks': post([chunked, 'transfer-encoding: identity'], innerInChunk),
    'a coding with a space before the colon': post(['transfer-encoding : chunked'], innerInChunk),
    'a coding with a NUL': post(['transfer-encoding: chunked\x00'], innerInChunk),
    'a coding with a vertical tab': post(['transfer-encoding: \x0bchunked'], innerInChunk),
    'a coding with a form feed': post(['transfer-encoding: chunked\x0c'], innerInChunk),
    'a coding with a bare CR': post(['transfer-encoding: chunked\r x'], innerInChunk),
    'a folded coding': post(['transfer-encoding:', ' chunked'], innerInChunk),
    'a folded coding and a length': post(
      ['transfer-encoding:', ' chunked', 'content-length: 5'],
      `0\r\n\r\n${inner}`,
    ),
    'a coding behind a fold': post(
      ['x: y', ' transfer-encoding: chunked', 'content-length: 0'],
      innerInChunk,
    ),
    'chunks in HTTP/1.0 with a length': post([chunked, 'content-length: 5'], `0\r\n\r\n${inner}`).replace(
      'HTTP/1.1',
      'HTTP/1.0',
    ),
    'a coding with a letter of Latin-1': post(['transfer-encoding: chunked\xa0'], innerInChunk),
    'an empty coding': post(['transfer-encoding:', 'content-length: 5'], `hello${inner}`),
  }),
  ...named(1, {
    'a coding in capitals': post(['TRANSFER-ENCODING: CHUNKED'], innerInChunk),
    'a coding with spaces around': post(['transfer-encoding:   chunked  '], innerInChunk),
    'two codings, both chunked': post([chunked, chunked], innerInChunk),
    'chunked twice in one line': post(['transfer-encoding: chunked, chunked'], innerInChunk),
    'gzip, then chunked': post(['transfer-encoding: gzip, chunked'], innerInChunk),
    'an underscore for the hyphen': post(
      ['transfer_encoding: chunked', `content-length: ${innerInChunk.length}`],
      innerInChunk,
    ),
  }),
];

const data = `5\r\nhello\r\n0\r\n\r\n`;
const chunks: readonly Attempt[] = [
  ...named(0, {
    'a size in base sixteen, marked': post([chunked], data.replace('5\r', '0x5\r')),
    'a size below nothing': post([chunked], data.replace('5\r', '-5\r')),
    'a size with a plus': post([chunked], data.replace('5\r', '+5\r')),
    'a size with an underscore': post([chunked], data.replace('5\r', '5_\r')),
    'a size that overflows': post([chunked], `FFFFFFFFFFFFFFFFF5\r\nhello\r\n0\r\n\r\n${inner}`),
    'a size of 2^64 + 5': post([chunked], `10000000000000005\r\nhello\r\n0\r\n\r\n${inner}`),
    'a size that is too small': post([chunked], `3\r\nhello\r\n0\r\n\r\n${inner}`),
    'a size without digits': post([chunked], `\r\nhello\r\n0\r\n\r\n${inner}`),
    'a size with a NUL': post([chunked], `5\x00\r\nhello\r\n0\r\n\r\n${inner}`),
    'a size that ends in a bare LF': post([chunked], `5\nhello\r\n0\r\n\r\n${inner}`),
    'a size that ends in a bare CR': post([chunked], `5\rhello\r\n0\r\n\r\n${inner}`),
    'an extension with a bare LF': post([chunked], `5;x\nhello\r\n0\r\n\r\n${inner}`),
    'an extension with a bare CR': post([chunked], `5;x\ry\r\nhello\r\n0\r\n\r\n${inner}`),
    'data that ends in a bare LF': post([chunked], `5\r\nhello\n0\r\n\r\n${inner}`),
    'data that ends in nothing': post([chunked], `5\r\nhello0\r\n\r\n${inner}`),
    'data that ends in two letters': post([chunked], `5\r\nhelloXX0\r\n\r\n${inner}`),
    'a last chunk with a bare LF': post([chunked], `5\r\nhello\r\n0\n\n${inner}`),
    'a hidden request in an extension': post([chunked], `5;\n${inner}hello\r\n0\r\n\r\n`),
    'an extension without end': post([chunked], `5;${'x'.repeat(200_000)}\r\nhello\r\n0\r\n\r\n`),
    'trailers without end': post([chunked], `0\r\n${'x: y\r\n'.repeat(40_000)}\r\n`),
    'a folded trailer': post([chunked], `0\r\nx: y\r\n content-length: 5\r\n\r\n`),
    'a trailer with a bare LF': post([chunked], `0\r\nx: y\nz: w\r\n\r\n${inner}`),
  }),
  ...named(1, {
    'an extension': post([chunked], data.replace('5\r', '5;name="a;b"\r')),
    'a size with zeros before': post([chunked], data.replace('5\r', '0000000005\r')),
    'a last chunk of many zeros': post([chunked], `5\r\nhello\r\n000000000\r\n\r\n`),
    'lengths in trailers': post(
      [chunked],
      `0\r\ncontent-length: 40\r\ntransfer-encoding: chunked\r\nhost: y\r\n\r\n`,
    ),
    'many small chunks': post([chunked], `${'1\r\nx\r\n'.repeat(2_000)}0\r\n\r\n`),
  }),
];

const lines: readonly Attempt[] = [
  ...named(0, {
    'bare LF between the headers': 'GET {path} HTTP/1.1\nhost: x\n\n',
    'a bare LF in one header': get('host: x', 'a: b\nx: y'),
    'a bare CR in a header': get('host: x', 'a: b\rx: y'),
    'a NUL in a value': get('host: x', 'a: b\x00c'),
    'a NUL in a name': get('host: x', 'a\x00b: c'),
    'a NUL in the path': get('host: x').replace('{path}', '{path}/\x00'),
    'a space in a name': get('host: x', 'a b: c'),
    'a header without a colon': get('host: x', 'no colon here'),
    'a header without a name': get('host: x', ': x'),
    'a name of Latin-1': get('host: x', 'caf\xe9: x'),
    'a delete sign in a value': get('host: x', 'a: b\x7fc'),
    'a space in the path': get('host: x').replace('{path}', '{path}/a b'),
    'a tab in the path': get('host: x').replace('{path}', '{path}/a\tb'),
    'a tab after the method': get('host: x').replace('GET ', 'GET\t'),
    'an unknown version': get('host: x').replace('HTTP/1.1', 'HTTP/1.2'),
    'version 2 in the clear': get('host: x').replace('HTTP/1.1', 'HTTP/2.0'),
    'version 1.10': get('host: x').replace('HTTP/1.1', 'HTTP/1.10'),
    'a version in small letters': get('host: x').replace('HTTP/1.1', 'http/1.1'),
    'no version, as in HTTP/0.9': 'GET {path}\r\n\r\n',
    'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00',
    'a method in small letters': get('host: x').replace('GET', 'get'),
    'a method of ten thousand letters': get('host: x').replace('GET', 'G'.repeat(10_000)),
    'TLS to a port of plain HTTP': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + '\x00'.repeat(200),
    'a tunnel': 'CONNECT 127.0.0.1:1 HTTP/1.1\r\nhost: 127.0.0.1:1\r\n\r\n',
    'a path with a host in it': 'GET http://127.0.0.1:1/ HTTP/1.1\r\nhost: x\r\n\r\n',
    'a path without a slash': get('host: x').replace('{path}', 'smuggled'),
    'an authority as the path': get('host: x').replace('{path}', 'x:80'),
    'an asterisk as the path': get('host: x').replace('{path}', '*'),
    'backslashes in the path': get('host: x').replace('{path}', '\\{path}'),
    'a fragment in the path': get('host: x').replace('{path}', '{path}#/smuggled'),
    'up and away': get('host: x').replace('{path}', '{path}/../../smuggled'),
    'up and away in codes': get('host: x').replace('{path}', '{path}/%2e%2e/%2e%2e/smuggled'),
    'a slash in a code': get('host: x').replace('{path}', '{path}%2fsmuggled'),
    'a code that is none': get('host: x').replace('{path}', '{path}/%zz'),
    'a zero byte in a code': get('host: x').replace('{path}', '{path}/%00'),
    'two hosts': get('host: x', 'host: y'),
    'two hosts in one line': get('host: x, y'),
    'a host with a user': get('host: a@x'),
    'a host with a path': get('host: x/y'),
    'a host with a space': get('host: x y'),
    'no host': get('a: b'),
    'ten thousand headers': get('host: x', ...Array.from({ length: 10_000 }, (_n, at) => `x-${at}: y`)),
    'a header of a megabyte': get('host: x', `a: ${'b'.repeat(1_000_000)}`),
    'a path of a megabyte': get('host: x').replace('{path}', `{path}/${'b'.repeat(1_000_000)}`),
  }),
  ...named(1, {
    'empty lines before': `\r\n\r\n${get('host: x')}`,
    'two spaces after the method': get('host: x').replace('GET ', 'GET  '),
    'a path with letters in codes': get('host: x').replace('{path}', '{path}/%61'),
    'a letter of Latin-1 in a value': get('host: x', 'a: caf\xe9'),
    'HTTP/1.0 without a host': get('a: b').replace('HTTP/1.1', 'HTTP/1.0'),
  }),
];

/** Bodies that are requests themselves: whoever forgets a body reads them as such. */
const bodies: readonly Attempt[] = [
  ...named(1, {
    'a request as the body of GET': get('host: x', `content-length: ${inner.length}`) + inner,
    'a request as the body of HEAD':
      get('host: x', `content-length: ${inner.length}`).replace('GET', 'HEAD') + inner,
    'a request as the body of DELETE':
      get('host: x', `content-length: ${inner.length}`).replace('GET', 'DELETE') + inner,
    'a request as the body of OPTIONS':
      get('host: x', `content-length: ${inner.length}`).replace('GET', 'OPTIONS') + inner,
    'a request as the body in chunks of GET': get('host: x', chunked) + innerInChunk,
    'a request as the body that is expected': post(
      [`content-length: ${inner.length}`, 'expect: 100-continue'],
      inner,
    ),
    'a request behind an upgrade':
      get('host: x', 'connection: upgrade', 'upgrade: websocket', `content-length: ${inner.length}`) + inner,
    'a request behind an unknown upgrade':
      get('host: x', 'connection: upgrade', 'upgrade: smuggled', `content-length: ${inner.length}`) + inner,
    'a length that the client takes back': post(
      [`content-length: ${inner.length}`, 'connection: content-length'],
      inner,
    ),
  }),
  ...named(0, {
    'a request as the body to no route': post([`content-length: ${inner.length}`], inner).replace(
      '{path}',
      '/no/route',
    ),
    'a request in chunks to no route': post([chunked], innerInChunk).replace('{path}', '/no/route'),
  }),
];

export const smuggling: readonly Attempt[] = [...lengths, ...codings, ...chunks, ...lines, ...bodies];

import { Unreadable } from './unreadable.ts';

export interface ReceivedPart {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly contentType: string | undefined;
  readonly bytes: Buffer;
}

const mostParts = 1_000;
const mostHeadBytes = 8_192;

/** The parts of `multipart/form-data`, strictly: what two readers could cut in two ways is not taken. */
export const readMultipart = (contentType: string, bytes: Buffer): ReceivedPart[] => {
  const boundary = boundaryOf(contentType);
  const between = Buffer.from(`\r\n--${boundary}`, 'latin1');
  const start = between.subarray(2);
  if (!bytes.subarray(0, start.length).equals(start))
    throw new Unreadable('does not begin with its boundary');
  const parts: ReceivedPart[] = [];
  let at = start.length;
  for (;;) {
    if (bytes[at] === 0x2d && bytes[at + 1] === 0x2d) break;
    if (bytes[at] !== 0x0d || bytes[at + 1] !== 0x0a)
      throw new Unreadable('holds something beside its boundary');
    const end = bytes.indexOf(between, at);
    if (end < 0) throw new Unreadable('is not closed by its boundary');
    if (parts.length >= mostParts) throw new Unreadable(`holds more than ${mostParts} parts`);
    parts.push(readPart(bytes.subarray(at + 2, end)));
    at = end + between.length;
  }
  const rest = bytes.subarray(at + 2);
  if (rest.length > 0 && !rest.equals(lineEnd)) throw new Unreadable('goes on behind its last boundary');
  return parts;
};

const lineEnd = Buffer.from('\r\n');
const headEnd = Buffer.from('\r\n\r\n');

const boundaryOf = (contentType: string): string => {
  const found = [
    ...contentType.matchAll(/;\s*boundary=(?:"([^"\\]{1,70})"|([^\s";,]{1,70}))(?=\s*(?:;|$))/gi),
  ];
  const [, quoted, plain] = found[0] ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined || found.length > 1 || boundary.endsWith(' '))
    throw new Unreadable('has no boundary in its content type that can be read');
  return boundary;
};

const readPart = (bytes: Buffer): ReceivedPart => {
  const end = bytes.indexOf(headEnd);
  if (end < 0 || end > mostHeadBytes) throw new Unreadable('has a part without an end of its headers');
  const headers = new Map<string, string>();
  for (const line of bytes.toString('utf8', 0, end).split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
    if (!/^[a-z0-9-]+$/.test(name) || headers.has(name))
      throw new Unreadable('has a part with a header that cannot be read');
    headers.set(name, line.slice(colon + 1).trim());
  }
  const disposition = headers.get('content-disposition') ?? '';
  const name = parameterOf(disposition, 'name');
  if (!/^form-data\s*;/i.test(disposition) || name === undefined)
    throw new Unreadable('has a part without a name');
  return {
    name,
    fileName: parameterOf(disposition, 'filename'),
    contentType: headers.get('content-type'),
    bytes: bytes.subarray(end + headEnd.length),
  };
};

/** As browsers write it: what would end the text is percent-encoded. */
const parameterOf = (disposition: string, wanted: string): string | undefined => {
  const rest = disposition.slice(disposition.indexOf(';'));
  let found: string | undefined;
  let read = 0;
  for (const match of rest.matchAll(/\s*;\s*([a-z]+\*?)=(?:"([^"\\]*)"|([^\s";,\\]+))\s*/giy)) {
    read += match[0].length;
    const name = match[1]?.toLowerCase();
    if (name !== wanted) continue;
    if (found !== undefined) throw new Unreadable(`has a part with two values of "${wanted}"`);
    found = match[2] ?? match[3] ?? '';
  }
  if (read !== rest.length) throw new Unreadable('has a part whose content-disposition cannot be read');
  return found?.replaceAll('%22', '"').replaceAll(/%0D%0A/gi, '\r\n');
};

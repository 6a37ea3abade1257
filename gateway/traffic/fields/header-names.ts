import { z } from 'zod';

/** Of the connection, or written by whoever frames the message: no policy sets them. */
const framing = new Set([
  'connection',
  'content-length',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export const headerName = z
  .string()
  .max(100)
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be a name of a header: letters, digits and hyphens')
  .refine((name) => !framing.has(name.toLowerCase()), 'is written by the gateway itself');

const unsafe = /[^\t\x20-\x7e\x80-\xff]/u;

/** What a header cannot carry is percent-encoded: a line break of a client must not begin a header of its own. */
export const headerValue = (value: string): string =>
  unsafe.test(value)
    ? value.toWellFormed().replace(/[^\t\x20-\x7e\x80-\xff]+/gu, (part) => encodeURIComponent(part))
    : value;

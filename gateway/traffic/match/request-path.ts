import { HubError } from '../../../core/errors.ts';

/** Cheap to look for, and absent in almost every path. */
const unusual = /[%;\\\x80-\uffff]|\/\/|\/\./;

const unreserved = /%(?:2[dD]|2[eE]|3[0-9]|4[1-9a-fA-F]|5[0-9aA]|5[fF]|6[1-9a-fA-F]|7[0-9aA]|7[eE])/g;

const refused = (path: string, why: string): HubError =>
  new HubError('input_invalid', `The path "${path.slice(0, 100)}" is not taken: ${why}.`);

/**
 * The path as it is matched and as it goes on: spelled in one way only. What the gateway and an upstream could read
 * in two ways (`/%61dmin`, `//admin`, `/x/../admin`) is how a request gets past the policies that stand before `/admin`.
 */
export const plainPath = (path: string): string => {
  if (!unusual.test(path)) return path;
  if (/%(?![0-9a-fA-F]{2})/.test(path)) throw refused(path, 'it holds a "%" that begins no code');
  const spelled = path
    .replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`)
    .replace(unreserved, (code) => String.fromCharCode(parseInt(code.slice(1), 16)))
    .replace(/%[0-9a-fA-F]{2}/g, (code) => code.toUpperCase())
    .replace(/\/{2,}/g, '/');
  if (/%00/.test(spelled)) throw refused(path, 'it holds a zero byte');
  if (/\\|%5c/i.test(spelled)) throw refused(path, 'some servers read "\\" as "/"');
  if (/%2f/i.test(spelled)) throw refused(path, 'some servers read "%2F" as "/"');
  if (/\/\.{1,2}(?:\/|;|$)/.test(spelled)) throw refused(path, 'it goes up or stays ("..", ".")');
  if (/\/;/.test(spelled)) throw refused(path, 'some servers read "/;a/" as "/"');
  return spelled;
};

/** As browsers send what people write: `/bäcker` goes over the line as `/b%C3%A4cker`, and is matched as that. */
export const asSent = (path: string): string =>
  path.toWellFormed().replace(/[^\0-\x7f]+/g, (letters) => encodeURIComponent(letters));

/** Some servers leave out what follows a semicolon: `/admin;x` is `/admin` to them, and to whoever matches paths here. */
export const withoutParameters = (path: string): string =>
  path.includes(';') ? path.replace(/;[^/]*/g, '') : path;

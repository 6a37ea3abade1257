import type { IncomingMessage } from 'node:http';
import { HubError } from '../core/errors.ts';
import { checkJsonShape, type ShapeLimits } from './json-shape.ts';
import { parseJson } from './parse-json.ts';

export interface BodyLimits extends ShapeLimits {
  readonly bytes: number;
}

export const defaultBodyLimits: BodyLimits = { bytes: 1024 * 1024, depth: 64, keys: 10_000 };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The JSON body of a request, or undefined where there is none. Limits hold before anything is parsed. */
export const readJsonBody = async (request: IncomingMessage, limits: BodyLimits): Promise<unknown> => {
  const declared = Number(request.headers['content-length'] ?? Number.NaN);
  if (declared === 0) return undefined;
  const chunked = request.headers['transfer-encoding'] !== undefined;
  if (Number.isNaN(declared) && !chunked) return undefined;
  if (declared > limits.bytes) throw tooLarge(limits);
  checkContentType(request);
  return parseJsonText(textOf(await readBytes(request, limits)), limits);
};

/** A body of any kind that is text; undefined where there is none. */
export const readTextBody = async (
  request: IncomingMessage,
  limits: BodyLimits,
): Promise<string | undefined> => {
  const declared = Number(request.headers['content-length'] ?? Number.NaN);
  if (declared === 0) return undefined;
  if (Number.isNaN(declared) && request.headers['transfer-encoding'] === undefined) return undefined;
  if (declared > limits.bytes) throw tooLarge(limits);
  checkEncoding(request);
  return textOf(await readBytes(request, limits));
};

const tooLarge = (limits: BodyLimits): HubError =>
  new HubError('body_too_large', `The body must be at most ${limits.bytes} bytes.`, {
    details: { limit: limits.bytes },
  });

const checkContentType = (request: IncomingMessage): void => {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type !== 'application/json' && !/^application\/[a-z0-9.-]+\+json$/.test(type)) {
    throw new HubError(
      'media_type_unsupported',
      `The content type "${type}" is not taken here. Send application/json.`,
    );
  }
  checkEncoding(request);
};

const checkEncoding = (request: IncomingMessage): void => {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new HubError(
      'media_type_unsupported',
      `The content encoding "${encoding}" is not taken here. Send the body as it is.`,
    );
  }
};

/** By events: leaving a `for await` would destroy the connection before the refusal has gone out. */
const readBytes = (request: IncomingMessage, limits: BodyLimits): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (error?: HubError): void => {
      request.off('data', take).off('end', end).off('close', cut).off('error', cut);
      if (error === undefined) resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
      else {
        request.pause();
        reject(error);
      }
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > limits.bytes) settle(tooLarge(limits));
    };
    const end = (): void => settle();
    const cut = (): void =>
      settle(new HubError('cancelled', 'The request was cut off before its body had arrived.'));
    request.on('data', take).once('end', end).once('close', cut).once('error', cut);
  });

const textOf = (bytes: Buffer): string => {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new HubError('body_malformed', 'The body is not valid UTF-8.', { cause });
  }
};

/** Checked for depth, size and what could do harm before and after it is parsed. */
export const parseJsonText = (text: string, limits: BodyLimits): unknown => {
  if (text.trim() === '') return undefined;
  checkJsonShape(text, limits);
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (cause) {
    throw new HubError(
      'body_malformed',
      `The body is not valid JSON: ${cause instanceof Error ? cause.message : 'unreadable'}.`,
    );
  }
  // Only a body that holds such an escape is walked through: nearly none does.
  if (/\\u0000|\\ud[89a-f][0-9a-f]{2}|__proto__/i.test(text)) refuseHarmful(value, '');
  return value;
};

const refuseHarmful = (value: unknown, place: string): void => {
  if (typeof value === 'string') checkText(value, place);
  else if (Array.isArray(value)) value.forEach((item, index) => refuseHarmful(item, `${place}[${index}]`));
  else if (value !== null && typeof value === 'object') {
    for (const [key, held] of Object.entries(value)) {
      const at = place === '' ? key : `${place}.${key}`;
      if (key === '__proto__') throw invalid(at, 'is no name that is taken here');
      checkText(key, at);
      refuseHarmful(held, at);
    }
  }
};

const invalid = (path: string, message: string): HubError =>
  new HubError('input_invalid', `"${path}": ${message}.`, { problems: [{ path, message }] });

/** Text that the database could not hold, or would silently change. */
export const checkText = (text: string, place: string): void => {
  if (text.includes('\0')) throw invalid(place, 'must not hold the NUL character');
  if (!text.isWellFormed()) throw invalid(place, 'must not hold half of a surrogate pair');
};

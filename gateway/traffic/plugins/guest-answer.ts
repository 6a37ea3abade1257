import type { OutgoingHttpHeaders } from 'node:http';
import type { AnswerHead, Exchange } from '../exchange.ts';
import { removeHeader, setHeader } from '../answers/answer-head.ts';
import { onHead } from '../answers/hooks.ts';

type Words = unknown[];
type Method = (...words: Words) => unknown;

/**
 * The answer of a request that plug-ins see. They answer by it, or put their own functions in the place of its own, which then
 * get all that goes out: as in express-gateway the head is on the response before the first byte leaves, and not sent before.
 */
export interface GuestAnswer {
  /** Nothing of what a plug-in still says goes out: the hub answers in its place. */
  take(): void;
}

export interface AnswerWatch {
  /** A plug-in has begun to answer. */
  answered(): void;
  /** What it began cannot go out. */
  failed(error: unknown): void;
}

/** Who speaks: nobody yet, a plug-in, the hub, or nobody any more until the hub does. */
type Speaker = 'nobody' | 'plug-in' | 'hub' | 'muted';

export const guestAnswer = (exchange: Exchange, watch: AnswerWatch): GuestAnswer => {
  const response = exchange.response as typeof exchange.response & Record<string, unknown>;
  let speaker: Speaker = 'nobody';
  let held: Buffer[] | null = null;
  const real = {
    writeHead: response.writeHead.bind(response) as Method,
    write: response.write.bind(response) as Method,
    end: response.end.bind(response) as Method,
    setHeader: response.setHeader.bind(response) as Method,
    appendHeader: response.appendHeader.bind(response) as Method,
    removeHeader: response.removeHeader.bind(response) as Method,
  };
  // What is said too late is said to nobody; without this it would end the process.
  response.on('error', () => undefined);

  const isPlugin = (): boolean =>
    speaker === 'nobody' && exchange.headHooks !== null && !response.headersSent;

  /** Through what policies have hooked into it, as every answer. */
  const throughHooks = (status: number): AnswerHead => {
    const head: AnswerHead = { status, headers: listOf(response.getHeaders()) };
    const hooks = exchange.headHooks ?? [];
    exchange.headHooks = null;
    for (const hook of hooks) if (hook !== own) hook(head);
    return head;
  };

  const setHead = ({ status, headers }: AnswerHead): void => {
    for (const name of response.getHeaderNames()) real.removeHeader(name);
    response.statusCode = status;
    for (let at = 0; at < headers.length; at += 2) real.appendHeader(headers[at], headers[at + 1]);
  };

  const trying = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      speaker = 'muted';
      watch.failed(error);
    }
  };

  const sendHeld = async (status: number): Promise<void> => {
    speaker = 'muted';
    watch.answered();
    try {
      const head = throughHooks(status);
      let body: Buffer = Buffer.concat(held ?? []);
      for (const hook of exchange.bodyHooks ?? []) body = await hook(body, head);
      if (response.destroyed) return;
      const bodiless = head.status === 204 || head.status === 304;
      if (bodiless) removeHeader(head, 'content-length');
      else setHeader(head, 'content-length', String(body.length));
      setHead(head);
      speaker = 'hub';
      real.end(bodiless || exchange.request.method === 'HEAD' ? undefined : body);
    } catch (error) {
      speaker = 'hub';
      exchange.fail(error);
    }
  };

  /** Policies that read an answer whole get that of a plug-in as well. */
  const hold = (words: Words): boolean => {
    if (!isPlugin() || exchange.bodyHooks === null) return false;
    held ??= [];
    const [chunk, encoding] = words;
    if (typeof chunk === 'string')
      held.push(Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'));
    else if (chunk instanceof Uint8Array) held.push(Buffer.from(chunk));
    return true;
  };

  const base: Record<string, Method> = {
    writeHead: (...words) => {
      if (speaker === 'muted' || response.headersSent) return response;
      const [status] = words;
      if (!isPlugin() || status === 101) return real.writeHead(...words);
      const given = words.find((word, at) => at > 0 && typeof word === 'object' && word !== null);
      for (const [name, value] of pairsOf(given)) real.setHeader(name, value);
      if (typeof words[1] === 'string') response.statusMessage = words[1];
      if (exchange.bodyHooks !== null) {
        response.statusCode = Number(status);
        return response;
      }
      trying(() => {
        setHead(throughHooks(Number(status)));
        speaker = 'plug-in';
        real.writeHead(response.statusCode);
        watch.answered();
      });
      return response;
    },
    write: (...words) => {
      if (speaker === 'muted' || hold(words)) return true;
      return real.write(...words);
    },
    end: (...words) => {
      if (speaker === 'muted' || response.writableEnded) return response;
      if (hold(words)) {
        void sendHeld(response.statusCode);
        return response;
      }
      // Who put a function in the place of `write` alone expects all bodies there.
      const [chunk, ...rest] = words;
      if (
        speaker === 'hub' &&
        exchange.bodyHooks !== null &&
        isBody(chunk) &&
        response.write !== base['write']
      ) {
        response.write(chunk, ...(rest.slice(0, 1) as [BufferEncoding]));
        return real.end();
      }
      // HTTP/2 does not ask for the head by this function when there is no body.
      if (exchange.request.httpVersionMajor === 2 && !response.headersSent)
        response.writeHead(response.statusCode);
      return isMuted() ? response : real.end(...words);
    },
    setHeader: (...words) => (response.headersSent ? response : real.setHeader(...words)),
    appendHeader: (...words) => (response.headersSent ? response : real.appendHeader(...words)),
    removeHeader: (...words) => (response.headersSent ? undefined : real.removeHeader(...words)),
  };
  const isMuted = (): boolean => speaker === 'muted';
  Object.assign(response, base);

  const isPlain = (): boolean => ['writeHead', 'write', 'end'].every((name) => response[name] === base[name]);

  /** The hub has an answer: that of an upstream, or of a policy. */
  const own = (head: AnswerHead): void => {
    if (speaker === 'nobody') speaker = 'hub';
    head.put = ({ status, headers }) => {
      if (speaker !== 'hub' || response.headersSent) return;
      response.statusCode = status;
      for (const [name, value] of pairsOf(headers)) response.setHeader(name, value);
      if (isPlain()) real.writeHead(status);
    };
  };
  onHead(exchange, own);

  return {
    take: () => {
      if (!response.headersSent) speaker = 'hub';
    },
  };
};

const isBody = (chunk: unknown): chunk is string | Uint8Array =>
  typeof chunk === 'string' || chunk instanceof Uint8Array;

/** What `writeHead` takes: an object, names and values one after the other, or pairs. */
const pairsOf = (given: unknown): [string, string | string[]][] => {
  if (typeof given !== 'object' || given === null) return [];
  if (!Array.isArray(given)) return Object.entries(given) as [string, string][];
  const list = (given.some(Array.isArray) ? given.flat() : given) as string[];
  const pairs = new Map<string, [string, string | string[]]>();
  for (let at = 0; at < list.length; at += 2) {
    const name = String(list[at]);
    const value = String(list[at + 1]);
    const known = pairs.get(name.toLowerCase());
    pairs.set(name.toLowerCase(), [name, known === undefined ? value : [known[1], value].flat()]);
  }
  return [...pairs.values()];
};

const listOf = (headers: OutgoingHttpHeaders): string[] =>
  Object.entries(headers).flatMap(([name, value = []]) =>
    [value].flat().flatMap((one) => [name, String(one)]),
  );

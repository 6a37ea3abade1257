import type { Readable } from 'node:stream';
import { HubError } from '../../core/errors.ts';
import { parseJson } from '../parse-json.ts';
import { collect } from './collect.ts';
import type { Exchange, Head } from './exchange.ts';
import type { ReceivedHeaders } from './pools.ts';
import { unpack } from './unpack.ts';

/** The body has to be read or discarded, once: until then it holds a connection. */
export interface EgressAnswer {
  readonly status: number;
  /** Names in lower case; without those that spoke of packing, which is undone. */
  readonly headers: ReceivedHeaders;
  /** Where the answer comes from, after redirects. */
  readonly url: string;
  bytes(): Promise<Buffer>;
  text(): Promise<string>;
  /** The body as JSON. Throws when it is not. */
  json(): Promise<unknown>;
  /** As it comes, at the pace of the reader. */
  stream(): Readable;
  discard(): void;
}

export interface AnswerPlace {
  readonly url: string;
  readonly origin: string;
  readonly method: string;
  readonly maxBytes: number;
}

export const makeAnswer = (exchange: Exchange, head: Head, place: AnswerPlace): EgressAnswer => {
  const packing = packingOf(head, place.method);
  return new Answer(exchange, packing === null ? head : unpackedHead(head), { ...place, packing });
};

const packingOf = ({ status, headers }: Head, method: string): string | null => {
  const named = headers['content-encoding'];
  if (named === undefined || method === 'HEAD' || status === 204 || status === 304) return null;
  if (headers['content-length'] === '0' || named === 'identity' || named === '') return null;
  return typeof named === 'string' ? named : named.join(', ');
};

const unpackedHead = ({ status, headers }: Head): Head => {
  const kept = { ...headers };
  delete kept['content-encoding'];
  delete kept['content-length'];
  return { status, headers: kept };
};

class Answer implements EgressAnswer {
  readonly status: number;
  readonly headers: ReceivedHeaders;
  readonly url: string;
  readonly #exchange: Exchange;
  readonly #place: AnswerPlace & { readonly packing: string | null };

  constructor(exchange: Exchange, head: Head, place: AnswerPlace & { readonly packing: string | null }) {
    this.status = head.status;
    this.headers = head.headers;
    this.url = place.url;
    this.#exchange = exchange;
    this.#place = place;
  }

  async bytes(): Promise<Buffer> {
    return this.#place.packing === null ? this.#exchange.whole() : collect(this.stream());
  }

  async text(): Promise<string> {
    return (await this.bytes()).toString('utf8');
  }

  async json(): Promise<unknown> {
    const text = await this.text();
    try {
      return parseJson(text);
    } catch (cause) {
      throw new HubError(
        'egress_failed',
        `${this.#place.origin} answered ${this.status} with a body that is no JSON.`,
        {
          cause,
        },
      );
    }
  }

  stream(): Readable {
    const { packing } = this.#place;
    const body = this.#exchange.stream();
    return packing === null ? body : unpack(body, packing, this.#place);
  }

  discard(): void {
    this.#exchange.discard();
  }
}

import type { EgressAnswer } from '../../../platform/egress/answer.ts';
import type { Egress, EgressRequest } from '../../../platform/egress/egress.ts';
import type { Authorise, Authorised } from '../auth/authorise.ts';
import type { Authorization, FunctionCall } from '../function-call.ts';
import type { Received } from './content.ts';
import { asFault, statusFault } from './fault.ts';

export interface Outgoing {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface SendOptions {
  readonly call: FunctionCall;
  /** A policy, as it stands in the document. */
  readonly authentication: unknown;
  /** Whether redirects are followed; else they are errors. */
  readonly redirect: boolean;
  /** For answers that go on for long. */
  readonly limits?: Limits;
}

type Limits = NonNullable<EgressRequest['limits']>;

export interface Answered {
  readonly answer: EgressAnswer;
  readonly authorization: Authorization | undefined;
  readonly secrets: readonly string[];
}

export interface Sent {
  readonly received: Received;
  readonly authorization?: Authorization;
}

export interface Sender {
  /** The answer of any status, its body not read yet. */
  ask(request: Outgoing, options: SendOptions): Promise<Answered>;
  /** The whole answer of a good status. */
  send(request: Outgoing, options: SendOptions): Promise<Sent>;
}

/** A task has a limit of time of its own; these are for those that have none. Models take long to begin an answer. */
const usual: Limits = { headersMs: 120_000, idleMs: 120_000, totalMs: 300_000 };
const notFollowed: Limits = { ...usual, redirects: 0 };
const nothing: readonly string[] = [];

/** Requests as somebody who is let in, with failures in the words of the DSL. */
export const openSender = (egress: Egress, authorise: Authorise): Sender => {
  const exchange = (
    request: Outgoing,
    { redirect, call, limits }: SendOptions,
    authorised: Authorised | undefined,
  ): Promise<EgressAnswer> => {
    const { method, url, headers, body } = request;
    return egress.request({
      ...{ method, url, signal: call.signal, limits: limits ?? (redirect ? usual : notFollowed) },
      headers: authorised === undefined ? headers : { ...headers, ...authorised.headers },
      ...(body === undefined ? {} : { body }),
      ...(authorised?.tls === undefined ? {} : { tls: authorised.tls }),
    });
  };

  const ask = async (request: Outgoing, options: SendOptions): Promise<Answered> => {
    try {
      const { authentication, call } = options;
      if (authentication === undefined || authentication === null) {
        const answer = await exchange(request, options, undefined);
        return { answer, authorization: undefined, secrets: nothing };
      }
      let authorised = await authorise(authentication, call);
      let answer = await exchange(request, options, authorised);
      if (answer.status === 401 && authorised.afterRefusal !== undefined) {
        const challenge = answer.headers['www-authenticate'] ?? [];
        const again = await authorised.afterRefusal(request, challenge);
        if (again !== null) {
          answer.discard();
          authorised = again;
          answer = await exchange(request, options, authorised);
        }
      }
      return { answer, authorization: authorised.shown, secrets: authorised.secrets };
    } catch (error) {
      throw asFault(error);
    }
  };

  return {
    ask,
    send: async (request, options) => {
      const { answer, authorization, secrets } = await ask(request, options);
      const { status, headers } = answer;
      const received = { status, headers, bytes: await bytesOf(answer) };
      if (status < 200 || status > (options.redirect ? 399 : 299))
        throw statusFault({ method: request.method, url: answer.url, received, secrets });
      return authorization === undefined ? { received } : { received, authorization };
    },
  };
};

const bytesOf = async (answer: EgressAnswer): Promise<Buffer> => {
  try {
    return await answer.bytes();
  } catch (error) {
    throw asFault(error);
  }
};

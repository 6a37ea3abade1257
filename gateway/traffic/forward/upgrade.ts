import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { HubError, isHubError } from '../../../core/errors.ts';
import type { Egress } from '../../../platform/egress/egress.ts';
import type { AnswerHead, Exchange } from '../exchange.ts';
import type { ForwardTo } from '../policy-deps.ts';
import type { Step } from '../policy.ts';
import { answerHeaders } from './answer-headers.ts';
import { askUpgrade, type UpgradeAnswer } from './ask-upgrade.ts';
import type { Destination, Outcome, Upstream } from './destination.ts';
import { neverConnected } from './never-connected.ts';
import { outgoingHeaders } from './outgoing-headers.ts';
import { pathOf } from './outgoing-path.ts';
import type { TunnelPlace, Tunnels } from './tunnels.ts';
import type { UpgradeResponse } from './upgrade-response.ts';

export type ForwardUpgrade = (exchange: Exchange, upstream: Upstream, to: ForwardTo) => Promise<Step>;

interface Sending {
  readonly to: ForwardTo;
  readonly place: TunnelPlace;
}

/**
 * Sends an exchange that asks for a WebSocket (its response is an UpgradeResponse) to an upstream. When it switches, the exchange
 * is over and a tunnel is left, which knows nothing of it.
 */
export const openForwardUpgrade = (egress: Pick<Egress, 'connect'>, tunnels: Tunnels): ForwardUpgrade => {
  const ask = async (
    exchange: Exchange,
    { target, basePath, use }: Destination,
    { to, waitMs }: { readonly to: ForwardTo; readonly waitMs: number },
  ): Promise<UpgradeAnswer> => {
    const signal = exchange.signal();
    const socket = await egress.connect({
      url: target.origin,
      ...(use?.identity === undefined ? {} : { tls: use.identity }),
      connectMs: use?.own?.connectMs,
      signal,
    });
    const { headers } = exchange.outgoing;
    const host =
      headers?.get('host') ??
      (to.preserveHost ? (exchange.request.headers.host ?? exchange.host) : target.url.host);
    return askUpgrade({
      ...{ socket, origin: target.origin, path: pathOf(exchange, to, basePath), waitMs, signal },
      headers: outgoingHeaders(exchange, host),
      key: exchange.request.headers['sec-websocket-key'],
    });
  };

  const send = async (exchange: Exchange, upstream: Upstream, { to, place }: Sending): Promise<Step> => {
    const waitMs = to.timeouts.headersMs ?? upstream.times.headersMs;
    for (let retried = 0; ; retried++) {
      const destination = await upstream.pick(exchange);
      const began = performance.now();
      exchange.service = upstream.name;
      exchange.target = destination.target;
      destination.began();
      let outcome: Outcome = { status: null, failure: 'gone', ms: 0 };
      let answer: UpgradeAnswer | undefined;
      let failure: unknown;
      try {
        answer = await ask(exchange, destination, { to, waitMs });
        outcome = { status: answer.answer.statusCode ?? 0, failure: null, ms: performance.now() - began };
      } catch (error) {
        failure = error;
        outcome = { status: null, failure: kindOf(error), ms: performance.now() - began };
      }
      const delay = upstream.retryIn(exchange, retried, outcome);
      // A tunnel may stay for days: it is no request that is under way.
      destination.ended(outcome);
      if (delay !== null) {
        answer?.answer.destroy();
        await pause(delay, undefined, { signal: exchange.signal() });
        continue;
      }
      if (answer === undefined) throw failure;
      if (answer.switched) await join(answer, exchange, { to, place });
      else passOn(answer.answer, exchange);
      return 'answered';
    }
  };

  const join = async (
    { answer, head }: Extract<UpgradeAnswer, { readonly switched: true }>,
    exchange: Exchange,
    { to, place }: Sending,
  ): Promise<void> => {
    const response = exchange.response as UpgradeResponse;
    const upstream = answer.socket;
    const { headers } = headOf(answer, exchange);
    const client = await response
      .switchTo([...headers, 'connection', 'Upgrade', 'upgrade', 'websocket'])
      .catch((cause: unknown) => {
        upstream.destroy();
        throw new HubError('cancelled', 'The client has gone.', { cause });
      });
    if (client.head !== null) upstream.write(client.head);
    if (head.length > 0) client.socket.write(Buffer.from(head));
    place.join(client.socket, upstream, to.timeouts.idleMs);
  };

  return async (exchange, upstream, to) => {
    const place = tunnels.enter(exchange.pipeline.spaceId);
    try {
      return await send(exchange, upstream, { to, place });
    } finally {
      place.leave();
    }
  };
};

/** An answer in HTTP after all: that it is no WebSocket, and why. */
const passOn = (answer: IncomingMessage, exchange: Exchange): void => {
  const { response } = exchange;
  if (exchange.bodyHooks !== null) {
    answer.destroy();
    throw new HubError(
      'upstream_failed',
      `"${exchange.service ?? ''}" answered ${answer.statusCode ?? 0} where a WebSocket was asked for.`,
    );
  }
  const { status, headers } = headOf(answer, exchange);
  response.writeHead(status, [...headers, 'connection', 'close']);
  // Whoever breaks off takes the other along: a client must not take half an answer for a whole one.
  pipeline(answer, response, () => undefined);
};

const headOf = (answer: IncomingMessage, { headHooks }: Exchange): AnswerHead => {
  const head: AnswerHead = { status: answer.statusCode ?? 502, headers: answerHeaders(answer.headers) };
  for (const hook of headHooks ?? []) hook(head);
  return head;
};

const kindOf = (error: unknown): Outcome['failure'] => {
  if (isHubError(error, 'cancelled')) return 'gone';
  if (neverConnected((error as Error).cause)) return 'connect';
  return isHubError(error, 'egress_timeout') ? 'timeout' : 'reset';
};

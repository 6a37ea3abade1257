import { hash } from 'node:crypto';
import { z } from 'zod';
import { announcesBody } from '../../http/announces-body.ts';
import { authenticating } from '../authentication/authenticate.ts';
import { authenticationFields, passThroughKey } from '../authentication/fields.ts';
import { authorizationOf, behindScheme, dropHeader } from '../authentication/shown.ts';
import {
  digestIn,
  isSignedWith,
  readSignature,
  signatureScheme,
  type ShownSignature,
} from '../authentication/signature.ts';
import type { Signer } from '../consumers/directory.ts';
import type { Consumer, Exchange } from '../exchange.ts';
import { definePolicy } from '../policy.ts';

/** The form of a signature, and vectors to test against: docs/gateway-authentication.md. */
export const hmacAuth = definePolicy({
  name: 'hmac-auth',
  title: 'Signed requests',
  about: 'Lets in consumers that sign each request with a secret, which itself never travels.',
  group: 'authentication',
  action: z.strictObject({
    windowSeconds: z
      .number()
      .int()
      .min(5)
      .max(3_600)
      .default(300)
      .describe('How far the time of a signature may be from now, to either side.'),
    once: z
      .boolean()
      .default(false)
      .describe(
        'Takes each signature once, over all processes; costs a look into the shared counters each time.',
      ),
    checkBody: z
      .boolean()
      .default(true)
      .describe('Reads the whole body, and takes it only where it is what was signed.'),
    maxBodyBytes: z
      .number()
      .int()
      .min(0)
      .max(104_857_600)
      .default(1_048_576)
      .describe('Larger bodies are refused, where they are read.'),
    passThroughKey: passThroughKey(false),
    ...authenticationFields,
  }),
  compile: (action, _place, { consumers, limiter, clock }) => {
    const { windowSeconds, once, checkBody, maxBodyBytes } = action;
    const windowMs = 2 * windowSeconds * 1_000;

    const bodyIs = async (exchange: Exchange, digest: string): Promise<boolean> =>
      hash('sha256', await exchange.readBody(maxBodyBytes), 'base64') === digest;

    const isFirst = async ({ spaceId }: Exchange, { keyId, signature }: ShownSignature): Promise<boolean> => {
      const name = `gateway-signature:${spaceId}:${keyId}:${signature.toString('base64')}`;
      return (await limiter.take(name, { max: 1, windowMs })).allowed;
    };

    const slowly = async (
      exchange: Exchange,
      { shown, consumer, digest }: { shown: ShownSignature; consumer: Consumer; digest: string },
    ): Promise<Consumer | null> => {
      if (digest !== '' && checkBody && !(await bodyIs(exchange, digest))) return null;
      return once && !(await isFirst(exchange, shown)) ? null : consumer;
    };

    const check = (
      exchange: Exchange,
      shown: ShownSignature,
      signer: Signer | null,
    ): Consumer | null | Promise<Consumer | null> => {
      const { request } = exchange;
      const digest = digestIn(request.headers['content-digest']);
      if (signer === null || digest === null) return null;
      const { created, nonce } = shown;
      const signed = {
        ...{ method: request.method ?? '', host: request.headers.host ?? '', target: request.url ?? '' },
        ...{ created, nonce, digest },
      };
      if (!isSignedWith(signer.secret, signed, shown.signature)) return null;
      if (digest === '' && checkBody && announcesBody(request.headers)) return null;
      if (digest === '' && !once) return signer.consumer;
      return slowly(exchange, { shown, consumer: signer.consumer, digest });
    };

    return authenticating({
      ...{ action, consumers, guessable: true, challenge: signatureScheme },
      identify: (exchange, lookups) => {
        const header = authorizationOf(exchange);
        const text = header === undefined ? undefined : behindScheme(header, signatureScheme);
        if (text === undefined) return undefined;
        if (!action.passThroughKey) dropHeader(exchange, 'authorization');
        const shown = readSignature(text);
        if (shown === null) return null;
        if (Math.abs(clock.now().getTime() / 1_000 - shown.created) > windowSeconds) return null;
        const signer = lookups.byHmacId(exchange.spaceId, shown.keyId);
        return signer instanceof Promise
          ? signer.then((found) => check(exchange, shown, found))
          : check(exchange, shown, signer);
      },
    });
  },
});

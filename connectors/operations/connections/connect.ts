import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { consolePath } from '../../auth/browser.ts';
import { beginConnect } from '../../auth/connect.ts';
import type { ConnectionDeps } from '../../auth/deps.ts';
import { connectionId } from '../../auth/shape.ts';

const nowhere = { url: null, userCode: null, verificationUrl: null, expiresAt: null };

export const connectConnection = (deps: ConnectionDeps) =>
  hubOperation({
    name: 'connections.connect',
    summary: 'Authorise a connection at its provider',
    description:
      'Answers what comes next: `redirect`: open `url` in this browser, which comes back to `returnTo` with ' +
      '`?result=connected` or `?result=failed&error=<code>`; `device`: type `userCode` in at `verificationUrl`, ' +
      'while the hub asks the provider; `done`: the provider gave a token at once.',
    access: 'connections.write',
    transaction: 'none',
    http: { method: 'POST', path: '/api/connections/{connectionId}/connect' },
    hints: { sensitive: ['url', 'userCode'] },
    input: z.strictObject({
      connectionId,
      returnTo: z
        .string()
        .regex(consolePath, 'must be a path of the console, for example /s/default/connections')
        .optional(),
    }),
    output: z.strictObject({
      kind: z.enum(['redirect', 'device', 'done']),
      url: z.string().nullable(),
      userCode: z.string().nullable(),
      verificationUrl: z.string().nullable(),
      expiresAt: z.iso.datetime().nullable(),
    }),
    run: async (input, context) => {
      const returnTo = input.returnTo ?? `/connections/${input.connectionId}`;
      const next = await beginConnect(deps, context, { connectionId: input.connectionId, returnTo });
      context.audit(input.connectionId, { kind: next.kind });
      switch (next.kind) {
        case 'redirect':
          return { ...nowhere, kind: next.kind, url: next.url };
        case 'device': {
          const { kind, userCode, verificationUrl, completeUrl, expiresAt } = next;
          return { kind, url: completeUrl, userCode, verificationUrl, expiresAt };
        }
        case 'done':
          return { ...nowhere, kind: next.kind };
        default:
          return next satisfies never;
      }
    },
  });

import { z } from 'zod';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { signedInCaller } from '../../people/account.ts';
import { instant } from '../../shapes.ts';
import { listSessions, sessionSorts } from '../../sign-in/sessions-store.ts';

export const listMySessions = () =>
  hubOperation({
    name: 'me.listSessions',
    summary: 'Where I am signed in',
    access: 'user',
    transaction: 'system',
    http: { method: 'GET', path: '/api/me/sessions' },
    input: listInput(sessionSorts, {}),
    output: page(
      z.strictObject({
        id: z.string(),
        createdAt: instant,
        lastUsedAt: instant,
        ip: z.string().nullable(),
        userAgent: z.string().nullable(),
        method: z.enum(['password', 'link', 'oidc', 'invitation']),
        current: z.boolean(),
      }),
    ),
    run: async (list, { tx, caller }) => {
      const { userId, sessionId } = signedInCaller(caller);
      const { items, next } = await listSessions(tx, userId, list);
      return { items: items.map((item) => ({ ...item, current: item.id === sessionId })), next };
    },
  });

import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { callbackPath, exchangeOf } from '../../auth/browser.ts';
import { callbackAction, comeBack } from '../../auth/callback.ts';
import type { ConnectionDeps } from '../../auth/deps.ts';
import { nothing } from '../../auth/shape.ts';

const text = z.string().max(4_096);

export const returnFromProvider = (deps: ConnectionDeps) =>
  hubOperation({
    name: callbackAction,
    summary: 'Where a provider sends the browser back to',
    description: 'Answers 303 to the page of the connection, with what came of it.',
    access: 'anyone',
    transaction: 'none',
    http: { method: 'GET', path: callbackPath },
    hints: { readOnly: false, sensitive: ['code', 'state'] },
    // Unlike everywhere else unknown fields are taken: providers add their own, and OAuth says to let them.
    input: z
      .object({ code: text.optional(), state: text.optional(), iss: text.optional(), error: text.optional() })
      .catchall(text),
    output: nothing,
    run: async (input, context) => {
      const given = Object.entries(input).filter((pair): pair is [string, string] => pair[1] !== undefined);
      exchangeOf(context).redirect(await comeBack(deps, context, Object.fromEntries(given)));
      return {};
    },
  });

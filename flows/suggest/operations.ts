import { z } from 'zod';
import { HubError } from '../../core/errors.ts';
import type { RateLimiter } from '../../core/ports.ts';
import { hubOperation, type HubOperation } from '../../platform/invoke/context.ts';
import { findingsShape, flowNameSchema } from '../shapes.ts';
import type { Suggestion, Wish } from './suggest.ts';

export interface SuggestOperationDeps {
  readonly limiter: RateLimiter;
  /** Null: there is no model. */
  readonly suggest: ((wish: Wish) => Promise<Suggestion>) | null;
}

/** Of one space. */
const perMinute = { max: 10, windowMs: 60_000 };
/** For all answers of one question. */
const wholeMs = 180_000;

const suggestDraft = ({ limiter, suggest }: SuggestOperationDeps) =>
  hubOperation({
    name: 'flows.suggest',
    summary: 'A draft of a flow from words, by a language model',
    description:
      'The model is told the words, the operations and flows that fit them, and names of connections and variables: no secrets, and no data of runs. Its draft is read as any other; it may call what was offered and nothing else. Nothing is kept or published.',
    access: 'flows.write',
    transaction: 'none',
    http: { method: 'POST', path: '/api/flow-suggestions' },
    input: z.strictObject({
      words: z.string().trim().min(3).max(4_000).describe('What the flow is to do.'),
      name: flowNameSchema.default('draft').describe('What it is called.'),
    }),
    output: z.strictObject({
      text: z.string(),
      problems: findingsShape.problems,
      notes: z.array(
        z.strictObject({
          code: z.enum(['operations', 'none_found', 'corrected', 'open_address', 'changes']),
          message: z.string(),
          names: z.array(z.string()),
        }),
      ),
    }),
    run: async ({ words, name }, context) => {
      const { spaceId, signal } = context;
      if (suggest === null)
        throw new HubError(
          'not_configured',
          'There is no language model. Whoever runs this installation sets HUB_LLM_URL, HUB_LLM_MODEL and, where it wants one, HUB_LLM_KEY.',
        );
      const { allowed, resetMs } = await limiter.take(`suggest:${spaceId}`, perMinute);
      if (!allowed)
        throw new HubError('rate_limited', 'This space has asked for enough drafts in this minute.', {
          retryAfter: Math.ceil(resetMs / 1_000),
        });
      // The words themselves may hold what is nobody's business.
      context.audit(name, { letters: words.length });
      const both = AbortSignal.any([signal, AbortSignal.timeout(wholeMs)]);
      const { text, problems, notes } = await suggest({ spaceId, name, words, signal: both });
      return {
        text,
        problems: [...problems],
        notes: notes.map((one) => ({ ...one, names: [...one.names] })),
      };
    },
  });

const assistantState = ({ suggest }: SuggestOperationDeps) =>
  hubOperation({
    name: 'flows.assistant',
    summary: 'Whether drafts of flows can be suggested',
    access: 'flows.read',
    transaction: 'none',
    http: { method: 'GET', path: '/api/flow-suggestions' },
    input: z.strictObject({}),
    output: z.strictObject({ available: z.boolean() }),
    run: async () => ({ available: suggest !== null }),
  });

export const suggestOperations = (deps: SuggestOperationDeps): HubOperation[] => [
  suggestDraft(deps),
  assistantState(deps),
];

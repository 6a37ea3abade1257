import type { FlowCatalogue } from '../core/flow-ports.ts';
import type { Callables, Clock, Log, RateLimiter } from '../core/ports.ts';
import { suggestOperations, type SuggestOperationDeps } from '../flows/suggest/operations.ts';
import type { SuggestDeps } from '../flows/suggest/suggest.ts';
import type { Config } from '../platform/config.ts';
import type { Db } from '../platform/db/open.ts';
import type { HubOperation } from '../platform/invoke/context.ts';
import type { Lifecycle } from './lifecycle.ts';
import { openOperationSearch } from './operation-search.ts';

export interface SuggestionParts {
  readonly config: Config;
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly lifecycle: Lifecycle;
  readonly limiter: RateLimiter;
  readonly callables: Callables;
  readonly catalogue: FlowCatalogue;
}

/** Drafts from words. The model is named by the owner of the installation: its origin may be private, and nobody else reaches it by this. */
export const startSuggestions = async (parts: SuggestionParts): Promise<HubOperation[]> => {
  const { config, db, clock, log, lifecycle, limiter, callables, catalogue } = parts;
  const { HUB_LLM_URL: url, HUB_LLM_MODEL: model, HUB_LLM_KEY: key } = config;
  if (url === undefined || model === undefined) return suggestOperations({ limiter, suggest: null });
  const egress = await lifecycle.start('egress to the language model', async () => {
    const { createEgress } = await import('../platform/egress/egress.ts');
    const opened = createEgress({ allow: [], log, trustedOrigins: [new URL(url).origin] });
    return { ...opened, stop: opened.close };
  });
  const search = openOperationSearch({ db, clock, callables });
  let deps: SuggestDeps | undefined;
  const suggest: NonNullable<SuggestOperationDeps['suggest']> = async (wish) => {
    const [{ openChat }, { suggestFlow }] = await Promise.all([
      import('../flows/suggest/chat.ts'),
      import('../flows/suggest/suggest.ts'),
    ]);
    deps ??= { chat: openChat({ settings: { url, key, model }, egress }), search, catalogue };
    return suggestFlow(deps, wish);
  };
  return suggestOperations({ limiter, suggest });
};

import { headerArguments, type HeaderArgument } from './headers.ts';
import type { OfferedTools, Values } from './offer.ts';

/** What has to be known of a tool to call it, from the list that the client sees. */
export interface KnownTool {
  readonly headers: readonly HeaderArgument[];
  /** Its results are something else than objects, by its schema. */
  readonly plainOutput: boolean;
}

const nothing: KnownTool = { headers: [], plainOutput: false };
const mostPages = 100;
/** By the first page: a list is made once and handed out as it is, so that this is looked at once too. */
const known = new WeakMap<readonly Values[], Promise<ReadonlyMap<string, KnownTool>>>();

export const knownTool = async (tools: OfferedTools, name: string): Promise<KnownTool> => {
  const first = await tools.list(undefined);
  let index = known.get(first.items);
  if (index === undefined) {
    index = indexOf(tools, first);
    known.set(first.items, index);
    index.catch(() => known.delete(first.items));
  }
  return (await index).get(name) ?? nothing;
};

/** Only of tools that are something special. */
const indexOf = async (
  tools: OfferedTools,
  first: Awaited<ReturnType<OfferedTools['list']>>,
): Promise<ReadonlyMap<string, KnownTool>> => {
  const index = new Map<string, KnownTool>();
  let page = first;
  for (let count = 1; ; count++) {
    for (const { name, inputSchema, outputSchema } of page.items) {
      const headers = headerArguments(inputSchema);
      const plainOutput = outputSchema !== undefined && (outputSchema as Values)['type'] !== 'object';
      if (headers.length > 0 || plainOutput) index.set(String(name), { headers, plainOutput });
    }
    if (page.nextCursor === undefined || count === mostPages) return index;
    page = await tools.list(page.nextCursor);
  }
};

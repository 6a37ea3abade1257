import { z } from 'zod';
import { HubError } from '../../core/errors.ts';
import type { ListQuery, Page } from '../../core/list.ts';
import type { CallContext } from './context.ts';

/** A list as a whole: for whoever keeps it elsewhere, or counts over it. */
export const exportShape = <Item extends z.ZodType>(path: `/api/${string}`, item: Item) =>
  ({
    description:
      'One line for each, and `done` as the last one: what ends without it was cut off. What is read is read page by page, so that who reads slowly is not overrun.',
    transaction: 'none',
    http: {
      method: 'GET',
      path,
      streams: z.union([
        z.strictObject({ item }),
        z.strictObject({ done: z.strictObject({ items: z.number().int() }) }),
        z.strictObject({ error: z.record(z.string(), z.unknown()) }),
      ]),
    },
    output: z.strictObject({}),
  }) as const;

const inOnePage = 500;

export const exportList = async <Item>(
  { exchange }: Pick<CallContext, 'exchange'>,
  read: (page: Pick<ListQuery, 'limit' | 'cursor'>) => Promise<Page<Item>>,
): Promise<Record<string, never>> => {
  if (exchange === undefined)
    throw new HubError('input_invalid', 'An export is for callers over HTTP. Read the list page by page.');
  // Asked for here, so that what is refused is answered as everywhere else.
  const first = await read({ limit: inOnePage });
  exchange.stream(linesOf(first, read));
  return {};
};

const linesOf = async function* <Item>(
  first: Page<Item>,
  read: (page: Pick<ListQuery, 'limit' | 'cursor'>) => Promise<Page<Item>>,
): AsyncGenerator<{ readonly item: Item } | { readonly done: { readonly items: number } }, void, undefined> {
  let items = 0;
  for (let page = first; ; page = await read({ limit: inOnePage, cursor: page.next })) {
    for (const item of page.items) {
      items++;
      yield { item };
    }
    if (page.next === null) break;
  }
  yield { done: { items } };
};

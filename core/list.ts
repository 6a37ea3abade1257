import { z } from 'zod';

/** Every list pages, sorts and searches alike. */
const pageLimit = { default: 50, max: 200 } as const;

/**
 * The input of a list operation: `limit`, `cursor`, `sort`, `q` and the list's own filters. `sort` is a field
 * name, with `-` before it for descending. The default is the first of `sortable`, the last of them first, as one looks
 * for what is new; a list that is looked through in another order names it as `usual`.
 */
export const listInput = <Field extends string, Filters extends z.ZodRawShape>(
  sortable: readonly [Field, ...Field[]],
  filters: Filters,
  usual: Field | `-${Field}` = `-${sortable[0]}`,
) => {
  const orders = sortable.flatMap((field) => [field, `-${field}`] as const);
  return z.strictObject({
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(pageLimit.max)
      .default(pageLimit.default)
      .describe('How many at most.'),
    cursor: z.string().min(1).max(500).optional().describe('The `next` of the page before.'),
    sort: z
      .enum(orders as [string, ...string[]])
      .default(usual)
      .describe('Field to sort by; `-` before it for descending.'),
    q: z.string().trim().max(200).optional().describe('Words to search for.'),
    ...filters,
  });
};

export interface ListQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly sort: string;
  readonly q?: string | undefined;
}

export const page = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item),
    next: z.string().nullable().describe('Pass it as `cursor` for the next page; null on the last one.'),
  });

export interface Page<Item> {
  readonly items: Item[];
  readonly next: string | null;
}

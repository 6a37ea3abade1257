import { z } from 'zod';
import { HubError } from '../../core/errors.ts';
import type { ListQuery, Page } from '../../core/list.ts';
import type { Tx, Value } from './open.ts';

/**
 * What a list may be sorted by: an SQL expression that is never null, and its type. Texts are sorted in any case; ids as they
 * are, which is the order in which they were made, and what indexes have.
 */
export interface SortKey {
  readonly sql: string;
  readonly type: 'timestamptz' | 'text' | 'bigint' | 'id';
}

/** A piece of SQL in which each `?` stands for one of the values after it. */
export type Condition = readonly [sql: string, ...values: Value[]];

/** One list, as SQL that stands in the code; nothing of it comes from the caller but the values. */
export interface ListSource<Row, Item> {
  readonly select: string;
  readonly from: string;
  /** All of them hold. The first says whose rows they are: the space's, or a person's. */
  readonly where: readonly [Condition, ...Condition[]];
  readonly sorts: Readonly<Record<string, SortKey>>;
  /** Unique among the rows, compared as text: orders rows whose sort values are equal. */
  readonly id: string;
  /** Where the words of `q` are looked for. */
  readonly search: readonly string[];
  readonly item: (row: Row) => Item;
}

interface Place {
  readonly pageKey: string;
  readonly pageId: string;
}

const sortedCharacters = 60;
const cursorSchema = z.tuple([z.string().max(60), z.string().max(300), z.string().max(100)]);

/**
 * Keyset paging, one way for all lists: the cursor is the place of the last row seen, so that rows which come and go
 * in between neither repeat nor hide others. Sort values travel as the database writes them: a JavaScript date
 * would lose the microseconds that tell two rows apart.
 */
export const readPage = async <Row extends object, Item>(
  tx: Tx,
  source: ListSource<Row, Item>,
  list: ListQuery,
): Promise<Page<Item>> => {
  const descending = list.sort.startsWith('-');
  const field = descending ? list.sort.slice(1) : list.sort;
  const sort = Object.hasOwn(source.sorts, field) ? source.sorts[field] : undefined;
  if (sort === undefined)
    throw new HubError('input_invalid', `This list cannot be sorted by "${list.sort}".`);
  const key = sort.type === 'text' ? sortedText(sort.sql) : sort.sql;
  const after = list.cursor === undefined ? undefined : readCursor(list.cursor, list.sort);

  const conditions: Condition[] = [...source.where];
  if (list.q !== undefined && list.q !== '') conditions.push(searchFor(list.q, source.search));
  if (after !== undefined) {
    const sign = descending ? '<' : '>';
    conditions.push([
      `(${key}, ${source.id}) ${sign} (?::${sort.type === 'id' ? 'text' : sort.type}, ?)`,
      after.pageKey,
      after.pageId,
    ]);
  }
  const { text, values } = number(conditions);
  const direction = descending ? 'desc' : 'asc';
  const rows = await tx
    .query<Row & Place>(
      `select ${source.select}, (${key})::text as "pageKey", ${source.id} as "pageId"
       from ${source.from} where ${text}
       order by ${key} ${direction}, ${source.id} ${direction} limit $${values.length + 1}`,
      [...values, list.limit + 1],
    )
    .catch((error: unknown) => {
      throw after !== undefined && isDataError(error) ? badCursor(error) : error;
    });

  const shown = rows.slice(0, list.limit);
  const last = rows.length > list.limit ? shown.at(-1) : undefined;
  return { items: shown.map(source.item), next: last === undefined ? null : writeCursor(list.sort, last) };
};

/** A list without its pages: what somebody does with all of it. */
export const conditionsOf = (
  source: Pick<ListSource<never, never>, 'where' | 'search'>,
  q: string | undefined,
): { readonly text: string; readonly values: Value[] } =>
  number(q === undefined || q === '' ? [...source.where] : [...source.where, searchFor(q, source.search)]);

/**
 * People's order: `ä` beside `a`, capitals beside small letters, whatever locale the database was made with. Long
 * texts are ordered by their beginning, so that a cursor stays short.
 */
const everyLanguage = 'collate "und-x-icu"';
const sortedText = (sql: string): string => `lower(left(${sql}, ${sortedCharacters}) ${everyLanguage})`;

/** A condition when the value is given, none when it is not. */
export const given = (sql: string, value: Value | undefined): Condition[] =>
  value === undefined ? [] : [[sql, value]];

/** `%` and `_` in what a person types are characters, not patterns. */
const searchFor = (q: string, columns: readonly string[]): Condition => {
  const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
  const sql = columns.map((column) => `(${column}) ${everyLanguage} ilike ?`).join(' or ');
  return [`(${sql})`, ...columns.map(() => pattern)];
};

const number = (conditions: readonly Condition[]): { text: string; values: Value[] } => {
  const values: Value[] = [];
  const parts = conditions.map(([sql, ...own]) => {
    let next = 0;
    return sql.replace(/\?/g, () => {
      const value = own[next++];
      if (value === undefined) throw new HubError('internal', `A value is missing for "${sql}".`);
      values.push(value);
      return `$${values.length}`;
    });
  });
  return { text: parts.join(' and '), values };
};

const writeCursor = (sort: string, place: Place): string =>
  Buffer.from(JSON.stringify([sort, place.pageKey, place.pageId])).toString('base64url');

const readCursor = (cursor: string, sort: string): Place => {
  let parsed: z.infer<typeof cursorSchema>;
  try {
    parsed = cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw badCursor(cause);
  }
  const [sortedBy, pageKey, pageId] = parsed;
  if (sortedBy !== sort) {
    throw new HubError(
      'cursor_invalid',
      `The cursor belongs to a list sorted by "${sortedBy}", not by "${sort}". Begin at the first page.`,
    );
  }
  return { pageKey, pageId };
};

const badCursor = (cause: unknown): HubError =>
  new HubError('cursor_invalid', 'The cursor is not one that this list gave out. Begin at the first page.', {
    cause,
  });

/** SQLSTATE class 22: the text of the cursor is no value of the sort's type. */
const isDataError = (error: unknown): boolean =>
  error instanceof Error && /^22/.test((error as { code?: string }).code ?? '');

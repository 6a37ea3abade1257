import type { PagingPlan } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';
import { shownOf, type ReadAnswer } from '../wire/read-answer.ts';
import { valueAt } from '../wire/value-at.ts';
import type { OperationCaller } from './call-operation.ts';
import type { OperationCall } from './ready-call.ts';

export interface PageOfItems {
  readonly items: readonly unknown[];
  readonly answer: ReadAnswer;
}

/** A list has an end; one that says it has none after so many pages does not get further. */
const mostPages = 10_000;

/** All pages of a list, one after the other: the next is asked for when the one before has been taken. */
export const pagesOf = async function* (
  caller: OperationCaller,
  call: OperationCall,
  paging: PagingPlan,
): AsyncGenerator<PageOfItems, void, undefined> {
  let input = call.input;
  let answer = await caller.call(call);
  const seen = new Set<string>();
  for (let number = 1; ; number++) {
    const items = itemsIn(answer.output, paging.items, call);
    yield { items: shownOf(answer, items), answer };
    if (number >= mostPages) throw endless(call);
    const next = nextOf(paging, { answer, items, input });
    if (next === undefined) return;
    // A provider that hands out the same place again would be asked for ever.
    const mark = JSON.stringify(next);
    if (seen.has(mark)) throw endless(call);
    seen.add(mark);
    if (next.url === undefined) {
      input = { ...input, ...next.input };
      answer = await caller.call({ ...call, input });
    } else answer = await caller.follow({ ...call, input }, next.url);
  }
};

const endless = (call: OperationCall): HubError =>
  new HubError(
    'upstream_failed',
    `The pages of "${call.operation}" do not end. Check its paging in the connector's settings.`,
  );

const itemsIn = (output: unknown, place: string, call: OperationCall): readonly unknown[] => {
  const items = valueAt(output, place);
  if (Array.isArray(items)) return items;
  if (items === undefined || items === null) return [];
  throw new HubError(
    'upstream_failed',
    `The answer of "${call.operation}" holds no list at "${place || '/'}". Check its paging in the connector's settings.`,
  );
};

interface Next {
  readonly input?: Readonly<Record<string, unknown>>;
  readonly url?: string;
}

interface Before {
  readonly answer: ReadAnswer;
  readonly items: readonly unknown[];
  readonly input: Readonly<Record<string, unknown>>;
}

const nextOf = (paging: PagingPlan, { answer, items, input }: Before): Next | undefined => {
  switch (paging.kind) {
    case 'cursor': {
      const cursor = valueAt(answer.output, paging.next);
      return typeof cursor === 'string' || typeof cursor === 'number'
        ? cursor === '' || cursor === input[paging.argument]
          ? undefined
          : { input: { [paging.argument]: cursor } }
        : undefined;
    }
    case 'last': {
      const id = valueAt(items.at(-1), paging.id);
      const ended = paging.more !== undefined && valueAt(answer.output, paging.more) !== true;
      return ended || (typeof id !== 'string' && typeof id !== 'number')
        ? undefined
        : { input: { [paging.argument]: id } };
    }
    case 'page': {
      const size = paging.size === undefined ? undefined : Number(input[paging.size]);
      if (items.length === 0 || (size !== undefined && items.length < size)) return undefined;
      return { input: { [paging.argument]: Number(input[paging.argument] ?? paging.first) + 1 } };
    }
    case 'offset': {
      const size = Number(input[paging.size]);
      if (items.length === 0 || items.length < size) return undefined;
      return { input: { [paging.argument]: Number(input[paging.argument] ?? 0) + items.length } };
    }
    case 'link': {
      const url = nextLink(answer.headers['link']);
      return url === undefined ? undefined : { url };
    }
    case 'url': {
      const url = valueAt(answer.output, paging.next);
      return typeof url === 'string' && url !== '' ? { url } : undefined;
    }
    default:
      return paging satisfies never;
  }
};

/** `<https://…?page=2>; rel="next", <…>; rel="last"` */
const nextLink = (header: string | readonly string[] | undefined): string | undefined => {
  const text = typeof header === 'string' ? header : (header ?? []).join(', ');
  for (const [, url, parameters] of text.matchAll(/<([^<>]*)>\s*((?:;[^,<]*)*)/g))
    if (/;\s*rel\s*=\s*"?(?:[^";]*\s)?next(?:\s[^";]*)?"?\s*(;|$)/i.test(parameters ?? '')) return url;
  return undefined;
};

import { HubError } from '../../../core/errors.ts';
import type { OperationCaller } from '../../call/call-operation.ts';
import type { OperationCall } from '../../call/ready-call.ts';
import { pagesOf } from '../../call/pages.ts';
import { requirePaging } from '../../call/paging-of.ts';
import { shownOf } from '../../wire/read-answer.ts';
import { valueAt } from '../../wire/value-at.ts';

export interface WantedItems {
  readonly call: OperationCall;
  /** Where they stand in an answer. */
  readonly items: string;
  readonly pages: number;
}

export type FetchItems = (wanted: WantedItems) => Promise<readonly unknown[]>;

const mostItems = 20_000;

/** The items of an operation, out of as many pages as are wanted. */
export const fetchItems =
  (caller: OperationCaller): FetchItems =>
  async ({ call, items: place, pages }) => {
    if (pages === 1) {
      const answer = await caller.call(call);
      return shownOf(answer, listAt(answer.output, place, call));
    }
    const paging = await requirePaging(caller, call);
    const found: unknown[] = [];
    let number = 0;
    for await (const { items } of pagesOf(caller, call, { ...paging, items: place })) {
      found.push(...items);
      if (++number >= pages || found.length >= mostItems) break;
    }
    return found;
  };

const listAt = (output: unknown, place: string, call: OperationCall): readonly unknown[] => {
  const found = valueAt(output, place);
  if (Array.isArray(found)) return found;
  throw new HubError(
    'upstream_failed',
    `The answer of "${call.connector}.${call.operation}" holds no list at "${place || '/'}". Check where the items of the poller stand.`,
  );
};

import { spanOf } from '../audit/days.ts';
import { knownFilter } from '../list/known-filter.ts';

export const callOutcomes = ['done', 'failed', 'refused'] as const;

/** As they stand in the address. */
export const callFilters = ['tool', 'caller', 'outcome', 'from', 'until'] as const;

interface Given {
  readonly tool?: string | undefined;
  readonly caller?: string | undefined;
  readonly outcome?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** The filters as the hub takes them; days of a calendar become instants. */
export const askedCalls = <Query extends Given>(
  toolset: string,
  { tool, caller, outcome, from, until, ...query }: Query,
) => ({
  ...query,
  toolset,
  ...(tool !== undefined && { tool }),
  ...(caller !== undefined && { caller }),
  ...knownFilter('outcome', callOutcomes, outcome),
  ...spanOf({ from, to: until }),
});

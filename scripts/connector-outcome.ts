import { pagesOf } from '../connectors/call/pages.ts';
import { pagingOf } from '../connectors/call/paging-of.ts';
import type { OperationCaller } from '../connectors/call/call-operation.ts';
import type { OperationCall } from '../connectors/call/ready-call.ts';
import { shownOf } from '../connectors/wire/read-answer.ts';
import { HubError, isHubError } from '../core/errors.ts';

export type Outcome =
  | { readonly status: number; readonly output: unknown }
  | { readonly error: { readonly code: string; readonly message: string; readonly details: unknown } };

export interface Asked {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly all?: boolean;
  readonly idempotencyKey?: string | undefined;
}

export const callOf = (connector: string, asked: Asked): OperationCall => ({
  ...{ spaceId: 'trial', connector, operation: asked.operation, input: asked.input },
  idempotencyKey: asked.idempotencyKey,
  signal: AbortSignal.timeout(60_000),
});

/** What came of a call: its output, all pages of it when that is asked for, or the error that a flow would see. */
export const outcomeOf = async (
  caller: OperationCaller,
  connector: string,
  asked: Asked,
): Promise<Outcome> => {
  const call = callOf(connector, asked);
  try {
    if (asked.all !== true) {
      const answer = await caller.call(call);
      return { status: answer.status, output: shownOf(answer, answer.output) };
    }
    const paging = await pagingOf(caller, call);
    if (paging === undefined)
      throw new HubError('input_invalid', `"${asked.operation}" does not come in pages.`);
    const items: unknown[] = [];
    for await (const page of pagesOf(caller, call, paging)) items.push(...page.items);
    return { status: 200, output: items };
  } catch (error) {
    if (!isHubError(error)) throw error;
    const { code, message, details } = error;
    return { error: { code, message, details } };
  }
};

import { z } from 'zod';
import type { Fact } from '../../core/event.ts';
import type { Command } from '../engine/messages.ts';
import { storableJson } from './tellable.ts';

/** The operation by which a flow gives itself up to people. Only a run can call it: REST has none of the kind. */
export const parkOperation = 'flows.park';

const mostReason = 2_000;
const mostData = 64 * 1024;

/** What it takes. A reason that is too long is cut, not refused: it is often what the other side said. */
export const parkInput = z.strictObject({
  reason: z
    .string()
    .transform((text) => text.slice(0, mostReason))
    .nullable()
    .describe('Why, for whoever looks at it. Null where the other side gave none.'),
  data: z
    .unknown()
    .optional()
    .refine(
      (value) => (JSON.stringify(value)?.length ?? 0) <= mostData,
      `must be ${mostData / 1024} KB of JSON at most; keep what is larger in a file and hand on its id`,
    )
    .describe('What whoever looks at it needs.'),
});

/** A dead letter: the run is over, and waits for somebody who decides what becomes of it. */
export interface Parked {
  readonly reason: string;
  readonly data?: unknown;
  /** Key of the task that parked it. */
  readonly task: string;
}

/** Null: it is another call. */
export const parkedBy = (command: Command | undefined): Parked | null => {
  if (command?.kind !== 'call' || command.operation !== parkOperation) return null;
  const { reason, data } = command.with;
  return {
    reason: typeof reason === 'string' ? reason.slice(0, mostReason) : '',
    ...(data !== undefined && { data }),
    task: command.key,
  };
};

export interface ParkedRun {
  readonly runId: string;
  readonly flow: string;
  readonly parked: Parked;
  /** One run can be parked again after a retry. */
  readonly at: number;
  readonly mask: (json: string) => string;
}

/** For flows and people that look after what was parked. Its data stays with the run. */
export const parkedFact = ({ runId, flow, parked, at, mask }: ParkedRun): Fact => ({
  type: 'run.parked',
  subject: runId,
  source: `/flows/${flow}`,
  id: `${runId} run.parked ${at}`,
  data: {
    run: runId,
    flow,
    reason: JSON.parse(storableJson(mask(JSON.stringify(parked.reason)))) as unknown,
  },
});

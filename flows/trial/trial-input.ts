import { HubError } from '../../core/errors.ts';
import type { Tx } from '../../platform/db/open.ts';
import { newId } from '../../platform/ids.ts';
import type { FlowDocument } from '../document/model.ts';
import { getRun } from '../run/store-runs.ts';

/** Marks of values that are kept out of journals: a secret's name, or a number, between stars. */
const mark = /\*\*\*#?[A-Za-z0-9_.-]{1,200}\*\*\*/;

/** What a run of this flow began with. What was masked in it is gone: a run with marks in its place would be another one. */
export const inputOfRun = async (
  tx: Tx,
  spaceId: string,
  { flow, run }: { readonly flow: string; readonly run: string },
): Promise<unknown> => {
  const row = await getRun(tx, spaceId, run);
  if (row.flow !== flow)
    throw refusal('run', `${run} is a run of "${row.flow}", not of "${flow}". Name one of this flow.`);
  if (mark.test(row.input))
    throw refusal(
      'run',
      `The input of ${run} holds masked values, and what they were is not known any more. Copy it, and put values of your own in their place.`,
    );
  return JSON.parse(row.input) as unknown;
};

export type GivenEvent = Readonly<Record<string, unknown>> & { readonly type: string };

/** As a run has it that events begin: a list of them. */
export const inputOfEvents = (
  document: FlowDocument,
  given: readonly GivenEvent[],
  { spaceId, now }: { readonly spaceId: string; readonly now: Date },
): unknown => {
  if (document.schedule?.on === undefined)
    throw refusal('event', 'No event begins this flow: it has no "schedule.on". Give an input instead.');
  return given.map((event) => ({
    ...{ specversion: '1.0', id: newId('evt'), source: '/test', time: now.toISOString(), hubspace: spaceId },
    ...event,
  }));
};

const refusal = (path: string, message: string): HubError =>
  new HubError('input_invalid', message, { problems: [{ path, message }] });

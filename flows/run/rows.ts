import { HubError } from '../../core/errors.ts';
import type { Fact } from '../../core/event.ts';
import { without } from '../../core/without.ts';
import type { Command, RunEvent } from '../engine/messages.ts';
import { reasonOfEnd, statusOfEnd, type RunEnd } from './run-end.ts';
import type { EndRow, JournalRow } from './store-journal.ts';
import { requireTellable } from './tellable.ts';

/** A row's body may be this long; what is larger belongs into a file. */
const mostBytes = 10 * 1024 * 1024;

export interface RowParts {
  readonly kind: string;
  readonly key: string;
  readonly place: string;
  readonly body: unknown;
  readonly began: number;
  readonly at: number;
}

export interface RowWriter {
  row(parts: RowParts): JournalRow;
  end(end: RunEnd, at: number): EndRow;
  /** Rows after this one get higher numbers. */
  seen(seq: number): void;
}

export interface RowOwner {
  readonly spaceId: string;
  readonly runId: string;
  /** Takes out of a text what must not be read in a journal. */
  readonly mask: (body: string) => string;
}

export const openRows = ({ spaceId, runId, mask }: RowOwner): RowWriter => {
  let seq = 0;
  const text = (value: unknown, place: string): string => {
    const body = JSON.stringify(value ?? null);
    if (body.length <= mostBytes) return mask(body);
    const mb = Math.ceil(body.length / 1024 / 1024);
    throw new HubError(
      'flow_faulted',
      `What "${place}" gave is ${mb} MB long, and the journal takes ${mostBytes / 1024 / 1024} MB. Keep it in a file and hand on its id.`,
      { details: { kind: 'runtime', instance: place } },
    );
  };
  return {
    row: ({ body, ...parts }) => {
      seq += 1;
      return { ...parts, spaceId, runId, seq, body: text(body, parts.place) };
    },
    end: (end, endedAt) => {
      const reason = reasonOfEnd(end);
      return {
        runId,
        status: statusOfEnd(end),
        output: end.status === 'completed' ? text(end.output, '') : null,
        error: reason === undefined ? null : text(reason, ''),
        endedAt,
      };
    },
    seen: (row) => {
      seq = Math.max(seq, row);
    },
  };
};

/** What came from outside, as the journal keeps it: enough to bring the run back. */
export const bodyOf = (event: RunEvent): unknown => {
  switch (event.kind) {
    case 'start':
    case 'due':
      return null;
    case 'done':
      return {
        output: event.output,
        ...(event.authorization !== undefined && { authorization: event.authorization }),
      };
    case 'failed':
      return event.failure;
    case 'arrived':
      return event.event;
    case 'cancel':
      return event.reason;
    default:
      return event satisfies never;
  }
};

/** Null: a row that tells what the run did by itself, which it will do again. */
export const eventOf = (row: Pick<JournalRow, 'kind' | 'key' | 'at' | 'body'>): RunEvent | null => {
  const { kind, key, at } = row;
  const body = (): unknown => JSON.parse(row.body);
  switch (kind) {
    case 'done':
      return { kind, key, at, ...(body() as { readonly output: unknown; readonly authorization?: unknown }) };
    case 'failed':
      return { kind, key, at, failure: body() as Extract<RunEvent, { kind: 'failed' }>['failure'] };
    case 'due':
      return { kind, key, at };
    case 'arrived':
      return { kind, key, at, event: body() as Extract<RunEvent, { kind: 'arrived' }>['event'] };
    case 'cancel':
      return { kind, at, reason: String(body()) };
    default:
      return null;
  }
};

export const factOf = (command: Extract<Command, { kind: 'emit' }>): Fact => {
  requireTellable(command);
  const { event } = command;
  const attributes = without(event, ['specversion', 'id', 'source', 'type', 'time', 'subject', 'data']);
  const { id, source, type, subject, data } = event;
  return {
    ...{ id, source, type, data: data ?? null },
    ...(subject !== undefined && { subject }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
};

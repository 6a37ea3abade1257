import type { Row } from './messages.ts';
import type { Frame } from './state.ts';

/** What the journal tells of a task that the run did by itself. */
export const rowOf = (frame: Frame, row: Pick<Row, 'kind' | 'output' | 'endedAt'>): Row => ({
  kind: row.kind,
  key: frame.key,
  place: frame.node.place,
  output: row.output,
  startedAt: frame.startedAt,
  endedAt: row.endedAt,
  attempt: frame.attempt,
});

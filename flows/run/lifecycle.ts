import type { Fact } from '../../core/event.ts';
import type { FlowDocument } from '../document/model.ts';
import type { JournalRow } from './store-journal.ts';
import type { RunEnd } from './run-end.ts';

/** What a run tells of itself as CloudEvents, as `metadata.lifecycle` of the flow says: nothing but failures when it says nothing. */
export interface Lifecycle {
  started(at: number): readonly Fact[];
  tasks(rows: readonly JournalRow[]): readonly Fact[];
  ended(end: RunEnd, at: number): readonly Fact[];
}

const levels = ['failures', 'workflow', 'all'] as const;
type Level = (typeof levels)[number];

export const lifecycleOf = (document: FlowDocument, runId: string): Lifecycle => {
  const level = levelOf(document.metadata['lifecycle']);
  const { name, namespace, version } = document;
  const definition = { name, namespace, version };
  const qualified = `${name}-${runId}.${namespace}`;
  const fact = (type: string, data: object, of = ''): Fact => ({
    type: `io.serverlessworkflow.${type}.v1`,
    subject: runId,
    source: `/flows/${name}`,
    id: `${runId} ${type}${of}`,
    data,
  });
  const instant = (at: number): string => new Date(at).toISOString();
  return {
    started: (at) =>
      level === 'failures'
        ? []
        : [fact('workflow.started', { name: qualified, definition, startedAt: instant(at) })],
    tasks: (rows) =>
      level !== 'all'
        ? []
        : rows.flatMap(({ kind, key, place, body, at }) => {
            const about = { workflow: qualified, task: place };
            if (kind === 'faulted' || kind === 'failed') {
              return [
                fact(
                  'task.faulted',
                  { ...about, faultedAt: instant(at), error: JSON.parse(body) as unknown },
                  key,
                ),
              ];
            }
            if (kind !== 'task' && kind !== 'done') return [];
            const given: unknown = JSON.parse(body);
            const output = kind === 'done' ? (given as { output: unknown }).output : given;
            return [fact('task.completed', { ...about, completedAt: instant(at), output }, key)];
          }),
    ended: (end, at) => {
      if (end.status === 'faulted') {
        return [
          fact('workflow.faulted', { name: qualified, definition, faultedAt: instant(at), error: end.error }),
        ];
      }
      if (level === 'failures') return [];
      return end.status === 'completed'
        ? [
            fact('workflow.completed', {
              name: qualified,
              definition,
              completedAt: instant(at),
              output: end.output,
            }),
          ]
        : [fact('workflow.cancelled', { name: qualified, definition, cancelledAt: instant(at) })];
    },
  };
};

const levelOf = (given: unknown): Level => levels.find((one) => one === given) ?? 'failures';

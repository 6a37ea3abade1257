import type { FlowDocument } from '../document/model.ts';

/** What a flow wants to be told of, as its `metadata.lifecycle` says: failures only when it says nothing. */
export interface LifecycleLevel {
  readonly failures: boolean;
  readonly flow: boolean;
  readonly tasks: boolean;
  /** Also the events that say nothing but the new status. */
  readonly status: boolean;
}

export const lifecycleWords = ['failures', 'workflow', 'all', 'status'] as const;

type Told = Pick<FlowDocument, 'metadata'>;

const levels = new WeakMap<Told, LifecycleLevel>();

/** Read once for each document: it is asked for at the beginning of every run. */
export const lifecycleLevel = (document: Told): LifecycleLevel => {
  const known = levels.get(document);
  if (known !== undefined) return known;
  const level = levelOf(document);
  levels.set(document, level);
  return level;
};

const levelOf = ({ metadata }: Told): LifecycleLevel => {
  const given = metadata['lifecycle'];
  const words = new Set<unknown>(Array.isArray(given) ? given : [given]);
  const tasks = words.has('all');
  const status = words.has('status');
  // A word that no document has: flows that are tried out tell nothing.
  const failures = !words.has('none');
  // Who asks for the status alone wants that of the flow.
  return {
    failures,
    tasks,
    status,
    flow: tasks || words.has('workflow') || (status && !words.has('failures')),
  };
};

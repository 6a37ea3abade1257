/** One step of a task's key: the task's name, or which time round of the step above. */
export type KeyStep =
  | { readonly kind: 'task'; readonly name: string; readonly round: number }
  | { readonly kind: 'iteration' | 'attempt' | 'extension'; readonly number: number };

const marked = /^(.*?)((?:[#!@~]\d+)*)$/s;
/** A timer of a task, and no task of its own. */
const timer = /:(wait|retry|timeout|attempt)$/;

export interface TaskKey {
  readonly steps: readonly KeyStep[];
  readonly timer: 'wait' | 'retry' | 'timeout' | 'attempt' | null;
  /** The task's own key. */
  readonly own: string;
}

const stepsOf = (segment: string): KeyStep[] => {
  const [, name = segment, marks = ''] = marked.exec(segment) ?? [];
  let round = 0;
  const inner: KeyStep[] = [];
  for (const mark of marks.match(/[#!@~]\d+/g) ?? []) {
    const number = Number(mark.slice(1));
    if (mark.startsWith('@')) round = number;
    else if (mark.startsWith('#')) inner.push({ kind: 'iteration', number });
    else if (mark.startsWith('!')) inner.push({ kind: 'attempt', number });
    else inner.push({ kind: 'extension', number });
  }
  return [{ kind: 'task', name, round }, ...inner];
};

/** `/each#2/send` is the task `send` in the third round of `each`; how the hub makes keys stands in its flow engine. */
export const readKey = (key: string): TaskKey => {
  const found = timer.exec(key)?.[1] as TaskKey['timer'] | undefined;
  const own = key.replace(timer, '');
  const steps = own
    .split('/')
    .slice(1)
    // What an extended task does itself stands for the task.
    .filter((segment) => segment !== '*')
    .flatMap(stepsOf);
  return { steps, timer: found ?? null, own };
};

export const stepId = (step: KeyStep): string => {
  if (step.kind === 'task') return step.round === 0 ? `/${step.name}` : `/${step.name}@${step.round}`;
  return `${{ iteration: '#', attempt: '!', extension: '~' }[step.kind]}${step.number}`;
};

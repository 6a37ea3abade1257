import type { FlowDocument, Task } from '../document/model.ts';
import { everyTask } from '../check/every-task.ts';
import type { Finding } from '../document/report.ts';

/**
 * What a suggested draft may not hold, whoever asked for it: a description that somebody else wrote may have put it there. It
 * calls what was offered, and reaches nothing else.
 */
export const outsideIn = (document: FlowDocument, offered: ReadonlySet<string>): Finding[] => {
  const found: Finding[] = [];
  if (document.secrets.length > 0)
    found.push({ path: '/use/secrets', message: 'A suggested draft uses no secrets. Leave them out.' });
  for (const task of everyTask(document)) {
    const reason = reasonFor(task, offered);
    if (reason !== null) found.push(reason);
  }
  return found;
};

/** What a flow that is offered is known by here: no name of an operation looks so. */
export const flowId = ({ namespace, name }: { readonly namespace: string; readonly name: string }): string =>
  `flow ${namespace}/${name}`;

const reasonFor = (task: Task, offered: ReadonlySet<string>): Finding | null => {
  const { place } = task;
  if (task.kind === 'run') {
    const { run } = task;
    const path = `${place}/run`;
    if (run.process !== 'workflow')
      return { path, message: 'A suggested draft runs no scripts and no programs. Use set, or a call.' };
    // What is offered is the version in use; an older one may do what nobody wants any more.
    return offered.has(flowId(run)) && run.version === 'latest'
      ? null
      : {
          path,
          message: `"${run.name}" is not in the list of flows, or not as "version: latest". Run one of them, or leave the step out.`,
        };
  }
  if (task.kind !== 'call') return null;
  const { call } = task;
  if (call.function === 'task') return null;
  const path = `${place}/call`;
  if (call.function !== 'operation')
    return {
      path,
      message: 'A suggested draft calls operations of the list only. Use one of them, or leave the step out.',
    };
  return offered.has(call.operation)
    ? null
    : {
        path,
        message: `"${call.operation}" is not in the list of operations. Use one of them, or leave the step out.`,
      };
};

import type { FlowDocument } from '../document/model.ts';
import type { Report } from '../document/report.ts';
import { typeRefusal } from '../run/tellable.ts';
import { everyTask } from './every-task.ts';

/** Types of events that are written out. What an expression makes is looked at when it has made it. */
export const checkEmitted = (document: FlowDocument, problems: Report): void => {
  for (const task of everyTask(document)) {
    if (task.kind !== 'emit') continue;
    const { type } = task.event;
    // That it is missing, or no text at all, was told when it was read.
    if (typeof type !== 'string' || type === '' || type.includes('${')) continue;
    const refusal = typeRefusal(type);
    if (refusal === undefined) continue;
    problems.add({
      path: `${task.place}/emit/event/with/type`,
      message: `This event cannot be told: ${refusal}`,
    });
  }
};

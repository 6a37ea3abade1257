import { HubError } from '../../core/errors.ts';
import type { FlowDocument } from '../document/model.ts';
import type { Trial } from '../engine/trial.ts';
import { waysIn, whyNotFrom, type Way } from './way-to.ts';

interface Problem {
  readonly path: string;
  readonly message: string;
}

/** Refuses what the document has no place for, all of it at once. */
export const checkTrial = (document: FlowDocument, trial: Trial): void => {
  const problems = trialProblems(document, trial);
  const [first] = problems;
  if (first === undefined) return;
  throw new HubError(
    'input_invalid',
    `This flow cannot be tried like that. ${first.path}: ${first.message}`,
    {
      problems,
    },
  );
};

export const trialProblems = (document: FlowDocument, { pins, until, from }: Trial): Problem[] => {
  const ways = waysIn(document);
  const problems: Problem[] = [];
  const found = (path: string, place: string): Way | undefined => {
    const way = ways.get(place);
    if (way === undefined)
      problems.push({ path, message: `There is no task at "${place.slice(0, 200)}" in this text.` });
    return way;
  };
  for (const place of Object.keys(pins)) {
    const way = found('pins', place);
    if (way?.task.kind === 'switch') problems.push({ path: 'pins', message: aboutSwitch(way) });
    if (from !== null && from.place.startsWith(`${place}/`))
      problems.push({ path: 'pins', message: `"${place}" holds the task to begin at. Take its pin away.` });
  }
  if (until !== null) found('until', until);
  const way = from === null ? undefined : found('from', from.place);
  const reason = way === undefined ? null : whyNotFrom(way);
  if (reason !== null) problems.push({ path: 'from', message: reason });
  return problems;
};

const aboutSwitch = ({ task }: Way): string =>
  `"${task.name}" only chooses the way: it hands on what it gets. Pin the task before it.`;

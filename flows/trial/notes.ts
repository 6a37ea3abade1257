import { z } from 'zod';
import type { FlowDocument, Task } from '../document/model.ts';
import { everyTask } from '../check/every-task.ts';
import { isPinned, leadsTo, notDone, type Trial } from '../engine/trial.ts';

const noteCodes = ['durable', 'no_turn', 'asks_mock', 'not_done', 'goes_out', 'emits', 'waits'] as const;

export const noteSchema = z.strictObject({
  code: z.enum(noteCodes),
  message: z.string(),
  places: z.array(z.string()).describe('Of the tasks that it is about, the first twenty.'),
});

type Note = z.infer<typeof noteSchema>;

const mostPlaces = 20;

/** What whoever tries a flow should know about how it is tried. */
export const notesOn = (document: FlowDocument, trial: Trial): Note[] => {
  const tasks = [...new Set(everyTask(document))].filter(({ place }) => !isSettled(trial, place));
  const notes: Note[] = [];
  const note = (code: Note['code'], some: readonly Task[], message: string): void => {
    if (some.length === 0) return;
    notes.push({ code, message, places: [...new Set(some.map(({ place }) => place))].slice(0, mostPlaces) });
  };
  if (document.mode === 'fast')
    notes.push({
      ...{ code: 'durable', places: [] },
      message: 'The flow is fast. It is tried with a journal, so that each task can be seen.',
    });
  if (document.concurrency !== null)
    notes.push({
      ...{ code: 'no_turn', places: [] },
      message: 'A test takes no turn among the runs of its key: it neither waits for them nor replaces them.',
    });
  const operations = tasks.filter((one) => one.kind === 'call' && one.call.function === 'operation');
  if (trial.mock === null) {
    note('goes_out', operations, 'These operations are called for real.');
    note(
      'emits',
      tasks.filter(({ kind }) => kind === 'emit'),
      'These events reach whoever listens, published flows too.',
    );
  } else {
    const { writes } = trial.mock;
    const stops = tasks.filter((one) => notDone(one, writes) !== null);
    const answered = operations.filter((one) => !stops.includes(one));
    note(
      'asks_mock',
      answered,
      'The mock answers for these operations, as the documents of their connectors say.',
    );
    note(
      'not_done',
      stops,
      'These go out, and are not done here: the run stops where it comes to one. Pin an output.',
    );
  }
  note(
    'waits',
    tasks.filter(({ kind }) => kind === 'wait' || kind === 'listen'),
    'These wait as long as they say, an hour at most. Pin an output to go on at once.',
  );
  return notes;
};

/** It is pinned, or part of what is. */
const isSettled = (trial: Trial, place: string): boolean =>
  isPinned(trial, place) || Object.keys(trial.pins).some((pinned) => leadsTo(place, pinned));

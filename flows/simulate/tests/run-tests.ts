import { isHubError } from '../../../core/errors.ts';
import { escapeStep } from '../../../core/json-pointer.ts';
import { everyTask } from '../../check/every-task.ts';
import type { FlowDocument } from '../../document/model.ts';
import { hint, openReport, type FlowProblem, type Report } from '../../document/report.ts';
import { filterFor } from '../../engine/event-trigger.ts';
import type { FlowEvent } from '../../engine/messages.ts';
import type { Program } from '../../engine/program.ts';
import { calledName } from '../call-trace.ts';
import { firstOfDays, simulate } from '../simulate.ts';
import { openAnswers, type Missing } from './answering.ts';
import { unmet } from './expectations.ts';
import { readTests } from './read-tests.ts';
import type { TestCase, TestEvent } from './test-shape.ts';

export interface CaseResult {
  readonly name: string;
  readonly line: number;
  readonly ok: boolean;
  /** In the text of the tests, in its order. */
  readonly problems: readonly FlowProblem[];
  /** Names of the tasks that ran. */
  readonly ran: readonly string[];
}

export interface TestResults {
  readonly cases: readonly CaseResult[];
  /** What is wrong with the text itself: cases that cannot be read are not run. */
  readonly problems: readonly FlowProblem[];
}

export const allPassed = ({ cases, problems }: TestResults): boolean =>
  problems.length === 0 && cases.every(({ ok }) => ok);

/** Runs the tests of a flow, with doubles for all that it calls: nothing leaves, nothing is kept. */
export const runTests = async (
  program: Program,
  text: string,
  signal?: AbortSignal,
): Promise<TestResults> => {
  const { cases, problems, places } = readTests(text);
  const known = knownNames(program.document);
  const results: CaseResult[] = [];
  for (const { path, test } of cases) {
    const report = openReport();
    const within: Report['add'] = (finding) => report.add({ ...finding, path: path + finding.path });
    checkNames(test, known, within);
    const ran = await runCase(program, test, { add: within, signal });
    const found = report.problems(places);
    const { line } = places.at(path);
    results.push({ name: test.name, line, ok: found.length === 0, problems: found, ran });
  }
  return { cases: results, problems };
};

interface Running {
  readonly add: Report['add'];
  readonly signal: AbortSignal | undefined;
}

const runCase = async (
  program: Program,
  test: TestCase,
  { add, signal }: Running,
): Promise<readonly string[]> => {
  const startedAt = test.at === undefined ? firstOfDays : Date.parse(test.at);
  const begins = (test.event ?? []).map((event, at) => eventOf(event, { id: `begins-${at + 1}`, startedAt }));
  if (!canBegin(program, begins, add)) return [];
  const answering = openAnswers(test.answers ?? {});
  try {
    const simulated = await simulate(program, {
      startedAt,
      input: test.event === undefined ? (test.input ?? {}) : begins,
      secrets: { ...secretsFor(program.document), ...test.secrets },
      answer: (work) => answering.answer(work) ?? 'never',
      events: (test.arrives ?? []).map(({ after, ...event }, at) => ({
        event: eventOf(event, { id: `arrives-${at + 1}`, startedAt: startedAt + (after ?? 0) }),
        ...(after !== undefined && { at: startedAt + after }),
      })),
      ...(signal !== undefined && { signal }),
    });
    for (const one of answering.missing) add(missingAnswer(one, test));
    // What comes of a call without an answer says nothing about the flow.
    if (answering.missing.length === 0)
      for (const { path, message } of unmet(test.expect, simulated))
        add({ path: `/expect${path}`, message: `${path === '' ? '' : `${path.slice(1)}: `}${message}.` });
    return simulated.tasks.filter(({ status }) => status !== 'skipped').map(({ name }) => name);
  } catch (error) {
    if (!isHubError(error) || error.code === 'cancelled' || error.code === 'job_timeout') throw error;
    add({ path: '', message: error.message });
    return [];
  }
};

const eventOf = (
  { id, source, type, subject, ...attributes }: TestEvent,
  given: { readonly id: string; readonly startedAt: number },
): FlowEvent => ({
  time: new Date(given.startedAt).toISOString(),
  ...attributes,
  specversion: '1.0',
  id: id ?? given.id,
  source: source ?? '/test',
  type,
  ...(subject !== undefined && { subject }),
});

/** A secret that the case says nothing of is a text that is easily known again. */
const secretsFor = ({ secrets }: FlowDocument): Record<string, string> =>
  Object.fromEntries(secrets.map((name) => [name, `secret-${name}`]));

const canBegin = ({ root, trigger }: Program, events: readonly FlowEvent[], add: Report['add']): boolean => {
  for (const [at, event] of events.entries()) {
    if (trigger !== null && filterFor(root, trigger, event) !== null) continue;
    const message =
      trigger === null
        ? 'The flow is begun by no event: it has no schedule.on. Give the case an input.'
        : `The flow is not begun by this event of type "${event.type}": it fits none of the filters in schedule.on.`;
    add({ path: `/event/${at}`, message });
    return false;
  }
  return true;
};

const missingAnswer = ({ work, list }: Missing, test: TestCase): Parameters<Report['add']>[0] => {
  const called =
    work.kind === 'call'
      ? calledName({ function: work.function, name: work.operation ?? null })
      : work.process;
  const said = `calls "${called}" with ${JSON.stringify(work.with).slice(0, 200)}`;
  if (list !== null) {
    const path = `/answers/${escapeStep(list)}`;
    return { path, message: `"${work.key}" ${said}: once more than there are answers in this list.` };
  }
  const path = test.answers === undefined ? '' : '/answers';
  return {
    path,
    message: `"${work.key}" ${said}, and no answer is for it. Add one: ${called}: { output: … }.`,
  };
};

/** Everything in a document that a test can name. */
const knownNames = (document: FlowDocument): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const task of everyTask(document)) {
    names.add(task.name);
    if (task.kind === 'call' && task.call.function !== 'task') {
      names.add(task.call.function);
      if (task.call.function === 'operation') names.add(task.call.operation);
    } else if (task.kind === 'run') {
      names.add(task.run.process);
      if (task.run.process === 'workflow') names.add(task.run.name);
    }
  }
  return names;
};

/** A name that the flow does not have is a slip: it would never be looked at. */
const checkNames = (test: TestCase, known: ReadonlySet<string>, add: Report['add']): void => {
  const look = (path: string, name: string, part: 'key' | 'value'): void => {
    if (known.has(name) || name.startsWith('/')) return;
    const message = `The flow has no task and no call "${name}".${hint(name, known)}`;
    add({ path: part === 'key' ? `${path}/${escapeStep(name)}` : path, message, part });
  };
  for (const name of Object.keys(test.answers ?? {})) look('/answers', name, 'key');
  const { tasks = [], without = [], calls = [] } = test.expect;
  for (const [at, name] of tasks.entries()) look(`/expect/tasks/${at}`, name, 'value');
  for (const [at, name] of without.entries()) look(`/expect/without/${at}`, name, 'value');
  for (const [at, one] of calls.entries())
    for (const name of Object.keys(one)) look(`/expect/calls/${at}`, name, 'key');
};

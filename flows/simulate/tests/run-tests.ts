import { isHubError } from '../../../core/errors.ts';
import { escapeStep } from '../../../core/json-pointer.ts';
import { everyTask } from '../../check/every-task.ts';
import type { FlowDocument } from '../../document/model.ts';
import { hint, openReport, type FlowProblem, type Report } from '../../document/report.ts';
import { filterFor } from '../../engine/event-trigger.ts';
import type { FlowEvent } from '../../engine/messages.ts';
import type { Program } from '../../engine/program.ts';
import { variableNames } from '../../engine/variable-uses.ts';
import type { VariableValues } from '../../variables/variable-set.ts';
import { calledName } from '../call-trace.ts';
import type { Account } from '../account.ts';
import { firstOfDays, simulate } from '../simulate.ts';
import { openAnswers, type Missing } from './answering.ts';
import { cameOf, wantedOf, type Wanted } from './came.ts';
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
  readonly expected: Wanted;
  /** What came, named as the case names it; null where the run could not even begin. */
  readonly came: Account | null;
}

export interface TestOptions {
  readonly signal?: AbortSignal | undefined;
  /** Names of the cases that are wanted; all when left out. */
  readonly only?: readonly string[] | undefined;
  /** For what a case does not set itself. */
  readonly variables?: VariableValues | undefined;
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
  { signal, only, variables = {} }: TestOptions = {},
): Promise<TestResults> => {
  const { cases, problems, places } = readTests(text);
  const known = knownNames(program.document);
  const results: CaseResult[] = [];
  for (const { path, test } of cases) {
    if (only?.includes(test.name) === false) continue;
    const report = openReport();
    const within: Report['add'] = (finding) => report.add({ ...finding, path: path + finding.path });
    checkNames(test, known, within);
    const ran = await runCase(program, test, {
      ...{ add: within, signal },
      variables: { ...variables, ...test.variables },
    });
    const found = report.problems(places);
    const { line } = places.at(path);
    const ok = found.length === 0;
    results.push({ name: test.name, line, ok, problems: found, expected: wantedOf(test.expect), ...ran });
  }
  return { cases: results, problems };
};

interface Running {
  readonly add: Report['add'];
  readonly signal: AbortSignal | undefined;
  readonly variables: VariableValues;
}

const runCase = async (
  program: Program,
  test: TestCase,
  { add, signal, variables }: Running,
): Promise<Pick<CaseResult, 'ran' | 'came'>> => {
  const startedAt = test.at === undefined ? firstOfDays : Date.parse(test.at);
  const begins = (test.event ?? []).map((event, at) => eventOf(event, { id: `begins-${at + 1}`, startedAt }));
  if (!hasVariables(program, variables, add)) return { ran: [], came: null };
  if (!canBegin({ ...program, variables }, begins, add)) return { ran: [], came: null };
  const answering = openAnswers(test.answers ?? {});
  try {
    const simulated = await simulate(program, {
      startedAt,
      input: test.event === undefined ? (test.input ?? {}) : begins,
      secrets: { ...secretsFor(program.document), ...test.secrets },
      variables,
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
    const ran = simulated.tasks.filter(({ status }) => status !== 'skipped').map(({ name }) => name);
    return { ran, came: cameOf(test.expect, simulated) };
  } catch (error) {
    if (!isHubError(error) || error.code === 'cancelled' || error.code === 'job_timeout') throw error;
    add({ path: '', message: error.message });
    return { ran: [], came: null };
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

const hasVariables = (program: Program, given: VariableValues, add: Report['add']): boolean => {
  const missing = variableNames(program.variables).filter((name) => !Object.hasOwn(given, name));
  for (const name of missing)
    add({
      path: '/variables',
      message: `The flow reads the variable "${name}", which has no value here. Set it under "variables".${hint(name, Object.keys(given))}`,
    });
  return missing.length === 0;
};

interface Beginning extends Pick<Program, 'root' | 'trigger'> {
  readonly variables: VariableValues;
}

const canBegin = (
  { root, trigger, variables }: Beginning,
  events: readonly FlowEvent[],
  add: Report['add'],
): boolean => {
  for (const [at, event] of events.entries()) {
    if (trigger !== null && filterFor({ root, trigger, variables }, event) !== null) continue;
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
      names.add(task.call.function === 'flow' ? 'workflow' : task.call.function);
      if (task.call.function === 'flow') names.add(task.call.name);
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

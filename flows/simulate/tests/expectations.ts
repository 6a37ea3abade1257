import { escapeStep } from '../../../core/json-pointer.ts';
import { statusOfEnd } from '../../run/run-end.ts';
import type { Simulated } from '../simulate.ts';
import { calledName, type CallTrace } from '../call-trace.ts';
import { namesOf } from './answering.ts';
import { missesOf, shown, type Miss } from './subset.ts';
import type { Expected } from './test-shape.ts';

/** What did not go as it should; paths lead into `expect`. */
export const unmet = (expected: Expected, simulated: Simulated): Miss[] => [
  ...wrongEnd(expected, simulated),
  ...wrongTasks(expected, simulated),
  ...wrongCalls(expected.calls ?? [], simulated.calls),
  ...wrongEvents(expected.emitted ?? [], simulated),
];

const wrongEnd = (expected: Expected, simulated: Simulated): Miss[] => {
  const { end } = simulated;
  const wanted = expected.status ?? (expected.error === undefined ? 'completed' : 'faulted');
  const status = end === null ? 'waiting' : statusOfEnd(end);
  if (status !== wanted) {
    const path = expected.status !== undefined ? '/status' : expected.error !== undefined ? '/error' : '';
    return [{ path, message: `the run should be ${wanted}, and is ${status}${whyNot(simulated)}` }];
  }
  const misses: Miss[] = [];
  if (end?.status === 'completed') {
    const { output } = end;
    if (Object.hasOwn(expected, 'output')) misses.push(...missesOf(expected.output, output, '/output'));
    if (Object.hasOwn(expected, 'exactOutput')) misses.push(...notExactly(expected.exactOutput, output));
  } else if (Object.hasOwn(expected, 'output') || Object.hasOwn(expected, 'exactOutput')) {
    misses.push({ path: '', message: `a run that is ${status} has no output` });
  }
  if (expected.error !== undefined && end?.status === 'faulted')
    misses.push(...missesOf(expected.error, end.error, '/error'));
  return misses;
};

const whyNot = ({ end, tasks }: Simulated): string => {
  if (end?.parked !== undefined) return `: ${end.parked.reason}`;
  if (end?.status === 'faulted')
    return `: ${end.error.title}${end.error.detail === undefined ? '' : `: ${end.error.detail}`} (at ${end.error.instance})`;
  if (end?.status === 'completed') return ` with ${shown(end.output)}`;
  const at = tasks.filter(({ status, kind }) => status === 'running' && waits.has(kind));
  return at.length === 0
    ? ''
    : `: it waits at ${at.map(({ name, kind }) => `"${name}" (${kind})`).join(', ')}`;
};

const waits: ReadonlySet<string> = new Set(['call', 'run', 'wait', 'listen']);

/** Both ways a subset of the other: the same. */
const notExactly = (wanted: unknown, output: unknown): Miss[] => {
  const misses = missesOf(wanted, output, '/exactOutput');
  if (misses.length > 0 || missesOf(output, wanted).length === 0) return misses;
  return [{ path: '/exactOutput', message: `expected nothing but this, and it is ${shown(output)}` }];
};

const wrongTasks = ({ tasks = [], without = [] }: Expected, { tasks: traces, calls }: Simulated): Miss[] => {
  const ran = traces.filter(({ status }) => status !== 'skipped');
  const misses: Miss[] = [];
  let from = 0;
  for (const [index, name] of tasks.entries()) {
    const at = ran.findIndex((one, place) => place >= from && (one.name === name || one.key === name));
    if (at < 0) {
      const after = index === 0 ? '' : ` after "${tasks[index - 1]}"`;
      const list = ran.map((one) => one.name).join(', ');
      misses.push({ path: `/tasks/${index}`, message: `"${name}" did not run${after}. These ran: ${list}` });
      break;
    }
    from = at + 1;
  }
  for (const [index, name] of without.entries()) {
    const task = ran.find((one) => one.name === name || one.key === name);
    const call = calls.find((one) => goesBy(one, name));
    if (task !== undefined || call !== undefined)
      misses.push({ path: `/without/${index}`, message: `"${name}" should not run, and did` });
  }
  return misses;
};

export const goesBy = (call: CallTrace, name: string): boolean =>
  namesOf(call, [calledName(call), call.function]).includes(name);

const wrongCalls = (expected: NonNullable<Expected['calls']>, calls: readonly CallTrace[]): Miss[] => {
  let from = 0;
  for (const [index, one] of expected.entries()) {
    const [name = '', wanted] = Object.entries(one)[0] ?? [];
    const path = `/calls/${index}/${escapeStep(name)}`;
    const named = calls
      .map((call, at) => ({ call, at }))
      .filter(({ call, at }) => at >= from && goesBy(call, name));
    const tried = named.map(({ call, at }) => ({ at, misses: missesOf(wanted ?? {}, call.with, path) }));
    const found = tried.find(({ misses }) => misses.length === 0);
    if (found !== undefined) {
      from = found.at + 1;
      continue;
    }
    if (tried[0] !== undefined) return tried[0].misses;
    const after = index === 0 ? '' : ` after call ${index} of these`;
    const list =
      calls.length === 0 ? 'Nothing was called' : `Called were: ${calls.map(calledName).join(', ')}`;
    return [{ path, message: `"${name}" was not called${after}. ${list}` }];
  }
  return [];
};

const wrongEvents = (expected: readonly unknown[], { emitted }: Simulated): Miss[] => {
  let from = 0;
  for (const [index, wanted] of expected.entries()) {
    const path = `/emitted/${index}`;
    const tried = emitted.map((event, at) => ({ at, misses: missesOf(wanted, event, path) }));
    const found = tried.find(({ at, misses }) => at >= from && misses.length === 0);
    if (found !== undefined) {
      from = found.at + 1;
      continue;
    }
    const [nearest] = tried.slice(from).toSorted((one, other) => one.misses.length - other.misses.length);
    return nearest?.misses ?? [{ path, message: 'no such event was emitted' }];
  }
  return [];
};

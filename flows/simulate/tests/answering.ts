import { unescapeStep } from '../../../core/json-pointer.ts';
import type { FaultKind } from '../../engine/fault.ts';
import type { Failure } from '../../engine/messages.ts';
import { parkedBy } from '../../run/parked.ts';
import { callTrace, type Work } from '../call-trace.ts';
import type { Answer } from '../simulate.ts';
import type { TestAnswer, TestAnswers, TestError } from './test-shape.ts';

export interface Answering {
  answer(work: Work): Answer | null;
  /** Calls for which there was nothing. */
  readonly missing: readonly Missing[];
}

export interface Missing {
  readonly work: Work;
  /** The list that had come to its end; null where there is none. */
  readonly list: string | null;
}

/** What a call goes by, the most exact first: its key, its task, what is called, by which function. */
export const namesOf = (work: Pick<Work, 'key' | 'place'>, called: readonly string[]): string[] => [
  work.key,
  taskName(work.place),
  ...called,
];

const taskName = (place: string): string => unescapeStep(place.slice(place.lastIndexOf('/') + 1));

/** The answers of a case, handed out call by call. */
export const openAnswers = (answers: Readonly<Record<string, TestAnswers>>): Answering => {
  const used = new Map<string, number>();
  const missing: Missing[] = [];
  return {
    missing,
    answer: (work) => {
      const call = callTrace(work, 0);
      const names = namesOf(work, [...(call.name === null ? [] : [call.name]), call.function]);
      const name = names.find((one) => Object.hasOwn(answers, one));
      const given = name === undefined ? undefined : answers[name];
      if (name === undefined || given === undefined) {
        if (work.kind === 'run' && !work.await) return { output: null };
        // Nothing can come of it but that.
        if (parkedBy(work) !== null) return { output: work.with };
        missing.push({ work, list: null });
        return null;
      }
      const count = used.get(name) ?? 0;
      used.set(name, count + 1);
      const answer = given.every === true ? given.list[0] : given.list[count];
      if (answer !== undefined) return answerOf(answer, work);
      missing.push({ work, list: name });
      return null;
    },
  };
};

const answerOf = (answer: TestAnswer, work: Work): Answer => {
  const timing = answer.after === undefined ? {} : { afterMs: answer.after };
  if (answer.never === true) return 'never';
  if (answer.error !== undefined) return { failure: failureOf(answer.error), ...timing };
  return {
    output: work.kind === 'run' ? processResult(answer.output, work) : (answer.output ?? null),
    ...timing,
  };
};

/** What a script prints may stand there by itself. */
const processResult = (output: unknown, { process }: Extract<Work, { kind: 'run' }>): unknown => {
  if (process === 'workflow') return output ?? null;
  const given = typeof output === 'object' && output !== null ? output : { stdout: textOf(output) };
  return { code: 0, stdout: '', stderr: '', ...given };
};

const textOf = (output: unknown): string =>
  typeof output === 'string' ? output : output === undefined || output === null ? '' : JSON.stringify(output);

const kinds: readonly FaultKind[] = [
  'configuration',
  'validation',
  'expression',
  'authentication',
  'authorization',
  'timeout',
  'communication',
  'runtime',
];

const failureOf = ({ status, type, title, detail, ...more }: TestError): Failure => {
  const named = kinds.find((kind) => type?.endsWith(kind));
  return {
    kind: named ?? kindFor(status),
    detail: detail ?? 'The test answers with an error.',
    ...(status !== undefined && { status }),
    ...(title !== undefined && { title }),
    ...(Object.keys(more).length > 0 && { more }),
  };
};

/** As the hub tells failures of operations. */
const kindFor = (status: number | undefined): FaultKind => {
  if (status === 401) return 'authentication';
  if (status === 403) return 'authorization';
  return status === 408 ? 'timeout' : 'communication';
};

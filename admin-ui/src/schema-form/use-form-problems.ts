import { useMemo, useState } from 'react';
import type { FieldProblem } from '../api/problem.ts';
import { useT } from '../messages/messages-context.tsx';
import { checkValue, type FormProblem } from './check-value.ts';
import { pointerOf } from './pointer.ts';
import type { Definitions } from './settle.ts';

interface Options {
  readonly schema: unknown;
  readonly definitions: Definitions;
  readonly value: unknown;
  /** What the hub has refused, and under which name it knows the whole value. */
  readonly refused: readonly FieldProblem[];
  readonly root: string;
}

export interface FormProblems {
  /** Everything that is wrong, for the list at the top: none until somebody has tried to send. */
  readonly listed: readonly FormProblem[];
  at(pointer: string): string | undefined;
  leave(pointer: string): void;
  /** Whether the value can be sent; from now on everything wrong is listed. */
  ready(): boolean;
}

/** What is wrong with the value, shown where the person has been, or everywhere once they have tried to send it. */
export const useFormProblems = ({ schema, definitions, value, refused, root }: Options): FormProblems => {
  const t = useT();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [tried, setTried] = useState(false);
  const found = useMemo(
    () => checkValue({ schema, value }, { definitions, t }),
    [schema, value, definitions, t],
  );
  const told = refused.map(({ path, message }) => ({ pointer: pointerOf(path, root), message }));
  const all = [...found, ...told.filter(({ pointer }) => !found.some((one) => one.pointer === pointer))];
  return {
    listed: tried ? all : told,
    at: (pointer) =>
      tried || left.has(pointer) || told.some((one) => one.pointer === pointer)
        ? all.find((one) => one.pointer === pointer)?.message
        : undefined,
    leave: (pointer) => setLeft((before) => (before.has(pointer) ? before : new Set([...before, pointer]))),
    ready: () => {
      setTried(true);
      return found.length === 0;
    },
  };
};

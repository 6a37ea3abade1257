import { useMemo, useState } from 'react';
import type { Finding, Findings } from '../../flows/text/draft-saver.ts';
import { useT } from '../../messages/messages-context.tsx';
import { checkValue } from '../../schema-form/check-value.ts';
import type { Definitions } from '../../schema-form/settle.ts';
import { isTemplate } from './expression/template.ts';

interface Options {
  readonly schema: unknown;
  readonly definitions: Definitions;
  readonly value: unknown;
  /** Of the value in the document. */
  readonly base: string;
  readonly findings: Findings;
}

export interface StepProblems {
  /** At a field, where the person has been or the hub has found something. */
  at(pointer: string): string | undefined;
  leave(pointer: string): void;
}

const isOpen = (value: unknown): boolean => isTemplate(value);

const below = (base: string, findings: readonly Finding[], inner: readonly string[]): readonly Finding[] =>
  findings.filter(
    ({ path }) =>
      (path === base || path.startsWith(`${base}/`)) && !inner.some((block) => path.startsWith(`${block}/`)),
  );

/** What the hub has found in a step, but not in the steps within it. */
export const findingsOf = (findings: Findings, base: string, inner: readonly string[]): Findings => ({
  problems: below(base, findings.problems, inner),
  warnings: below(base, findings.warnings, inner),
});

/** What is wrong with a step: what can be told at once as one leaves a field, and what the hub has found. */
export const useStepProblems = (
  { schema, definitions, value, base, findings }: Options,
  inner: readonly string[],
): StepProblems => {
  const t = useT();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const checked = useMemo(
    () => checkValue({ schema, value }, { definitions, t, open: isOpen }),
    [schema, value, definitions, t],
  );
  const found = findingsOf(findings, base, inner);
  return {
    at: (pointer) => {
      const told = found.problems.find(({ path }) => path === base + pointer);
      if (told !== undefined) return told.message;
      return left.has(pointer) ? checked.find((one) => one.pointer === pointer)?.message : undefined;
    },
    leave: (pointer) => setLeft((before) => (before.has(pointer) ? before : new Set([...before, pointer]))),
  };
};

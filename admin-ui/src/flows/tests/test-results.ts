import type { TestResult } from '../../api/shapes.ts';

/** What came of a case the last time that it was run here. */
export interface KeptResult {
  readonly result: TestResult;
  readonly at: string;
  /** What it was run on: a result of another draft, or of other tests, is one of the past. */
  readonly basis: string;
}

export type KeptResults = Readonly<Record<string, KeptResult>>;

/** So much is kept for the session; without what came there is room for the verdicts. */
const mostLetters = 512 * 1024;

export const basisOf = (fence: number, text: string): string => {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return `${fence} ${text.length} ${hash}`;
};

interface Ran {
  readonly cases: readonly TestResult[];
  readonly at: string;
  readonly basis: string;
  /** All cases were run: those that are not among them are gone. */
  readonly whole: boolean;
}

export const withResults = (before: KeptResults, { cases, at, basis, whole }: Ran): KeptResults => ({
  ...(whole ? {} : before),
  ...Object.fromEntries(cases.map((result) => [result.name, { result, at, basis }])),
});

/** For the session's storage. */
export const keptText = (results: KeptResults): KeptResults => {
  if (JSON.stringify(results).length <= mostLetters) return results;
  return Object.fromEntries(
    Object.entries(results).map(([name, { result, ...rest }]) => [
      name,
      { ...rest, result: { ...result, came: null, expected: {} } },
    ]),
  );
};

export const readResults = (kept: Record<string, unknown> | null): KeptResults => {
  const { results } = kept ?? {};
  return typeof results === 'object' && results !== null ? (results as KeptResults) : {};
};

import { spanOf } from '../../audit/days.ts';
import { readYaml } from '../../yaml/yaml.ts';

export const endedStatuses = ['completed', 'faulted', 'cancelled'] as const;
export type EndedStatus = (typeof endedStatuses)[number];

/** Which runs are tried, as the page holds it. */
export interface TryChoice {
  readonly last: string;
  readonly status: EndedStatus | null;
  readonly from: string;
  readonly until: string;
  /** YAML: what comes of calls that a run did not make. */
  readonly answers: string;
}

/** As the hub takes it. */
export interface TryWish {
  readonly last: number;
  readonly answers: Record<string, unknown>;
  status?: EndedStatus;
  from?: string;
  until?: string;
}

export const firstChoice: TryChoice = { last: '100', status: null, from: '', until: '', answers: '' };
export const mostRuns = 200;

type Read<Value> = { readonly value: Value } | { readonly mistake: string };

/** The calls that are new, by name; a mistake tells its line. */
export const readAnswers = (text: string): Read<Record<string, unknown>> => {
  const read = readYaml(text);
  if ('mistake' in read)
    return { mistake: `${read.mistake.line}:${read.mistake.column} ${read.mistake.reason}` };
  const { value } = read;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { mistake: '' };
  return { value: value as Record<string, unknown> };
};

export const isCount = (text: string): boolean =>
  /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= mostRuns;

/** Undefined while something in it is wrong. */
export const wishOf = ({ last, status, from, until, answers }: TryChoice): TryWish | undefined => {
  const read = readAnswers(answers);
  if (!isCount(last) || 'mistake' in read) return undefined;
  const span = spanOf({ from, to: until });
  return {
    ...{ last: Number(last), answers: read.value },
    ...(status !== null && { status }),
    ...(span.from !== undefined && { from: span.from }),
    ...(span.to !== undefined && { until: span.to }),
  };
};

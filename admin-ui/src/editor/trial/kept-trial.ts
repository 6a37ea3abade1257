import { isRecord } from '../../schema-form/settle.ts';
import { readLocalData, writeLocalData } from '../../session/local-data.ts';

/** What a person has set up to try a flow out, kept in this browser until they sign out. */
export interface KeptTrial {
  /** By key of the step. */
  readonly pins: Readonly<Record<string, unknown>>;
  readonly samples: readonly Sample[];
  readonly mock: boolean;
  readonly given: Given;
}

export interface Sample {
  readonly name: string;
  readonly input: unknown;
}

/** What the flow begins with. */
export type Given =
  | { readonly kind: 'input'; readonly input: unknown }
  | { readonly kind: 'event'; readonly event: unknown }
  | { readonly kind: 'run'; readonly run: string };

export const nothingKept: KeptTrial = {
  ...{ pins: {}, samples: [], mock: true },
  given: { kind: 'input', input: undefined },
};

const nameOf = (space: string | null, flow: string): string => `trial.${space ?? ''}.${flow}`;

export const readKeptTrial = (space: string | null, flow: string): KeptTrial =>
  keptIn(readLocalData(nameOf(space, flow)));

/** False: it is too much, and holds until the page is left. */
export const writeKeptTrial = (space: string | null, flow: string, kept: KeptTrial): boolean =>
  writeLocalData(nameOf(space, flow), kept);

/** What an older console wrote, or somebody by hand, is taken as far as it goes. */
export const keptIn = (value: unknown): KeptTrial => {
  if (!isRecord(value)) return nothingKept;
  const { pins, samples, mock, given } = value;
  return {
    pins: isRecord(pins) ? pins : {},
    samples: (Array.isArray(samples) ? (samples as unknown[]) : []).flatMap((one) =>
      isRecord(one) && typeof one['name'] === 'string' ? [{ name: one['name'], input: one['input'] }] : [],
    ),
    mock: mock !== false,
    given: givenIn(given),
  };
};

const givenIn = (value: unknown): Given => {
  if (isRecord(value)) {
    const { kind, input, event, run } = value;
    if (kind === 'event') return { kind, event };
    if (kind === 'run' && typeof run === 'string') return { kind, run };
    if (kind === 'input') return { kind, input };
  }
  return nothingKept.given;
};

import type { TrialWish } from '../../api/shapes.ts';
import { isRecord } from '../../schema-form/settle.ts';
import type { FlowShape } from '../document/flow-shape.ts';
import type { Given, KeptTrial } from './kept-trial.ts';
import { placesByKey } from './place-key.ts';

/** Where a trial begins, and with what. */
export interface BeginAt {
  readonly place: string;
  readonly input: unknown;
  readonly context: unknown;
}

export interface Asked {
  readonly until?: string | undefined;
  readonly from?: BeginAt | undefined;
}

interface Written {
  readonly text: string;
  readonly shape: FlowShape;
}

/** What the hub is asked for: the text as it stands, and what is set up. Pins of steps that are gone are left out. */
export const wishOf = ({ text, shape }: Written, kept: KeptTrial, asked: Asked): TrialWish => ({
  ...{ text, mock: kept.mock, pins: pinsNow(kept, shape) },
  ...begun(kept.given),
  ...(asked.from !== undefined && { from: { ...asked.from } }),
  ...(asked.until !== undefined && { until: asked.until }),
});

/** By the places of today. */
export const pinsNow = ({ pins }: Pick<KeptTrial, 'pins'>, shape: FlowShape): Record<string, unknown> => {
  const places = placesByKey(shape);
  return Object.fromEntries(
    Object.entries(pins).flatMap(([key, value]) => {
      const place = places.get(key);
      return place === undefined ? [] : [[place, value] as const];
    }),
  );
};

const begun = (given: Given): Pick<TrialWish, 'input' | 'event' | 'run'> => {
  if (given.kind === 'run') return { run: given.run };
  if (given.kind === 'input') return given.input === undefined ? {} : { input: given.input };
  const { event } = given;
  // What is no event is refused by the hub in words.
  return { event: event as NonNullable<TrialWish['event']> };
};

/** What a flow begins with, as its document says. */
export const inputSchemaOf = ({ value }: FlowShape): unknown => {
  const at = (of: unknown, name: string): unknown => (isRecord(of) ? of[name] : undefined);
  return at(at(at(value, 'input'), 'schema'), 'document') ?? {};
};

const unsaid = 'example.happened';

/** The events that begin a flow, one for each filter that has to have one; empty where none does. Some say what they hold. */
export const eventsThatBegin = (
  { value }: FlowShape,
  samples: ReadonlyMap<string, unknown> = new Map(),
): readonly Record<string, unknown>[] => {
  const { schedule } = value;
  const on = isRecord(schedule) ? schedule['on'] : undefined;
  if (!isRecord(on)) return [];
  const filters = [on['one'], on['any'], on['all']].flat().filter(isRecord);
  const events = filters.map(({ with: wanted }) => {
    const type = isRecord(wanted) && typeof wanted['type'] === 'string' ? wanted['type'] : unsaid;
    return { type, data: samples.get(type) ?? {} };
  });
  if (events.length === 0) return [{ type: unsaid, data: {} }];
  return isRecord(on) && Array.isArray(on['all']) ? events : events.slice(0, 1);
};

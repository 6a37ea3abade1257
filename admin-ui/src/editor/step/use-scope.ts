import { useMemo, useRef } from 'react';
import { isRecord } from '../../schema-form/settle.ts';
import type { FlowShape, Step } from '../document/flow-shape.ts';
import { blockOf } from './block-of.ts';
import type { FlowSamples } from './data/samples.ts';
import { seenAt, seenByFlow } from './data/seen-at.ts';
import type { Seen } from './expression/evaluate.ts';
import { flowStageOf, namesAt, stageOf, type Stage, type Surroundings } from './expression/surroundings.ts';
import type { FieldScope, PickTarget } from './fields/field-scope.ts';
import { valueAt } from './forms/parts.ts';

interface Parts {
  readonly shape: FlowShape;
  readonly samples: FlowSamples;
  readonly readOnly: boolean;
}

const usedIn = (shape: FlowShape, section: string): readonly string[] => {
  const held = valueAt(shape.value, `/use/${section}`);
  if (Array.isArray(held)) return held.map(String);
  return isRecord(held) ? Object.keys(held) : [];
};

/** The same for the same: what depends on it is not worked out again. */
const remembered = <Value>(make: (key: string) => Value): ((key: string) => Value) => {
  const made = new Map<string, Value>();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key) as Value;
  };
};

/** What the fields of a step know of where they stand; of the flow itself where there is no step. */
export const useScope = (step: Step | null, { shape, samples, readOnly }: Parts): FieldScope => {
  const target = useRef<PickTarget | null>(null);
  const joined = useRef<string | null>(null);
  const dragged = useRef<(() => boolean) | null>(null);
  return useMemo(() => {
    const seen = remembered((stage: string): Seen | null =>
      step === null
        ? seenByFlow(stage as Stage, { shape, samples })
        : seenAt(step, stage as Stage, { shape, samples }),
    );
    const around = remembered((pointer: string): Surroundings => ({
      stage: step === null ? flowStageOf(pointer) : stageOf(pointer),
      names: step === null ? [] : namesAt(shape.value, step.place + pointer),
    }));
    const { call } = step?.task ?? {};
    return {
      readOnly,
      aim: (aimed: PickTarget) => {
        target.current = aimed;
      },
      aimed: () => target.current,
      drag: (before: () => boolean) => {
        dragged.current = before;
      },
      drop: () => {
        const { current } = dragged;
        dragged.current = null;
        return current === null || current();
      },
      join: (change: string) => {
        joined.current = change;
      },
      takeJoin: () => {
        const { current } = joined;
        joined.current = null;
        return current ?? undefined;
      },
      siblings:
        step === null
          ? []
          : (blockOf(shape, step.place)?.steps ?? [])
              .map(({ name }) => name)
              .filter((name) => name !== step.name),
      connector: typeof call === 'string' && call.includes('.') ? (call.split('.')[0] ?? null) : null,
      used: (section: string) => usedIn(shape, section),
      around,
      seen: (pointer: string) => seen(around(pointer).stage),
    };
  }, [step, shape, samples, readOnly]);
};

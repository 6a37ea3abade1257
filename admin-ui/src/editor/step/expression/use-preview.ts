import { useEffect, useState } from 'react';
import type { Seen } from './evaluate.ts';
import type { Told } from './previews.ts';
import { usePreviews } from './previews-context.tsx';
import type { Surroundings } from './surroundings.ts';

/** So long a person rests before what is typed is tried. */
const restMs = 60;

interface Asked {
  /** One expression, or a text with expressions in it. */
  readonly source: string;
  readonly template: boolean;
  readonly around: Surroundings;
  readonly seen: Seen | null;
}

/** What an expression gives on the data of the sample. Only the last one that was asked is told. */
export const usePreview = ({ source, template, around, seen }: Asked): Told | null => {
  const previews = usePreviews();
  const [told, setTold] = useState<Told | null>(null);
  const key = `${around.stage} ${around.names.join()}`;
  useEffect(() => {
    if (seen === null || source.trim() === '') return undefined;
    const [stage, names] = key.split(' ');
    const there = { stage, names: names === '' ? [] : (names ?? '').split(',') } as Surroundings;
    const question = { what: template ? 'template' : 'expression', text: source, around: there } as const;
    let takeBack: (() => void) | undefined;
    const timer = setTimeout(() => {
      takeBack = previews.ask(question, seen, setTold);
    }, restMs);
    return () => {
      clearTimeout(timer);
      takeBack?.();
    };
  }, [previews, source, template, key, seen]);
  return seen === null || source.trim() === '' ? null : told;
};

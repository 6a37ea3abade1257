import { useMemo } from 'react';
import type { Callable, ConnectorEvent } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import type { FlowShape } from '../document/flow-shape.ts';
import { calledOf, type Named, type Shelf } from './catalogue-lines.ts';
import { templateNames } from './step-templates.ts';
import { triggerNames } from './trigger-templates.ts';
import { calledIn, readUsed } from './used-before.ts';

interface Options {
  readonly callables: readonly Callable[];
  readonly shape: FlowShape;
  readonly space: string;
  readonly offers: Offers;
  /** What connectors tell. */
  readonly events: readonly ConnectorEvent[];
}

/** Steps; ways to begin as well; or nothing but events to begin with. */
export type Offers = 'steps' | 'begins' | 'events';

/** What it is called, and what is said about it. */
type Texts = readonly [title: string, about: string];

const mostUsed = 6;

/** What stands at the top of the catalogue: ways to begin, what was used before, and the kinds of steps. */
export const useShelves = ({ callables, shape, space, offers, events }: Options): readonly Shelf[] => {
  const t = useT();
  const told = useMemo(
    (): Shelf => ({
      id: 'events',
      label: t('editor.catalogue.events'),
      items: events.map((event) => ({
        choice: { kind: 'event', event },
        id: event.type,
        text: `${event.title} ${event.summary} ${event.type} ${event.by.map(({ name }) => name).join(' ')}`.toLowerCase(),
        called: [event.summary, event.type, event.title],
        group: event.title,
      })),
    }),
    [t, events],
  );
  return useMemo(() => {
    if (offers === 'events') return [told];
    const byName = new Map(callables.map((one) => [one.name, one]));
    const here = calledIn(shape);
    const mine = readUsed(space);
    const rank = (one: Callable): number =>
      (mine.includes(one.name) ? 1_000 - mine.indexOf(one.name) : 0) +
      (here.get(one.name) ?? 0) * 10 +
      Math.min(9, one.usedBy);
    const wanted = new Set([
      ...mine,
      ...here.keys(),
      ...callables.filter((one) => one.usedBy > 0).map(({ name }) => name),
    ]);
    const used = [...wanted]
      .flatMap((name) => byName.get(name) ?? [])
      .toSorted((one, other) => rank(other) - rank(one) || one.name.localeCompare(other.name))
      .slice(0, mostUsed);
    const named = (choice: Named['choice'], id: string, ...[title, about]: Texts): Named => ({
      ...{ choice, id, called: [title, id] },
      text: `${id} ${title} ${about}`.toLowerCase(),
    });
    const shelves: Shelf[] = [
      {
        id: 'used',
        label: t('editor.catalogue.used'),
        items: used.map((callable) => ({
          ...named({ kind: 'callable', callable }, callable.name, callable.title, ''),
          called: calledOf(callable),
        })),
      },
      {
        id: 'steps',
        label: t('editor.catalogue.steps'),
        items: templateNames.map((step) =>
          named(
            { kind: 'step', step },
            step,
            t(`editor.catalogue.step.${step}`),
            t(`editor.catalogue.stepText.${step}`),
          ),
        ),
      },
    ];
    if (offers === 'steps') return shelves;
    // Where events can be chosen by name, nobody has to know what one is called.
    const names = triggerNames.filter((one) => one !== 'webhook' || told.items.length === 0);
    const ways = names.map((trigger) =>
      named(
        { kind: 'trigger', trigger },
        trigger,
        t(`editor.catalogue.trigger.${trigger}`),
        t(`editor.catalogue.triggerText.${trigger}`),
      ),
    );
    return [{ id: 'triggers', label: t('editor.catalogue.begin'), items: ways }, told, ...shelves];
  }, [t, callables, shape, space, offers, told]);
};

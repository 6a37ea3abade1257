import type { Words } from '../flow-editor.ts';
import { directives, nameOfItem, type Item } from './block-items.ts';
import { caseThen, casesOf, goesOn, thenOf, wayFrom, withCaseThen, withThen } from './ways.ts';

export interface TakenOut {
  /** Of the same length as before: what is taken out is still in it, as it was. */
  readonly items: readonly Item[];
  readonly notes: readonly Words[];
}

/**
 * What led to steps that go away leads to what came after them. Steps side by side lead nowhere: they are no business of this.
 */
export const leadPast = (items: readonly Item[], gone: ReadonlySet<number>): TakenOut => {
  const notes: Words[] = [];
  const places = new Map<string, number>();
  for (const [at, item] of items.entries())
    if (!places.has(nameOfItem(item))) places.set(nameOfItem(item), at);

  /** The first that stays on the way from here. */
  const past = (then: string): string => {
    const seen = new Set<string>();
    let way = then;
    for (let at = places.get(way); at !== undefined && gone.has(at); at = places.get(way)) {
      if (directives.has(way)) return way;
      // Round and round among those that go away.
      if (seen.has(way)) return 'exit';
      seen.add(way);
      way = wayFrom(items, at);
    }
    return way;
  };
  const nextOf = (at: number): string => {
    let next = at + 1;
    while (next < items.length && gone.has(next)) next += 1;
    return next < items.length ? nameOfItem(items[next]) : 'exit';
  };
  const tell = (item: Item, then: string): void => {
    const values = { step: nameOfItem(item), to: then };
    if (then === 'exit') notes.push({ key: 'editor.document.leadsOut', values });
    else if (then === 'end') notes.push({ key: 'editor.document.leadsToEnd', values });
    else notes.push({ key: 'editor.document.leadsNow', values });
  };

  const led = items.map((item, at): Item => {
    if (gone.has(at)) return item;
    let made = item;
    for (const [index, one] of casesOf(item).entries()) {
      const then = caseThen(one);
      const next = directives.has(then) ? then : past(then);
      if (next === then) continue;
      made = withCaseThen(made, index, next);
      tell(item, next);
    }
    const then = thenOf(item);
    const old = then === 'continue' ? wayFrom(items, at) : then;
    const next = directives.has(old) ? old : past(old);
    const falls = then === 'continue';
    if (next === old || (falls && !goesOn(item))) return made;
    if (next === nextOf(at)) return falls ? made : withThen(made, 'continue');
    tell(item, next);
    return withThen(made, next);
  });
  return { items: led, notes };
};

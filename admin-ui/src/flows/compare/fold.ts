import type { Row } from './align.ts';

/** Lines to be shown, or lines that nobody looks for, folded away. */
export type Stretch =
  | { readonly kind: 'shown'; readonly from: number; readonly rows: readonly Row[] }
  | { readonly kind: 'folded'; readonly from: number; readonly rows: readonly Row[] };

/** Lines around a difference that are shown with it. */
const around = 2;
/** Fewer are not worth a press. */
const worth = 5;

export const foldRows = (rows: readonly Row[]): readonly Stretch[] => {
  const near = new Set<number>();
  for (const [at, { kind }] of rows.entries()) {
    if (kind === 'same' || kind === 'more') continue;
    for (let by = at - around; by <= at + around; by += 1) near.add(by);
  }
  // What stands at the margin is what the others belong to.
  for (const [at, { depth }] of rows.entries()) if (depth === 0) near.add(at);
  const stretches: Stretch[] = [];
  for (let from = 0; from < rows.length;) {
    const shown = near.has(from);
    let until = from;
    while (until < rows.length && near.has(until) === shown) until += 1;
    const part = rows.slice(from, until);
    stretches.push({ kind: shown || part.length < worth ? 'shown' : 'folded', from, rows: part });
    from = until;
  }
  return stretches;
};

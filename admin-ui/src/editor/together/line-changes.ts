import { diffLines } from '../../../../core/line-diff.ts';

/** Lines `from` to `to` of the first text have become these. */
export interface LineChange {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** What has to be done to one text to have the other, from its first line to its last. */
export const lineChanges = (before: readonly string[], after: readonly string[]): readonly LineChange[] => {
  const changes: { from: number; to: number; lines: string[] }[] = [];
  let at = 0;
  let open = false;
  for (const { kind, text } of diffLines(before, after)) {
    if (kind === 'same') {
      open = false;
      at += 1;
      continue;
    }
    if (!open) changes.push({ from: at, to: at, lines: [] });
    open = true;
    const change = changes.at(-1);
    if (kind === 'added') change?.lines.push(text);
    else if (change !== undefined) change.to = at += 1;
  }
  return changes;
};

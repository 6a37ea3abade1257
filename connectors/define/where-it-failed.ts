import { fileURLToPath } from 'node:url';

/** `file:line` of the last place below this folder that an error, or what caused it, tells of. */
export const whereItFailed = (error: unknown, folder: string): string | undefined => {
  // What caused it comes first: it knows the line that is meant, not the one that noticed.
  for (const each of causesOf(error).reverse()) {
    const stack = each instanceof Error ? (each.stack ?? '') : '';
    for (const [place] of stack.matchAll(/(?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^\s()'"]*?:\d+/g)) {
      const plain = withoutVersion(place);
      if (plain.startsWith(folder)) return plain;
    }
  }
  return undefined;
};

const causesOf = (error: unknown): unknown[] => {
  const causes: unknown[] = [];
  for (
    let next = error;
    next !== undefined && causes.length < 5;
    next = (next as { cause?: unknown }).cause
  ) {
    causes.push(next);
    if (typeof next !== 'object' || next === null) break;
  }
  return causes;
};

const withoutVersion = (place: string): string => {
  const [, file = place, line = ''] = /^(.*?)(?:\?[^:]*)?(:\d+)$/.exec(place) ?? [];
  return (file.startsWith('file://') ? fileURLToPath(file) : file) + line;
};

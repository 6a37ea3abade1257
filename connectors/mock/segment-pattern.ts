/** One segment of a path, such as `{id}` or `report-{year}.{format}`. */
export interface SegmentPattern {
  readonly names: readonly string[];
  /** How many characters of it are letters of their own. */
  readonly plain: number;
  /** What stands for each name, as it was sent; nothing where the segment is another. */
  read(raw: string): readonly string[] | undefined;
}

/** No regular expression: the document is somebody's, and one with ten names would try for hours. */
export const segmentPattern = (segment: string, spell: (literal: string) => string): SegmentPattern => {
  const pieces = segment.split(/\{([^{}]+)\}/);
  const names = pieces.filter((_, at) => at % 2 === 1);
  const literals = pieces.filter((_, at) => at % 2 === 0).map(spell);
  const [first = ''] = literals;
  const last = literals.at(-1) ?? '';
  return {
    names,
    plain: literals.join('').length,
    read: (raw) => {
      if (names.length === 0) return raw === first ? [] : undefined;
      if (!raw.startsWith(first) || !raw.endsWith(last)) return undefined;
      const end = raw.length - last.length;
      const texts: string[] = [];
      let from = first.length;
      // The shortest that fits for each but the last: if anything fits, this does.
      for (const next of literals.slice(1, -1)) {
        const to = raw.indexOf(next, from + 1);
        if (to <= from || to + next.length > end) return undefined;
        texts.push(raw.slice(from, to));
        from = to + next.length;
      }
      if (end <= from) return undefined;
      texts.push(raw.slice(from, end));
      return texts;
    },
  };
};

/** Reads the text format 0.0.4 of Prometheus, strictly: what a scraper would refuse throws here too. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const name = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const labelText = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"';
const numberText = '[+-]?(?:\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?|Inf)|NaN';
const sampleLine = new RegExp(
  `^(${name})(?:\\{((?:${labelText})(?:,${labelText})*)\\})? (${numberText})$`,
  'i',
);
const aboutLine = new RegExp(`^# (HELP|TYPE) (${name}) (.+)$`);
const types = new Set(['counter', 'gauge', 'histogram', 'summary']);

const readValue = (text: string): number => Number(text.replace(/Inf$/, 'Infinity'));

const readLabels = (text: string): Record<string, string> => {
  const pairs = [...text.matchAll(/([a-zA-Z0-9_]+)="((?:[^"\\]|\\.)*)"/g)];
  const labels = Object.fromEntries(pairs.map(([, key = '', value = '']) => [key, value]));
  if (Object.keys(labels).length !== pairs.length) throw new Error(`A label stands twice in {${text}}.`);
  return labels;
};

/** The lines of a histogram carry a suffix; every other sample is called as its family. */
const isOf = (family: string, type: string, sample: string): boolean =>
  sample === family ||
  (type === 'histogram' && new RegExp(`^${family}_(?:bucket|sum|count)$`).test(sample)) ||
  (type === 'summary' && new RegExp(`^${family}_(?:sum|count)$`).test(sample));

export const readPrometheus = (text: string): ReadonlyMap<string, Family> => {
  if (!text.endsWith('\n')) throw new Error('The last line does not end.');
  const families = new Map<string, { type: string; help: string; samples: Sample[] }>();
  let current: { name: string; family: { type: string; help: string; samples: Sample[] } } | undefined;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const about = aboutLine.exec(line);
    if (about !== null) {
      const [, kind, family = '', said = ''] = about;
      if (kind === 'HELP') {
        if (families.has(family)) throw new Error(`${family} is described twice.`);
        current = { name: family, family: { type: '', help: said, samples: [] } };
        families.set(family, current.family);
      } else if (current?.name === family && types.has(said)) current.family.type = said;
      else throw new Error(`A type out of place: ${line}`);
      continue;
    }
    const [whole, sample = '', labels = '', value = ''] = sampleLine.exec(line) ?? [];
    if (whole === undefined) throw new Error(`Not a line of the format: ${line}`);
    if (current === undefined || !isOf(current.name, current.family.type, sample))
      throw new Error(`${sample} stands outside its family.`);
    current.family.samples.push({ name: sample, labels: readLabels(labels), value: readValue(value) });
  }
  return families;
};

/** What lists show of a flow, taken out of its document as it stands: a draft with mistakes is found again too. */
export interface Headline {
  readonly name: string;
  readonly namespace: string;
  readonly title: string;
  readonly summary: string;
  readonly version: string;
  readonly mode: 'durable' | 'fast';
  readonly tags: Readonly<Record<string, string>>;
}

const mostLetters = { title: 200, summary: 2_000, name: 200, tag: 100 } as const;
const mostTags = 50;

/** `definition` is whatever the text held; null when it has no name. */
export const headlineOf = (definition: unknown): Headline | null => {
  const about = fieldOf(definition, 'document');
  const name = fieldOf(about, 'name');
  if (typeof name !== 'string' || name === '') return null;
  const tags = fieldOf(about, 'tags');
  return {
    name: storable(name, mostLetters.name),
    namespace: storable(fieldOf(about, 'namespace'), mostLetters.name),
    title: storable(fieldOf(about, 'title'), mostLetters.title),
    summary: storable(fieldOf(about, 'summary'), mostLetters.summary),
    version: storable(fieldOf(about, 'version'), mostLetters.name),
    mode: fieldOf(fieldOf(about, 'metadata'), 'mode') === 'fast' ? 'fast' : 'durable',
    tags: Object.fromEntries(
      (isObject(tags) ? Object.entries(tags) : [])
        .slice(0, mostTags)
        .map(([tag, value]) => [storable(tag, mostLetters.tag), storable(value, mostLetters.tag)]),
    ),
  };
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldOf = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/** The database takes no NUL, and no half of a pair of surrogates. */
const storable = (value: unknown, most: number): string => {
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isPlain ? String(value).replaceAll('\u0000', '').slice(0, most).toWellFormed() : '';
};

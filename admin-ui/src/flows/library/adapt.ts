/** What somebody makes their own of a flow of the library. */
export interface Adaptation {
  readonly name: string;
  readonly namespace: string;
  readonly title: string;
  /** The address that it answers, where it has one. */
  readonly path: string | null;
  /** Connectors by the name that they have in the library. */
  readonly connectors: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

export interface Named {
  readonly text: string;
  /** Whole names: `hubspot.createContact`. */
  readonly operations: readonly string[];
}

/** The text with other names in it; comments and layout stay as they are. */
export const adaptFlow = (flow: Named, adaptation: Adaptation): string => {
  const { name, namespace, title, path } = adaptation;
  const { text } = flow;
  const from = text.search(/^document:/m);
  const next = text.slice(from).search(/(?<=\n)[^\s#]/);
  const until = next < 0 ? text.length : from + next;
  const head = [
    ['name', name],
    ['namespace', namespace],
    ['title', JSON.stringify(title)],
  ].reduce(
    (document, [field = '', value = '']) =>
      document.replace(new RegExp(`^( +${field}:).*$`, 'm'), (_, before: string) => `${before} ${value}`),
    text.slice(from, until),
  );
  const bound =
    path === null ? head : head.replace(/(\bpath: )[^\s,}]+/, (_, before: string) => before + path);
  return withNames({ ...flow, text: text.slice(0, from) + bound + text.slice(until) }, adaptation);
};

/** Operations and secrets under the names that they have in this space: in a flow as in its tests. */
export const withNames = (
  { text, operations }: Named,
  { connectors, secrets }: Pick<Adaptation, 'connectors' | 'secrets'>,
): string => {
  const renamed = operations.reduce((so, operation) => {
    const [connector = '', ...rest] = operation.split('.');
    const wanted = [connectors[connector] ?? connector, ...rest].join('.');
    return replaceWord(so, operation, wanted);
  }, text);
  return Object.entries(secrets).reduce((so, [name, wanted]) => replaceWord(so, name, wanted), renamed);
};

const replaceWord = (text: string, word: string, wanted: string): string =>
  word === wanted
    ? text
    : text.replace(
        new RegExp(`(?<![\\w.-])${escaped(word)}(?![\\w-])|(?<=\\$secrets\\.)${escaped(word)}\\b`, 'g'),
        () => wanted,
      );

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

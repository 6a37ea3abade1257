import type { Connection, SchemeForm } from '../api/shapes.ts';

type Fields = Readonly<Record<string, string>>;
type ByScheme<Value> = Readonly<Record<string, Value>>;

/** What a person enters for a connection. */
export interface Entry {
  readonly name: string;
  /** The schemes that are used together, each with the scopes to ask for. */
  readonly alternative: ByScheme<readonly string[]>;
  readonly settings: ByScheme<Fields>;
  /** Only what is entered now: what the hub holds is never shown. */
  readonly secrets: ByScheme<Fields>;
  readonly serverUrl: string;
  readonly variables: Fields;
}

export const emptyEntry = (name: string, schemes: readonly SchemeForm[]): Entry => ({
  ...{ name, settings: {}, secrets: {}, serverUrl: '', variables: {} },
  alternative: Object.fromEntries(schemes.slice(0, 1).map((scheme) => [scheme.name, []])),
});

export const entryOf = (connection: Connection): Entry => ({
  name: connection.name,
  alternative: connection.alternative,
  settings: connection.settings,
  secrets: {},
  serverUrl: connection.server.url ?? '',
  variables: connection.server.variables,
});

/** The form of a scheme: with OAuth it depends on how the hub gets its token. */
export const formOf = (scheme: SchemeForm, entry: Entry): SchemeForm['forms'][number] | undefined => {
  const grant = entry.settings[scheme.name]?.['grant'];
  return scheme.forms.find((form) => form.grant === grant) ?? scheme.forms[0];
};

const chosenOf = (schemes: readonly SchemeForm[], entry: Entry): readonly SchemeForm[] =>
  schemes.filter(({ name }) => entry.alternative[name] !== undefined);

interface Body {
  alternative: Record<string, string[]>;
  settings: Record<string, Record<string, string | null>>;
  secrets: Record<string, Record<string, string | null>>;
  server: { url: string | null; variables: Record<string, string> };
}

/** As the hub takes it: the fields of the chosen forms. What was there before and is empty now is taken away. */
export const bodyOf = (schemes: readonly SchemeForm[], entry: Entry, before?: Connection): Body => {
  const pick = (secret: boolean) =>
    Object.fromEntries(
      chosenOf(schemes, entry).map((scheme) => {
        const given = (secret ? entry.secrets : entry.settings)[scheme.name] ?? {};
        const pairs = (formOf(scheme, entry)?.fields ?? [])
          .filter((field) => field.secret === secret)
          .flatMap(({ name }): [string, string | null][] => {
            const value = given[name] ?? '';
            if (value !== '') return [[name, value]];
            const held = !secret && before?.settings[scheme.name]?.[name] !== undefined;
            return held ? [[name, null]] : [];
          });
        return [scheme.name, Object.fromEntries(pairs)] as const;
      }),
    );
  return {
    alternative: Object.fromEntries(
      chosenOf(schemes, entry).map(({ name }) => [name, [...(entry.alternative[name] ?? [])]]),
    ),
    settings: pick(false),
    secrets: pick(true),
    server: {
      url: entry.serverUrl.trim() === '' ? null : entry.serverUrl.trim(),
      variables: Object.fromEntries(Object.entries(entry.variables).filter(([, value]) => value !== '')),
    },
  };
};

/** The fields that must be filled in and are not, as the hub would name them. */
export const missingIn = (
  schemes: readonly SchemeForm[],
  entry: Entry,
  before?: Connection,
): readonly string[] => [
  ...(entry.name.trim() === '' ? ['name'] : []),
  ...chosenOf(schemes, entry).flatMap((scheme) =>
    (formOf(scheme, entry)?.fields ?? [])
      .filter(({ required, name, secret }) => {
        const given = (secret ? entry.secrets : entry.settings)[scheme.name]?.[name] ?? '';
        const held = secret && before?.secrets[scheme.name]?.[name] !== undefined;
        return required && given.trim() === '' && !held;
      })
      .map(({ name, secret }) => `${secret ? 'secrets' : 'settings'}.${scheme.name}.${name}`),
  ),
];

import { escapeStep, unescapeStep } from '../../../core/json-pointer.ts';
import { isList, isObject, own, type PlainObject } from '../../../core/schema/plain.ts';
import { isSealed } from './secrets.ts';
import { escapeVariables } from './variables.ts';
import { writeYaml } from './write-yaml.ts';

export interface WrittenDocument {
  readonly kind: 'pipeline' | 'service';
  readonly name: string;
  /** As it is stored. */
  readonly document: unknown;
}

export interface WrittenConfig {
  readonly text: string;
  /** Names that stand for secrets in it. */
  readonly secrets: readonly string[];
}

/** All of a space as one gateway.config.yml. Secrets are variables, which whoever pushes it has, or which stay as they are. */
export const writeConfig = (documents: readonly WrittenDocument[]): WrittenConfig => {
  const secrets = new Set<string>();
  const texts = documents.map((one) => ({ ...one, document: forFile(one, secrets) }));
  const pipelines = texts.filter(({ kind }) => kind === 'pipeline');
  const shared = sharedEndpoints(pipelines);
  const file = {
    expressions: 'jq',
    apiEndpoints: Object.fromEntries(
      pipelines.flatMap(({ name, document }) => (shared.has(name) ? endpointsOf(document) : [])),
    ),
    serviceEndpoints: fieldsOf(texts.filter(({ kind }) => kind === 'service')),
    policies: [...new Set(pipelines.flatMap(({ document }) => policiesOf(document)))].sort(),
    pipelines: Object.fromEntries(
      pipelines.map(({ name, document }) => [
        name,
        {
          ...document,
          ...(shared.has(name) && { apiEndpoints: endpointsOf(document).map(([endpoint]) => endpoint) }),
        },
      ]),
    ),
  };
  return { text: writeYaml(file), secrets: [...secrets] };
};

const fieldsOf = (
  documents: readonly { readonly name: string; readonly document: PlainObject }[],
): PlainObject => Object.fromEntries(documents.map(({ name, document }) => [name, document]));

const endpointsOf = (document: PlainObject): [string, unknown][] => {
  const given = own(document, 'apiEndpoints');
  return isObject(given) ? Object.entries(given) : [];
};

const policiesOf = (document: PlainObject): string[] => {
  const given = own(document, 'policies');
  return isList(given) ? given.flatMap((entry) => (isObject(entry) ? Object.keys(entry) : [])) : [];
};

/** Names of the pipelines whose endpoints have names of their own: those stand beside the pipelines, as in express-gateway. */
const sharedEndpoints = (
  pipelines: readonly { readonly name: string; readonly document: PlainObject }[],
): ReadonlySet<string> => {
  const uses = new Map<string, number>();
  for (const { document } of pipelines)
    for (const [name] of endpointsOf(document)) uses.set(name, (uses.get(name) ?? 0) + 1);
  return new Set(
    pipelines
      .filter(({ document }) => endpointsOf(document).every(([name]) => uses.get(name) === 1))
      .map(({ name }) => name),
  );
};

const forFile = ({ kind, name, document }: WrittenDocument, secrets: Set<string>): PlainObject => {
  const write = (value: unknown, at: string): unknown => {
    if (isSealed(value)) return `\${${variableFor(`${kind}/${name}${at}`, secrets)}}`;
    if (typeof value === 'string') return escapeVariables(value);
    if (isList(value)) return value.map((item, index) => write(item, `${at}/${index}`));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([field, inner]) => [
        escapeVariables(field),
        write(inner, `${at}/${escapeStep(field)}`),
      ]),
    );
  };
  const written = write(document, '');
  return isObject(written) ? written : {};
};

/** `ORDERS_JWT_SECRET_OR_PUBLIC_KEY`: whose it is and what it is, without the steps in between. */
const variableFor = (place: string, taken: Set<string>): string => {
  const steps = place.split('/').map(unescapeStep);
  const said = steps.slice(1).filter((step) => !/^(?:policies|action|\d+)$/.test(step));
  const name = said
    .join('_')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${name}_${count}`;
  taken.add(free);
  return free;
};

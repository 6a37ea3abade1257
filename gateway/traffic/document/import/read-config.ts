import { escapeStep } from '../../../../core/json-pointer.ts';
import { isList, isObject, own, type PlainObject } from '../../../../core/schema/plain.ts';
import { didYouMean, quoted, type DocumentProblem } from '../problems.ts';
import { readYaml } from '../read-yaml.ts';
import { holdVariables, type Variables } from '../variables.ts';
import { readEndpoint, withPriorities, type ReadEndpoint } from './endpoints.ts';
import { translatePolicies, type Told } from './translate-steps.ts';

/** A document that a file makes. */
export interface FileDocument {
  readonly kind: 'pipeline' | 'service';
  readonly name: string;
  readonly document: Record<string, unknown>;
  /** What keeps it from being taken. */
  readonly problems: readonly DocumentProblem[];
  /** A place in the document as one of the file, with its line. */
  located(problem: DocumentProblem): DocumentProblem;
  /** JSON pointers in the document of texts that are a variable without a value, and its name. */
  readonly missing: ReadonlyMap<string, string>;
}

export interface FileReading {
  readonly documents: readonly FileDocument[];
  /** Of the file as a whole: with any of them nothing of it is taken. */
  readonly problems: readonly DocumentProblem[];
  /** What is good to know, and keeps nothing from being taken. */
  readonly notes: readonly DocumentProblem[];
}

export interface ReadOptions {
  readonly variables: Variables;
}

const sections = [
  'http',
  'https',
  'admin',
  'apiEndpoints',
  'serviceEndpoints',
  'policies',
  'pipelines',
  'expressions',
];

/** `gateway.config.yml`, of express-gateway or of ours: the same words. Never throws. */
export const readConfig = (text: string, { variables }: ReadOptions): FileReading => {
  // A file of ours says so: its expressions are jq already.
  const ours = /^["']?expressions["']?:\s*["']?jq["']?\s*$/m.test(text);
  const missing = new Map<string, string>();
  const held = holdVariables(text, variables, ours);
  if (held === null) return { documents: [], problems: [privateLetters], notes: [] };
  const told: Told = { problems: [], notes: [] };
  const yaml = readYaml(held.text, {
    replace: (piece, at) => {
      const replaced = held.replace(piece);
      const [name] = replaced?.missing ?? [];
      if (name !== undefined) {
        if (replaced?.text === `\${${name}}`) missing.set(at, name);
        else told.problems.push({ path: at, message: withoutValue(name) });
      }
      return replaced?.text ?? null;
    },
  });
  const { value } = yaml;
  if (yaml.problems.length > 0) return { documents: [], problems: yaml.problems, notes: [] };
  if (!isObject(value)) return { documents: [], problems: [notAFile], notes: [] };
  const documents = readDocuments(value, { told, ours });
  const whose = (path: string) =>
    documents.find(({ covers }) => covers.some((at) => path === at || path.startsWith(`${at}/`)));
  const loose = told.problems.filter(({ path }) => whose(path) === undefined);
  for (const [at, name] of missing)
    if (whose(at) === undefined) loose.push({ path: at, message: withoutValue(name) });
  return {
    documents: documents.map(({ covers, toFile, toDocument, ...document }) => ({
      ...document,
      problems: told.problems
        .filter(({ path }) => covers.some((at) => path === at || path.startsWith(`${at}/`)))
        .map(yaml.located),
      located: (problem) => yaml.located({ ...problem, path: toFile(problem.path) }),
      missing: new Map(
        [...missing].flatMap(([at, name]) => {
          const inside = toDocument(at);
          return inside === undefined ? [] : [[inside, name]];
        }),
      ),
    })),
    problems: loose.map(yaml.located),
    notes: told.notes.map(yaml.located),
  };
};

export const withoutValue = (name: string): string =>
  `the variable ${quoted(name)} has no value: set it where you push from, give it in a file of secrets, or write \${${name}:-instead}`;

const privateLetters: DocumentProblem = {
  ...{ path: '', line: 1, column: 1 },
  message: 'The text holds letters of private use (U+E000 to U+F8FF), or thousands of variables.',
};

const notAFile: DocumentProblem = {
  ...{ path: '', line: 1, column: 1 },
  message: 'This is no gateway.config.yml: it has apiEndpoints, serviceEndpoints and pipelines.',
};

interface Reading {
  readonly told: Told;
  readonly ours: boolean;
}

interface Placed extends Pick<FileDocument, 'kind' | 'name' | 'document'> {
  /** JSON pointers in the file of what it is made of. */
  readonly covers: readonly string[];
  toFile(pointer: string): string;
  toDocument(pointer: string): string | undefined;
}

const readDocuments = (file: PlainObject, { told, ours }: Reading): Placed[] => {
  for (const name of Object.keys(file))
    if (!sections.includes(name) && name !== 'pipeline' && name !== 'apiEndpoint')
      told.problems.push({
        path: `/${escapeStep(name)}`,
        message: `is not known here${didYouMean(name, sections)}`,
      });
  for (const [name, setting] of Object.entries(settings))
    if (own(file, name) != null) told.notes.push({ path: `/${name}`, message: setting });
  const services = objectAt(file, 'serviceEndpoints', told);
  const endpoints = readEndpoints(file, { told, ours });
  const pipelines = objectAt(file, 'pipelines', told);
  const allowed = own(file, 'policies');
  const owners = new Map(
    Object.entries(pipelines).flatMap(([name, given]) => namesIn(given).map((endpoint) => [endpoint, name])),
  );
  const parts = { told, services, ours, endpoints, owners, allowed: isList(allowed) ? allowed : null };
  return [
    ...Object.entries(services).map(([name, given]) => readService(name, given, ours)),
    ...Object.entries(pipelines).map(([name, given]) => readPipeline(name, given, parts)),
  ];
};

const settings: Readonly<Record<string, string>> = {
  http: 'is a setting of the installation: the port is HUB_TRAFFIC_PORT',
  https: 'is a setting of the installation: certificates are HUB_TRAFFIC_CERT and HUB_TRAFFIC_KEY',
  admin: 'is a setting of the installation: the API for administration is that of the hub',
};

const objectAt = (file: PlainObject, name: string, { problems }: Told): PlainObject => {
  const given = own(file, name) ?? {};
  if (isObject(given)) return given;
  if (isList(given)) return Object.fromEntries(given.map((one, index) => [String(index), one]));
  problems.push({ path: `/${name}`, message: 'must be fields, one for each name' });
  return {};
};

const readService = (name: string, given: unknown, ours: boolean): Placed => {
  const at = `/serviceEndpoints/${escapeStep(name)}`;
  const fields = isObject(given) ? given : {};
  const document = { ...fields };
  // Those are of the policies that forward to it.
  if (!ours) delete document['proxyOptions' as keyof typeof document];
  return {
    ...{ kind: 'service', name, document, covers: [at] },
    toFile: (pointer) => `${at}${pointer}`,
    toDocument: (pointer) => (pointer.startsWith(`${at}/`) ? pointer.slice(at.length) : undefined),
  };
};

const readEndpoints = (file: PlainObject, { told, ours }: Reading): Map<string, ReadEndpoint[]> => {
  const all = Object.entries(objectAt(file, 'apiEndpoints', told)).map(([name, given]) => ({
    name,
    read: readEndpoint(name, given, `/apiEndpoints/${escapeStep(name)}`),
  }));
  const flat = all.flatMap(({ read }) => read);
  // What ours says of priorities is all that there is to say.
  const prioritised = new Map((ours ? flat : withPriorities(flat)).map((one) => [one.at, one]));
  return new Map(all.map(({ name, read }) => [name, read.map((one) => prioritised.get(one.at) ?? one)]));
};

interface PipelineParts {
  readonly told: Told;
  readonly services: PlainObject;
  readonly ours: boolean;
  readonly endpoints: ReadonlyMap<string, readonly ReadEndpoint[]>;
  /** Which pipeline an endpoint leads to: there the last one that names it. */
  readonly owners: ReadonlyMap<string, string>;
  readonly allowed: readonly unknown[] | null;
}

const readPipeline = (name: string, given: unknown, parts: PipelineParts): Placed => {
  const { told, ours } = parts;
  const at = `/pipelines/${escapeStep(name)}`;
  const fields = isObject(given) ? given : {};
  if (!isObject(given))
    told.problems.push({ path: at, message: 'must be a pipeline: apiEndpoints and policies' });
  const { apiEndpoint, apiEndpoints = apiEndpoint, policy, policies: listed = policy, ...others } = fields;
  const ways = endpointsOf(apiEndpoints, name, parts);
  const policies = listed === undefined || listed === null ? [] : isList(listed) ? listed : [listed];
  if (parts.allowed !== null) requireAllowed(policies, `${at}/policies`, parts);
  const document = {
    ...others,
    apiEndpoints: Object.fromEntries(ways.map((way) => [way.name, way.endpoint])),
    policies: ours ? policies : translatePolicies(policies, `${at}/policies`, parts),
  };
  const inline = (pointer: string): boolean => pointer.startsWith(`${at}/`);
  return {
    ...{ kind: 'pipeline', name, document },
    covers: [at, ...ways.map((way) => way.at)],
    toFile: (pointer) => {
      const [, first, second, ...rest] = pointer.split('/');
      const way = first === 'apiEndpoints' ? ways.find((one) => escapeStep(one.name) === second) : undefined;
      return way === undefined ? `${at}${pointer}` : [way.at, ...rest].join('/');
    },
    toDocument: (pointer) => (inline(pointer) ? pointer.slice(at.length) : undefined),
  };
};

const namesIn = (pipeline: unknown): string[] => {
  if (!isObject(pipeline)) return [];
  const { apiEndpoint, apiEndpoints = apiEndpoint } = pipeline;
  return [apiEndpoints ?? []].flat().filter((name) => typeof name === 'string');
};

const endpointsOf = (
  given: unknown,
  pipeline: string,
  { told, endpoints, owners }: PipelineParts,
): ReadEndpoint[] => {
  const path = `/pipelines/${escapeStep(pipeline)}/apiEndpoints`;
  // In a file of ours they may stand inside of the pipeline.
  if (isObject(given))
    return Object.entries(given).flatMap(([name, one]) =>
      readEndpoint(name, one, `${path}/${escapeStep(name)}`),
    );
  const names = [given ?? []].flat();
  return names.flatMap((name, index) => {
    const named = typeof name === 'string' ? name : '';
    const found = endpoints.get(named);
    const place = `${path}/${index}`;
    if (found === undefined) {
      const message = `There is no API endpoint ${quoted(named)}${didYouMean(named, [...endpoints.keys()]) || '.'}`;
      told.problems.push({ path: place, message });
      return [];
    }
    const owner = owners.get(named);
    if (owner === pipeline) return found;
    told.notes.push({
      path: place,
      message: `leads to the pipeline ${quoted(owner ?? '')}, which names it later`,
    });
    return [];
  });
};

/** The list of policies that may be used is a wall there, so it is one here. */
const requireAllowed = (policies: readonly unknown[], at: string, { told, allowed }: PipelineParts): void => {
  for (const [index, entry] of policies.entries())
    for (const name of isObject(entry) ? Object.keys(entry) : [])
      if (allowed?.includes(name) === false)
        told.problems.push({
          path: `${at}/${index}/${escapeStep(name)}`,
          message: `the policy ${quoted(name)} is not in the list "policies" of this file`,
        });
};

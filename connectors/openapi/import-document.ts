import type { ConnectorPlan, OperationPlan, SkippedOperation } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';
import { planEvents } from './events.ts';
import { nameOperations } from './names.ts';
import { planOperation, type OperationPlace } from './operation.ts';
import { detectPaging } from './paging.ts';
import { escapeStep, follow } from './pointer.ts';
import { openSchemas } from './schemas.ts';
import { planSchemes } from './security.ts';
import { sensitiveFields } from './sensitive.ts';
import { planServers, swaggerServers } from './servers.ts';
import { isTree, shortened, textOf, treeOf, wordOf, type Tree } from './tree.ts';

export interface ImportOptions {
  /** Where the document came from: completes relative server addresses. */
  readonly url?: string;
  /** `METHOD /path` → name of the version before: operations keep their names. */
  readonly names?: ReadonlyMap<string, string>;
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];
const mostOperations = 30_000;

/**
 * A document as a connector. Each operation stands on its own: one that cannot be understood is skipped with its
 * place and its reason, and the others work.
 */
export const importDocument = (tree: unknown, options: ImportOptions = {}): ConnectorPlan => {
  const { root, format, isSwagger } = recognise(tree);
  const notes: string[] = [];
  const skipped: SkippedOperation[] = [];
  const schemas = openSchemas(root, format.startsWith('openapi 3.0') || isSwagger ? 'draft4' : '2020-12');
  const schemes = planSchemes(root, notes);
  const found = findOperations(root, skipped);
  const names = nameOperations(
    found.map(({ named }) => named),
    options.names ?? new Map(),
  );

  const source = { root, isSwagger, schemas, schemes, documentUrl: options.url };
  const planned: OperationPlan[] = [];
  const events: { name: string; operation: Tree }[] = [];
  for (const each of found) {
    const place: OperationPlace = { ...each, name: names.get(each.named) ?? each.path };
    try {
      planned.push(planOperation(place, source));
      events.push({ name: place.name, operation: place.operation });
    } catch (error) {
      skipped.push({ ...skip(place), reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const eventPlans = planEvents(events, { root, schemas, notes });
  const definitions = schemas.definitions();
  for (const ref of schemas.dangling())
    notes.push(`The reference "${ref}" leads to nothing here; anything is taken in its place.`);
  const info = treeOf(root['info']);
  return {
    title: shortened(wordOf(info['title']) || 'Untitled API', 200),
    description: shortened(wordOf(info['description']), 10_000),
    documentVersion: wordOf(info['version']),
    format,
    servers: isSwagger
      ? swaggerServers(root, options.url)
      : withDefault(planServers(root['servers'], options.url), options.url),
    schemes,
    operations: planned.map((operation) => withHints(operation, definitions)),
    events: eventPlans,
    definitions,
    skipped,
    notes,
  };
};

const withDefault = (servers: ReturnType<typeof planServers>, url: string | undefined) =>
  servers.length > 0 ? servers : planServers([{ url: '/' }], url);

const withHints = (operation: OperationPlan, definitions: ConnectorPlan['definitions']): OperationPlan => {
  const { method, parameters, output } = operation;
  const paging = detectPaging({ method, parameters, output, definitions });
  return {
    ...operation,
    hints: {
      ...operation.hints,
      sensitive: {
        input: sensitiveFields(operation.input, definitions),
        output: sensitiveFields(output, definitions),
      },
      ...(paging === undefined ? {} : { paging }),
    },
  };
};

const recognise = (tree: unknown): { root: Tree; format: string; isSwagger: boolean } => {
  if (!isTree(tree))
    throw new HubError(
      'import_failed',
      'This is no OpenAPI document: an object with "openapi" or "swagger" at the top was expected.',
    );
  const openapi = wordOf(tree['openapi']);
  const swagger = wordOf(tree['swagger']);
  if (/^3\.\d/.test(openapi)) return { root: tree, format: `openapi ${openapi}`, isSwagger: false };
  if (/^2(\.|$)/.test(swagger)) return { root: tree, format: 'swagger 2.0', isSwagger: true };
  if (openapi === '' && swagger === '') {
    const seen = Object.keys(tree)
      .slice(0, 5)
      .map((name) => `"${shortened(name, 30)}"`);
    throw new HubError(
      'import_failed',
      `This is no OpenAPI document: neither "openapi" nor "swagger" stands at its top${seen.length === 0 ? '' : `, only ${seen.join(', ')}`}.`,
    );
  }
  throw new HubError(
    'import_failed',
    `"${shortened(openapi || swagger, 30)}" is no version the hub reads: Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 are.`,
  );
};

interface Found {
  readonly method: string;
  readonly path: string;
  readonly item: Tree;
  readonly operation: Tree;
  readonly named: {
    readonly operationId: string | undefined;
    readonly method: string;
    readonly path: string;
  };
}

const skip = ({ method, path }: { method: string; path: string }): Omit<SkippedOperation, 'reason'> => ({
  method,
  path,
  place: `#/paths/${escapeStep(path)}/${method.toLowerCase()}`,
});

const findOperations = (root: Tree, skipped: SkippedOperation[]): Found[] => {
  const found: Found[] = [];
  for (const [path, given] of Object.entries(treeOf(root['paths']))) {
    if (path.startsWith('x-')) continue;
    let item: unknown;
    try {
      const followed = follow(root, given);
      item = isTree(given) && isTree(followed) ? { ...followed, ...withoutRef(given) } : followed;
    } catch (error) {
      skipped.push({
        ...skip({ method: '*', path }),
        place: `#/paths/${escapeStep(path)}`,
        reason: error instanceof Error ? error.message : String(error),
      });
      continue;
    }
    if (!isTree(item)) continue;
    const additional = treeOf(item['additionalOperations']);
    for (const [key, operation] of [...Object.entries(item), ...Object.entries(additional)]) {
      const known = methods.includes(key.toLowerCase()) || Object.hasOwn(additional, key);
      if (!known || key === 'additionalOperations') continue;
      const method = key.toUpperCase();
      if (!isTree(operation)) {
        if (operation !== null && operation !== undefined)
          skipped.push({ ...skip({ method, path }), reason: 'the operation is no object' });
        continue;
      }
      if (!/^[A-Z]+$/.test(method)) {
        skipped.push({ ...skip({ method, path }), reason: `"${shortened(key, 30)}" is no HTTP method` });
        continue;
      }
      if (found.length >= mostOperations)
        throw new HubError(
          'import_failed',
          `The document has more than ${mostOperations} operations. Import it in parts.`,
        );
      found.push({
        method,
        path,
        item,
        operation,
        named: { operationId: textOf(operation['operationId']), method, path },
      });
    }
  }
  return found;
};

const withoutRef = (item: Tree): Tree =>
  Object.fromEntries(Object.entries(item).filter(([name]) => name !== '$ref'));

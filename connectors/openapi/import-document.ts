import type { ConnectorPlan, OperationPlan, SkippedOperation } from '../../core/connector.ts';
import { HubError, isHubError } from '../../core/errors.ts';
import { planEvents } from './events.ts';
import { findOperations } from './find-operations.ts';
import { nameOperations } from './names.ts';
import { planOperation, type OperationPlace } from './operation.ts';
import { detectPaging } from './paging.ts';
import { openSchemas } from './schemas.ts';
import { planSchemes } from './security.ts';
import { openSensitiveFields } from './sensitive.ts';
import { planServers, swaggerServers } from './servers.ts';
import { isTree, shortened, treeOf, wordOf, type Tree } from './tree.ts';

export interface ImportOptions {
  /** Where the document came from: completes relative server addresses. */
  readonly url?: string;
  /** `METHOD /path` → name of the version before: operations keep their names. */
  readonly names?: ReadonlyMap<string, string>;
}

/**
 * A document as a connector. Each operation stands on its own: one that cannot be understood is skipped with its
 * place and its reason, and the others work.
 */
export const importDocument = (tree: unknown, options: ImportOptions = {}): ConnectorPlan => {
  const { root, format, isSwagger } = recognise(tree);
  const notes: string[] = [];
  const schemas = openSchemas(root, format.startsWith('openapi 3.0') || isSwagger ? 'draft4' : '2020-12');
  const schemes = planSchemes(root, notes);
  const { found, skipped: notFound } = findOperations(root);
  const skipped: SkippedOperation[] = [...notFound];
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
      // What is wrong with the document as a whole is no matter of one operation.
      if (isHubError(error)) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      skipped.push({ method: each.method, path: each.path, place: each.place, reason });
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
    operations: planned.map(hintsFrom(definitions)),
    events: eventPlans,
    definitions,
    skipped,
    notes,
  };
};

const withDefault = (servers: ReturnType<typeof planServers>, url: string | undefined) =>
  servers.length > 0 ? servers : planServers([{ url: '/' }], url);

const hintsFrom = (definitions: ConnectorPlan['definitions']) => {
  const sensitiveFields = openSensitiveFields(definitions);
  return (operation: OperationPlan): OperationPlan => {
    const { method, parameters, input, output } = operation;
    const paging = detectPaging({ method, parameters, input, output, definitions });
    return {
      ...operation,
      hints: {
        ...operation.hints,
        sensitive: { input: sensitiveFields(input), output: sensitiveFields(output) },
        ...(paging === undefined ? {} : { paging }),
      },
    };
  };
};

export const recognise = (tree: unknown): { root: Tree; format: string; isSwagger: boolean } => {
  if (!isTree(tree))
    throw new HubError(
      'import_failed',
      'This is no OpenAPI document: an object with "openapi" or "swagger" at the top was expected.',
    );
  const openapi = wordOf(tree['openapi']);
  const swagger = wordOf(tree['swagger']);
  // A YAML document that says `openapi: 3.0` says a number, of which 3 is left.
  const version = openapi === '3' ? '3.0' : /^3\.\d+(\.\d+)?/.exec(openapi)?.[0];
  if (version !== undefined) return { root: tree, format: `openapi ${version}`, isSwagger: false };
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

import { pathItem } from './find-operations.ts';
import { recognise } from './import-document.ts';
import { gatherParameters } from './parameters.ts';
import { overlaidTree, type DocumentSource } from './plan-document.ts';
import { swaggerServers } from './servers.ts';
import { liftOperation } from './swagger.ts';
import { isTree, type Tree } from './tree.ts';

/** A document for people to read: OpenAPI 3 in one piece, whatever it came as, with what its overlay says. */
export const readAsOpenApi = (source: DocumentSource): Tree => asOpenApi(overlaidTree(source, []));

const asOpenApi = (tree: unknown): Tree => {
  const { root, format, isSwagger } = recognise(tree);
  const paths = root['paths'];
  return {
    ...root,
    openapi: isSwagger ? '3.0.3' : fullVersion(format.replace('openapi ', '')),
    ...(isSwagger && { servers: swaggerServers(root, undefined).map(({ url }) => ({ url })) }),
    paths: Object.fromEntries(
      Object.entries(isTree(paths) ? paths : {}).flatMap(([path, given]) => {
        const item = path.startsWith('x-') ? '' : pathItem(root, given);
        // What leads to nothing was skipped at the import too.
        if (typeof item === 'string') return [];
        return [[path, isSwagger ? liftItem(root, item) : item] as const];
      }),
    ),
  };
};

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];

const liftItem = (root: Tree, item: Tree): Tree =>
  Object.fromEntries(
    methods.flatMap((method) => {
      const operation = item[method];
      if (!isTree(operation)) return [];
      const lifted = lift(root, item, operation);
      return lifted === null ? [] : [[method, lifted] as const];
    }),
  );

const lift = (root: Tree, item: Tree, operation: Tree): Tree | null => {
  try {
    const parameters = gatherParameters(root, item, operation);
    return { ...operation, ...liftOperation({ root, operation, parameters }) };
  } catch {
    return null;
  }
};

const fullVersion = (version: string): string => (/^\d+\.\d+$/.test(version) ? `${version}.0` : version);

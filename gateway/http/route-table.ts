import type { HubOperation } from '../../platform/invoke/context.ts';
import { HubError } from '../../core/errors.ts';

export interface Route {
  readonly operation: HubOperation;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Branch {
  readonly fixed: Map<string, Branch>;
  variable: { readonly name: string; readonly branch: Branch } | undefined;
  readonly methods: Map<string, HubOperation>;
}

const branch = (): Branch => ({ fixed: new Map(), variable: undefined, methods: new Map() });

export interface RouteTable {
  /** The operation behind a method and a path; throws not_found or method_not_allowed. */
  find(method: string, path: string): Route;
}

/** A tree over path segments: the time of a look-up does not grow with the number of operations. */
export const buildRouteTable = (operations: readonly HubOperation[]): RouteTable => {
  const root = branch();
  for (const operation of operations) add(root, operation);
  return {
    find: (method, path) => {
      const parameters: Record<string, string> = {};
      const found = walk(root, path.split('/').slice(1), parameters);
      if (found === undefined || found.methods.size === 0) {
        throw new HubError(
          'not_found',
          `There is nothing at ${path.slice(0, 200)}. GET /openapi.json lists what there is.`,
        );
      }
      const operation = found.methods.get(method);
      if (operation === undefined) {
        const allow = [...found.methods.keys()].join(', ');
        throw new HubError(
          'method_not_allowed',
          `${method.slice(0, 20)} is not offered here, only ${allow}.`,
          { details: { allow } },
        );
      }
      return { operation, parameters };
    },
  };
};

const add = (root: Branch, operation: HubOperation): void => {
  const { method, path } = operation.http;
  let at = root;
  for (const segment of path.split('/').slice(1)) {
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name === undefined) {
      const next = at.fixed.get(segment) ?? branch();
      at.fixed.set(segment, next);
      at = next;
    } else {
      at.variable ??= { name, branch: branch() };
      if (at.variable.name !== name) {
        throw new HubError(
          'start_failed',
          `Operation "${operation.name}": ${path} calls a parameter {${name}} that another route calls {${at.variable.name}}.`,
        );
      }
      at = at.variable.branch;
    }
  }
  const taken = at.methods.get(method);
  if (taken !== undefined) {
    throw new HubError(
      'start_failed',
      `Operations "${taken.name}" and "${operation.name}" both claim ${method} ${path}.`,
    );
  }
  at.methods.set(method, operation);
};

const walk = (
  from: Branch,
  segments: readonly string[],
  parameters: Record<string, string>,
): Branch | undefined => {
  let at = from;
  for (const segment of segments) {
    const fixed = at.fixed.get(segment);
    if (fixed !== undefined) {
      at = fixed;
    } else if (at.variable !== undefined && segment !== '') {
      parameters[at.variable.name] = decode(segment);
      at = at.variable.branch;
    } else return undefined;
  }
  return at;
};

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw new HubError(
      'input_invalid',
      `The path holds "${segment.slice(0, 100)}", which is not valid percent-encoding.`,
      { cause },
    );
  }
};

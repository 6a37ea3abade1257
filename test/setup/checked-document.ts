import type { Problem } from '../../core/errors.ts';
import {
  openRequestChecks,
  type FoundOperation,
  type RequestChecks,
} from '../../connectors/check/open-request-checks.ts';
import type { PolicyDeps } from '../../gateway/traffic/policy-deps.ts';
import { imported, named } from './imports.ts';

export interface Given {
  readonly headers?: Readonly<Record<string, string>>;
  /** A text as it is; anything else as JSON. */
  readonly body?: unknown;
  readonly type?: string;
  readonly unknownQuery?: 'refuse' | 'pass';
}

export interface CheckedDocument {
  find(method: string, path: string): Promise<FoundOperation | undefined>;
  /** Of a request such as `GET /orders?limit=1`. */
  problems(request: string, given?: Given): Promise<readonly Problem[]>;
}

const checksOf = (document: Readonly<Record<string, unknown>>): RequestChecks => {
  const plan = imported(document);
  return openRequestChecks({
    ...{ operations: plan.operations, definitions: plan.definitions, schemes: plan.schemes },
    plan: async (name) => named(plan, name),
  });
};

/** For the policy of the gateway, without a hub that keeps the document. */
export const documentDeps = (
  document: Readonly<Record<string, unknown>>,
): Pick<PolicyDeps, 'operationOf' | 'methodsOf'> => {
  const checks = checksOf(document);
  return {
    methodsOf: async (_spaceId, _connector, path) => checks.methods(path),
    operationOf: async (_spaceId, _connector, { method, path }) => {
      const found = await checks.find(method, path);
      return found === undefined
        ? undefined
        : {
            operation: found.name,
            check: ({ query, headers, body, unknownQuery }) =>
              found.problems({ path, query, headers, body }, unknownQuery),
          };
    },
  };
};

/** Requests checked by a document that is imported as any other. */
export const checkedDocument = (document: Readonly<Record<string, unknown>>): CheckedDocument => {
  const checks = checksOf(document);
  return {
    find: checks.find,
    problems: async (request, { headers = {}, body, type = 'application/json', unknownQuery } = {}) => {
      const [method = '', target = ''] = request.split(' ');
      const at = target.indexOf('?');
      const path = at < 0 ? target : target.slice(0, at);
      const query = at < 0 ? '' : target.slice(at);
      const found = await checks.find(method, path);
      if (found === undefined) throw new Error(`There is no ${request}.`);
      const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? ''));
      return found.problems(
        { path, query, headers, body: body === undefined ? null : { contentType: type, bytes } },
        unknownQuery,
      );
    },
  };
};

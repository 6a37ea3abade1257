import type { JsonSchema, OperationPlan } from '../../core/connector.ts';
import { schemaSet, type Validate } from '../../core/schema/schema-set.ts';
import { mockOne } from '../mock/mock.ts';
import type { Answer } from '../wire/received.ts';
import type { WireRequest } from '../wire/wire-request.ts';

/** What only schemas can tell of a connector's operations. Loaded with the first operation that is called. */
export interface OperationChecks {
  compile(schema: JsonSchema): Validate;
  mock(plan: OperationPlan, request: WireRequest): Answer;
}

export const openChecks = (definitions: Readonly<Record<string, JsonSchema>>): OperationChecks => {
  const schemas = schemaSet(definitions);
  return {
    compile: (schema) => schemas.compile(schema),
    mock: (plan, request) => mockOne(plan, request, schemas),
  };
};

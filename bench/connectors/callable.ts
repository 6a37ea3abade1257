import type { ConnectorPlan, OperationPlan } from '../../core/connector.ts';
import { sampleOf } from '../../core/schema/sample.ts';
import { schemaSet, type SchemaSet } from '../../core/schema/schema-set.ts';
import { openMock, type Mock } from '../../connectors/mock/mock.ts';
import { buildRequest } from '../../connectors/wire/build-request.ts';
import { readAnswer } from '../../connectors/wire/read-answer.ts';

export interface Callable {
  readonly called: number;
  readonly failed: readonly { readonly operation: string; readonly reason: string }[];
}

/**
 * Every operation of a plan called once against the mock of its document: a sample input that fits its schema, the
 * request built from it, checked and answered by the mock, the answer read.
 */
export const callAll = async (plan: ConnectorPlan): Promise<Callable> => {
  const mock = openMock(plan);
  const schemas = schemaSet(plan.definitions);
  const failed: { operation: string; reason: string }[] = [];
  for (const operation of plan.operations) {
    const reason = await callOne(operation, mock, schemas).catch((error: unknown) =>
      error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    );
    if (reason !== undefined) failed.push({ operation: operation.name, reason });
  }
  return { called: plan.operations.length, failed };
};

const callOne = async (
  operation: OperationPlan,
  mock: Mock,
  schemas: SchemaSet,
): Promise<string | undefined> => {
  const input = sampleOf(schemas, operation.input) as Record<string, unknown>;
  const problems = schemas.compile(operation.input)(input);
  if (problems.length > 0) return `sample: ${problems[0]?.path ?? ''} ${problems[0]?.message ?? ''}`;
  const request = await buildRequest(operation, input, { baseUrl: 'http://mock.invalid' });
  const answer = mock(request);
  await readAnswer(operation, answer, {});
  return undefined;
};

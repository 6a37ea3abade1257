import { isHubError } from '../../../core/errors.ts';
import type { OpenApiCall, OpenApiPort, OpenApiRequest } from '../../../core/flow-ports.ts';
import { taskFault } from '../../engine/fault.ts';
import { endpointIn, fillAddress } from '../address.ts';
import type { Authorise } from '../auth/authorise.ts';
import type { CarryOut } from '../function-call.ts';
import { fieldsIn, textIn, type Fields } from '../given.ts';
import { asFault } from './fault.ts';
import { addKey } from './idempotency.ts';
import { outputFormIn, outputOf, redirectIn } from './output.ts';
import type { Sender } from './send.ts';

interface OpenApiParts {
  readonly sender: Sender;
  readonly authorise: Authorise;
  readonly openApi: OpenApiPort;
}

/** `call: openapi`: an `http` call whose request is written by the document. */
export const openOpenApiCall =
  ({ sender, authorise, openApi }: OpenApiParts): CarryOut =>
  async (call) => {
    const given = call.with;
    const form = outputFormIn(given['output']);
    const redirect = redirectIn(given['redirect']);
    const document = endpointIn(fieldsIn(given, 'document'), 'document.endpoint');
    const toRead = document.authentication;
    const { body, ...described } = await prepare(openApi, {
      ...{ spaceId: call.spaceId, signal: call.signal },
      document: fillAddress(document.uri, call.input),
      documentHeaders: toRead === undefined ? {} : (await authorise(toRead, call)).headers,
      operationId: textIn(given, 'operationId'),
      parameters: parametersIn(given),
    });
    const headers = { ...described.headers };
    addKey(headers, described.method, call.idempotencyKey);
    const request = { ...described, headers, ...(body === undefined ? {} : { body }) };
    const authentication = given['authentication'];
    const { received, authorization } = await sender.send(request, { call, authentication, redirect });
    const output = outputOf(form, request, received);
    return authorization === undefined ? { output } : { output, authorization };
  };

const parametersIn = (given: Fields): Fields =>
  given['parameters'] === undefined || given['parameters'] === null ? {} : fieldsIn(given, 'parameters');

const prepare = async (openApi: OpenApiPort, call: OpenApiCall): Promise<OpenApiRequest> => {
  try {
    return await openApi.prepare(call);
  } catch (error) {
    if (!isHubError(error, 'input_invalid')) throw asFault(error);
    const { problems } = error;
    throw taskFault('validation', error.message, { cause: error, problems });
  }
};

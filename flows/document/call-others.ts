import { endpoint, externalResource } from './addresses.ts';
import { authentication } from './authentication.ts';
import { duration, isExpression } from './expressions.ts';
import { complain, type Reader } from './reading.ts';
import { choice, list, mapOf, matching, object, oneOf, shape, someText, text, whole } from './values.ts';
import { isFields } from './words.ts';

/** What `grpc`, `mcp` and `a2a` are called with. */

export const grpcArguments = shape(
  {
    proto: externalResource,
    service: shape(
      {
        name: someText,
        host: matching(
          /^[a-zA-Z0-9](?:[a-zA-Z0-9-.]{0,61}[a-zA-Z0-9])?$/,
          'a host is a name or an address without a scheme, such as "greeter.example.com"',
        ),
        port: whole(0, 65_535),
        authentication,
      },
      'name',
      'host',
    ),
    method: someText,
    arguments: object,
  },
  'proto',
  'service',
  'method',
);

/** An object, or an expression that gives one. */
const parameters: Reader<unknown> = (spot, reading) => {
  if (isExpression(spot.value)) return spot.value;
  if (typeof spot.value !== 'string') return object(spot, reading);
  complain(spot, reading, 'This must be an object, or an expression "${ … }" that gives one, but is a text.');
  return {};
};

/** Durations stay as they are written: whoever makes the call works the arguments out first. */
const lasting: Reader<unknown> = (spot, reading) => {
  duration(spot, reading);
  return spot.value;
};

const transports = {
  http: shape({ endpoint, headers: mapOf(text) }, 'endpoint'),
  stdio: shape({ command: someText, arguments: list(text), environment: mapOf(text) }, 'command'),
};

const transport: Reader<unknown> = (spot, reading) => {
  const chosen = oneOf(transports, 'options')(spot, reading);
  if (chosen === null) return {};
  const options = isFields(spot.value) ? spot.value['options'] : undefined;
  if (options !== undefined) mapOf(text)({ path: `${spot.path}/options`, value: options }, reading);
  return { [chosen.form]: chosen.value, ...(options !== undefined && { options }) };
};

export const mcpArguments = shape(
  {
    protocolVersion: text,
    method: choice(
      'tools/list',
      'tools/call',
      'prompts/list',
      'prompts/get',
      'resources/list',
      'resources/read',
      'resources/templates/list',
    ),
    parameters,
    timeout: lasting,
    transport,
    client: shape({ name: text, version: text }, 'name', 'version'),
  },
  'method',
  'transport',
);

const a2aFields = shape(
  {
    agentCard: externalResource,
    server: endpoint,
    method: choice(
      'message/send',
      'message/stream',
      'tasks/get',
      'tasks/list',
      'tasks/cancel',
      'tasks/resubscribe',
      'tasks/pushNotificationConfig/set',
      'tasks/pushNotificationConfig/get',
      'tasks/pushNotificationConfig/list',
      'tasks/pushNotificationConfig/delete',
      'agent/getAuthenticatedExtendedCard',
    ),
    parameters,
  },
  'method',
);

export const a2aArguments: Reader<Readonly<Record<string, unknown>>> = (spot, reading) => {
  const given = a2aFields(spot, reading);
  if (isFields(spot.value) && !('agentCard' in given) && !('server' in given)) {
    complain(spot, reading, 'Whom to call is missing: give "agentCard" or "server".');
  }
  const sent = isFields(spot.value) ? spot.value['parameters'] : undefined;
  if (isFields(sent) && Object.keys(sent).length === 0) {
    complain(spot, reading, '"parameters" is empty. Leave it out, or give at least one.');
  }
  return given;
};

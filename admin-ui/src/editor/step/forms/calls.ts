import type { Schema } from '../../../schema-form/settle.ts';
import { authentication } from './authentication.ts';
import {
  duration,
  either,
  fixedText,
  flag,
  named,
  object,
  oneOf,
  text,
  texts,
  type FormWords,
} from './words.ts';

/** What each function of the language is called with. */

const endpoint = (words: FormWords): Schema =>
  words.told('endpoint', {
    'x-control': 'endpoint',
    'x-authentication': authentication(words),
    examples: ['https://api.example.com/contacts/{id}'],
  });

const resource = (words: FormWords): Schema =>
  object({ endpoint: endpoint(words), name: words.said('resource.name', fixedText) }, 'endpoint');

const methods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];

export const httpArguments = (words: FormWords): Schema =>
  object(
    {
      method: words.said('http.method', {
        ...oneOf(methods.map((method) => [method, method.toUpperCase()])),
      }),
      endpoint: endpoint(words),
      query: words.told('http.query', texts),
      headers: words.said('http.headers', texts),
      body: words.told('http.body', {}),
      output: words.told('http.output', words.usually('output', ['content', 'response', 'raw'])),
      redirect: words.told('http.redirect', flag),
    },
    'method',
    'endpoint',
  );

export const openApiArguments = (words: FormWords): Schema =>
  object(
    {
      document: words.told('openapi.document', resource(words)),
      operationId: words.said('openapi.operationId', text),
      parameters: words.said('openapi.parameters', named),
      authentication: authentication(words),
      output: words.told('http.output', words.usually('output', ['content', 'response', 'raw'])),
      redirect: words.told('http.redirect', flag),
    },
    'document',
    'operationId',
  );

export const grpcArguments = (words: FormWords): Schema =>
  object(
    {
      proto: words.told('grpc.proto', resource(words)),
      service: words.said(
        'grpc.service',
        object(
          {
            name: words.said('grpc.name', text),
            host: words.said('grpc.host', text),
            port: words.said('grpc.port', {
              type: 'integer',
              minimum: 0,
              maximum: 65_535,
              'x-literal': true,
            }),
            authentication: authentication(words),
          },
          'name',
          'host',
        ),
      ),
      method: words.said('grpc.method', text),
      arguments: words.said('grpc.arguments', named),
    },
    'proto',
    'service',
    'method',
  );

export const mcpArguments = (words: FormWords): Schema =>
  object(
    {
      transport: words.said(
        'mcp.transport',
        either(
          [
            words.t('editor.step.mcp.http'),
            object(
              {
                http: words.said(
                  'mcp.http',
                  object(
                    { endpoint: endpoint(words), headers: words.said('http.headers', texts) },
                    'endpoint',
                  ),
                ),
              },
              'http',
            ),
          ],
          [
            words.t('editor.step.mcp.stdio'),
            object({ stdio: words.said('mcp.stdio', { ...named, 'x-literal': true }) }, 'stdio'),
          ],
        ),
      ),
      method: words.said('mcp.method', {
        enum: [
          ...['tools/call', 'tools/list', 'prompts/get', 'prompts/list'],
          ...['resources/read', 'resources/list', 'resources/templates/list'],
        ],
        'x-literal': true,
      }),
      parameters: words.told('mcp.parameters', named),
      timeout: words.said('mcp.timeout', duration),
      protocolVersion: words.said('mcp.protocolVersion', fixedText),
      client: words.said(
        'mcp.client',
        object(
          {
            name: words.said('mcp.clientName', fixedText),
            version: words.said('mcp.clientVersion', fixedText),
          },
          'name',
          'version',
        ),
      ),
    },
    'transport',
    'method',
  );

export const a2aArguments = (words: FormWords): Schema =>
  object(
    {
      method: words.said('a2a.method', {
        enum: [
          ...['message/send', 'message/stream', 'tasks/get', 'tasks/list', 'tasks/cancel'],
          ...['tasks/resubscribe', 'agent/getAuthenticatedExtendedCard'],
          ...['set', 'get', 'list', 'delete'].map((verb) => `tasks/pushNotificationConfig/${verb}`),
        ],
        'x-literal': true,
      }),
      server: endpoint(words),
      agentCard: words.told('a2a.agentCard', resource(words)),
      parameters: words.said('a2a.parameters', named),
    },
    'method',
  );

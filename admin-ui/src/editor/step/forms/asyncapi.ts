import type { Schema } from '../../../schema-form/settle.ts';
import { authentication } from './authentication.ts';
import { duration, either, expression, fixedText, named, object, text, type FormWords } from './words.ts';

const protocols = [
  ...['amqp', 'amqp1', 'anypointmq', 'googlepubsub', 'http', 'ibmmq', 'jms', 'kafka', 'mercure', 'mqtt'],
  ...['mqtt5', 'nats', 'pulsar', 'redis', 'sns', 'solace', 'sqs', 'stomp', 'ws'],
];

/** Sending to a channel, or receiving from one. */
export const asyncApiArguments = (words: FormWords): Schema => {
  const { said, told, t } = words;
  const message = object({ payload: said('asyncapi.payload', named), headers: said('http.headers', named) });
  const lasting = { for: told('asyncapi.for', duration) };
  const ends = either(
    [
      t('editor.step.asyncapi.amount'),
      object(
        { amount: said('asyncapi.amount', { type: 'integer', minimum: 1, 'x-literal': true }), ...lasting },
        'amount',
      ),
    ],
    [
      t('editor.step.asyncapi.until'),
      object({ until: said('asyncapi.until', expression), ...lasting }, 'until'),
    ],
    [
      t('editor.step.asyncapi.while'),
      object({ while: said('asyncapi.while', expression), ...lasting }, 'while'),
    ],
  );
  return object(
    {
      document: told(
        'asyncapi.document',
        object({ endpoint: said('endpoint.uri', text), name: said('resource.name', fixedText) }, 'endpoint'),
      ),
      channel: told('asyncapi.channel', text),
      operation: told('asyncapi.operation', text),
      message: told('asyncapi.message', message),
      subscription: told(
        'asyncapi.subscription',
        object(
          { filter: said('asyncapi.filter', expression), consume: said('asyncapi.consume', ends) },
          'consume',
        ),
      ),
      protocol: said('asyncapi.protocol', { enum: protocols, 'x-literal': true }),
      server: said(
        'asyncapi.server',
        object(
          { name: said('asyncapi.serverName', text), variables: said('asyncapi.variables', named) },
          'name',
        ),
      ),
      authentication: authentication(words),
    },
    'document',
  );
};

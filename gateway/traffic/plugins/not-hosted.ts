import { HubError } from '../../../core/errors.ts';
import type { PlainObject } from '../../../core/schema/plain.ts';

/** What there is of express-gateway and not here: whoever asks for it is told, and told what to do instead. */

const whyNoServices =
  'Consumers, credentials and tokens belong to spaces here. Put a policy of authentication before the plug-in, and read req.egContext.consumer.';

/** `services.user.find(…)` and all others answer with a promise there, so this one is rejected. */
export const services: object = Object.fromEntries(
  ['authorizationCode', 'user', 'application', 'credential', 'token', 'auth'].map((name) => [
    name,
    new Proxy(
      {},
      {
        get: (_, method) => {
          // Somebody only looks whether it is a promise, or prints it.
          if (typeof method === 'symbol' || method === 'then' || method === 'toJSON') return undefined;
          return async () => {
            throw new HubError(
              'not_configured',
              `services.${name}.${method} is not there in this gateway. ${whyNoServices}`,
            );
          };
        },
      },
    ),
  ]),
);

/** Pipelines and services are of many spaces, and change: there is no one file that a plug-in could read. */
export const configFor = (plugins: PlainObject): object =>
  Object.defineProperty({ systemConfig: Object.freeze({ plugins }) }, 'gatewayConfig', {
    // Not among what is printed or copied.
    enumerable: false,
    get: () => {
      throw new HubError(
        'not_configured',
        'config.gatewayConfig is not there in this gateway: pipelines and services belong to spaces. Give the plug-in what it needs by its parameters or settings.',
      );
    },
  });

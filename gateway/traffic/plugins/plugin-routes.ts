import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Express } from 'express';
import type { Log } from '../../../core/ports.ts';
import { newApp } from '../../http/express-app.ts';
import { sendProblem } from '../../http/problem.ts';
import { newRequestId } from '../listen/request-id.ts';
import { speakExpress } from './express-words.ts';
import { failureOf } from './failure.ts';
import type { RouteOf } from './load-plugins.ts';

/** Passes on what no route of a plug-in has answered. */
export type PluginRoutes = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** One application of express with what plug-ins declare for it. Those that cannot be declared are told and left out. */
export const openPluginRoutes = (
  routes: readonly RouteOf[],
  { log, prepare }: { readonly log: Log; prepare?(app: Express): void },
): PluginRoutes => {
  const app = newApp();
  app.set('query parser', 'extended');
  prepare?.(app);
  for (const { plugin, declare } of routes) {
    try {
      declare(app);
    } catch (error) {
      log.error('traffic: a route of a plug-in cannot be had', { plugin, error });
    }
  }
  const plugins = [...new Set(routes.map(({ plugin }) => plugin))].join(', ');
  return (request, response, next) => {
    const { url } = request;
    speakExpress(request, response);
    // The router alone: the application would take away what the messages are, of HTTP/2 for example.
    (app.router as unknown as RouterFunction)(request, response, (error) => {
      if (!error) {
        request.url = url;
        next();
        return;
      }
      const requestId = newRequestId();
      const failure = failureOf(plugins, error);
      if (failure.status >= 500) log.warn('traffic: a route of a plug-in failed', { requestId, error });
      sendProblem(response, failure, requestId);
    });
  };
};

type RouterFunction = (
  request: IncomingMessage,
  response: ServerResponse,
  done: (error?: unknown) => void,
) => void;

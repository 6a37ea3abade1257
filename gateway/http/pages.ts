import { existsSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Request, Response } from 'express';
import { HubError, isHubError } from '../../core/errors.ts';
import type { PlainHandler } from './dispatch.ts';
import { newApp, staticFiles } from './express-app.ts';
import { sendProblem, toHubError } from './problem.ts';

/** Below these are pages of things, under names that people gave them. */
const namesThings = /^\/(?:s|portal)\/[^/]+\/.+\//;

/** The console: files with a hash in their name are kept for good, every other path is the page that loads them. */
export const consolePages = (folder: string): PlainHandler => {
  const app = newApp();
  app.use(
    '/assets',
    staticFiles(join(folder, 'assets'), {
      immutable: true,
      maxAge: '365d',
      index: false,
      redirect: false,
      fallthrough: true,
    }),
  );
  app.use(staticFiles(folder, { index: false, redirect: false, maxAge: '1h' }));
  app.use((request: Request, response: Response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new HubError('method_not_allowed', `${request.method} is not offered here, only GET.`, {
        details: { allow: 'GET' },
      });
    }
    if (!isReadable(request.path))
      throw new HubError('input_invalid', 'This path is not valid percent-encoding.');
    const page = join(folder, 'index.html');
    // A missing file is a mistake of whoever asks for it, not a page of the console; names of things hold points as well.
    if (/\.[a-z0-9]{1,8}$/i.test(request.path) && !namesThings.test(request.path))
      throw new HubError('not_found', `There is no file at ${request.path.slice(0, 200)}.`);
    if (!existsSync(page))
      throw new HubError(
        'not_found',
        'The console has not been built. Start the hub with `npm start`, which builds it.',
      );
    response.set('cache-control', 'no-cache');
    response.sendFile(page);
  });
  /** Called by Express with what its handlers threw. */
  const failed = (response: ServerResponse, error: unknown): void => {
    const status = (error as { status?: unknown } | undefined)?.status;
    const unreadable = typeof status === 'number' && status >= 400 && status < 500 && !isHubError(error);
    const known = unreadable
      ? new HubError('input_invalid', 'This path cannot be read.', { cause: error })
      : toHubError(error);
    sendProblem(response, known, String(response.getHeader('x-request-id')));
  };
  return (request, response) => {
    app(request as Request, response as Response, (error?: unknown) => failed(response, error));
  };
};

const isReadable = (path: string): boolean => {
  try {
    return !decodeURIComponent(path).includes('\0');
  } catch {
    return false;
  }
};

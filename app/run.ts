import { HubError, isHubError } from '../core/errors.ts';
import { loadConfig } from '../platform/config.ts';
import { openLog } from '../platform/log.ts';
import { firstWords } from './first-words.ts';
import { giveBackSoon } from './give-back.ts';
import { startHub } from './wiring.ts';

/** The only place that handles signals, prints to a person and ends the process. */
const oldestNode = 24;

const fail = (error: unknown): void => {
  // A signal came in the middle of the start: `stop` ends the process when everything is undone.
  if (isHubError(error, 'shutting_down')) return;
  const known = isHubError(error)
    ? error
    : new HubError('internal', 'The hub could not start.', { cause: error });
  process.stderr.write(`\n${known.message}\n`);
  // A reason that is known needs no stack; one that is not is a mistake of ours.
  if (!isHubError(error)) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
};

const run = async (): Promise<void> => {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < oldestNode) {
    throw new HubError(
      'start_failed',
      `Node ${process.versions.node} is too old for the hub. Start it with \`npm start\`, which brings its own Node ${oldestNode}.`,
    );
  }
  const config = loadConfig(process.env);
  const log = openLog({ level: config.HUB_LOG_LEVEL });
  const abort = new AbortController();
  const starting = startHub({ config, log, checkOutputs: false, signal: abort.signal });
  let stopping: Promise<void> | undefined;

  const stop = (signal: NodeJS.Signals): void => {
    // A second signal means now: the database server goes on by itself and is taken over by the next start.
    if (stopping !== undefined) process.exit(130);
    log.info('stopping', { signal });
    abort.abort();
    stopping = starting
      .then(
        (hub) => hub.stop(),
        () => undefined,
      )
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error('the stop failed', { error });
          process.exit(1);
        },
      );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('unhandledRejection', (error) => log.error('a promise failed that nobody waits for', { error }));
  process.on('uncaughtException', (error) => {
    log.error('an error that nobody caught; the hub ends and is meant to be started again', { error });
    process.exit(1);
  });

  const hub = await starting;
  const signInLink = hub.loopback || hub.firstUse ? await hub.makeSignInLink() : undefined;
  process.stdout.write(firstWords({ url: hub.url, signInLink, ms: performance.now() }));
  giveBackSoon(log);
};

export const main = (): Promise<void> => run().catch(fail);

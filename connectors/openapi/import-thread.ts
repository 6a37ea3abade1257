import { Worker } from 'node:worker_threads';
import type { ConnectorPlan } from '../../core/connector.ts';
import { HubError, type ErrorCode, type Problem } from '../../core/errors.ts';
import { planDocument, type DocumentSource } from './plan-document.ts';

const limitMs = 60_000;
const limitMb = 1_500;
/** A small document is read sooner than a thread starts. */
const smallBytes = 100_000;

type Outcome =
  | { readonly plan: ConnectorPlan }
  | {
      readonly failure: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly problems: readonly Problem[];
        readonly details: Readonly<Record<string, unknown>>;
      };
    };

/**
 * Imports in a thread of its own: a document of 50 MB takes seconds and gigabytes, and whatever it does to its
 * thread, the hub goes on answering.
 */
export const importInThread = async (source: DocumentSource, signal: AbortSignal): Promise<ConnectorPlan> => {
  if (isSmall(source)) return planDocument(source);
  const worker = new Worker(new URL('./import-worker.ts', import.meta.url), {
    workerData: source,
    resourceLimits: { maxOldGenerationSizeMb: limitMb },
    // The settings of the process, with its secrets, are nothing a parser needs.
    env: {},
    execArgv: [],
  });
  const outcome = Promise.withResolvers<Outcome>();
  worker.once('message', (message) => outcome.resolve(message as Outcome));
  worker.once('error', (cause: Error) => {
    outcome.reject(failed(cause));
  });
  worker.once('exit', () => outcome.reject(failed(undefined)));
  const timer = setTimeout(() => {
    outcome.reject(
      new HubError('import_failed', `The document took longer than ${limitMs / 1000} s. Import it in parts.`),
    );
  }, limitMs);
  const cancel = (): void => outcome.reject(new HubError('cancelled', 'The import was cancelled.'));
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const done = await outcome.promise;
    if ('plan' in done) return done.plan;
    const { code, message, problems, details } = done.failure;
    throw new HubError(code, message, { problems, details });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
    await worker.terminate();
  }
};

const isSmall = ({ document, overlay }: DocumentSource): boolean =>
  'text' in document && document.text.length + (overlay?.length ?? 0) < smallBytes;

const failed = (cause: Error | undefined): HubError =>
  (cause as { code?: string } | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new HubError(
        'import_failed',
        `The document needs more than ${limitMb} MB of memory. Import it in parts.`,
        { cause },
      )
    : new HubError(
        'import_failed',
        `The document could not be read: ${cause?.message ?? 'its thread ended'}.`,
        { cause },
      );

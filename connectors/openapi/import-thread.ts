import { Worker } from 'node:worker_threads';
import type { ConnectorPlan } from '../../core/connector.ts';
import { HubError, isHubError } from '../../core/errors.ts';
import {
  errorOf,
  failureOf,
  type Brought,
  type Imported,
  type ReadSource,
  type Said,
  type ThreadSource,
} from './crossing.ts';
import type { FetchedFile, Fetches, FileRequest } from './gather-url.ts';
import { gatherLimits } from './gathered.ts';
import type { DocumentSource } from './plan-document.ts';

const limitMs = 60_000;
const limitMb = 1_500;
const smallBytes = 8_000;

export interface ThreadParts {
  readonly egress: Fetches;
  readonly signal: AbortSignal;
}

/**
 * Imports in a thread of its own, from the first byte that is read: a document of 50 MB takes seconds and gigabytes,
 * and whatever it does to its thread, the hub goes on answering.
 */
export const importInThread = async (source: ThreadSource, parts: ThreadParts): Promise<Imported> => {
  const { document, ...rest } = source;
  if ('text' in document && isSmall(document.text) && rest.overlay === undefined)
    return { plan: await planHere({ ...rest, document }) };
  const patienceMs = limitMs + ('url' in document ? gatherLimits.totalMs : 0);
  const said = await inThread(source, { ...parts, patienceMs });
  if (said.kind === 'done') return said.imported;
  throw failed(undefined);
};

/** The same for whoever only wants to look at a document: as OpenAPI 3, in one piece. */
export const readInThread = async (
  source: ReadSource,
  { signal }: Pick<ThreadParts, 'signal'>,
): Promise<Readonly<Record<string, unknown>>> => {
  const said = await inThread(source, { signal, patienceMs: limitMs });
  if (said.kind === 'read') return said.document;
  throw failed(undefined);
};

type Outcome = Exclude<Said, { kind: 'fetch' } | { kind: 'failed' }>;

const inThread = async (
  source: ThreadSource | ReadSource,
  parts: Pick<ThreadParts, 'signal'> & { readonly egress?: Fetches; readonly patienceMs: number },
): Promise<Outcome> => {
  const { signal, egress, patienceMs } = parts;
  const worker = new Worker(new URL('./import-worker.ts', import.meta.url), {
    workerData: source,
    resourceLimits: { maxOldGenerationSizeMb: limitMb },
    // The settings of the process, with its secrets, are nothing a parser needs.
    env: {},
    execArgv: [],
  });
  const outcome = Promise.withResolvers<Outcome>();
  worker.on('message', (said: Said) => {
    if (said.kind === 'failed') outcome.reject(errorOf(said.failure));
    else if (said.kind !== 'fetch') outcome.resolve(said);
    else if (egress === undefined) outcome.reject(failed(undefined));
    else
      void bring(said.request, { egress, signal }).then(
        (brought) => worker.postMessage({ ...brought, number: said.number } satisfies Brought),
        outcome.reject,
      );
  });
  worker.once('error', (cause: Error) => {
    outcome.reject(failed(cause));
  });
  worker.once('exit', () => outcome.reject(failed(undefined)));
  const timer = setTimeout(() => {
    outcome.reject(
      new HubError(
        'import_failed',
        `The document took longer than ${patienceMs / 1000} s. Import it in parts.`,
      ),
    );
  }, patienceMs);
  const cancel = (): void => outcome.reject(new HubError('cancelled', 'The import was cancelled.'));
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    return await outcome.promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
    await worker.terminate();
  }
};

/** Read sooner than a thread starts. Without aliases of YAML it cannot grow into anything that takes long. */
/** What reads documents is loaded by the first one: an idle hub needs none of it. */
const planHere = async (source: DocumentSource): Promise<ConnectorPlan> =>
  (await import('./plan-document.ts')).planDocument(source);

const isSmall = (text: string): boolean => text.length < smallBytes && !/[&*]/.test(text);

type BroughtFile =
  | Omit<Extract<Brought, { file: unknown }>, 'number'>
  | Omit<Extract<Brought, { failure: unknown }>, 'number'>;

const bring = async (request: FileRequest, { egress, signal }: ThreadParts): Promise<BroughtFile> => {
  try {
    const answer: FetchedFile = await egress.request({ ...request, signal });
    const { status, url } = answer;
    if (status !== 200) answer.discard();
    return { file: { status, url, bytes: status === 200 ? await answer.bytes() : new Uint8Array() } };
  } catch (error) {
    if (!isHubError(error)) throw error;
    return { failure: failureOf(error) };
  }
};

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

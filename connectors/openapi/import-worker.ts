import { parentPort, workerData } from 'node:worker_threads';
import { isHubError } from '../../core/errors.ts';
import { planDocument, type DocumentSource } from './plan-document.ts';

/** The other side of import-thread.ts. An error crosses as its code and its words. */
try {
  parentPort?.postMessage({ plan: planDocument(workerData as DocumentSource) });
} catch (error) {
  if (!isHubError(error)) throw error;
  const { code, message, problems, details } = error;
  parentPort?.postMessage({ failure: { code, message, problems, details } });
}

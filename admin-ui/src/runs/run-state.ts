import type { Run } from '../api/shapes.ts';
import type { MessageKey } from '../messages/translate.ts';
import type { Tone } from '../show/state-mark.tsx';

/** As a reader asks for them. */
export const runStatuses = [
  'queued',
  'running',
  'waiting',
  'suspended',
  'completed',
  'faulted',
  'parked',
  'cancelled',
] as const;

interface StatusWords {
  readonly tone: Tone;
  readonly word: MessageKey;
}

export const statusWords: Readonly<Record<Run['status'], StatusWords>> = {
  queued: { tone: 'quiet', word: 'runs.status.queued' },
  running: { tone: 'live', word: 'runs.status.running' },
  waiting: { tone: 'waiting', word: 'runs.status.waiting' },
  suspended: { tone: 'waiting', word: 'runs.status.suspended' },
  completed: { tone: 'success', word: 'runs.status.completed' },
  faulted: { tone: 'failed', word: 'runs.status.faulted' },
  parked: { tone: 'failed', word: 'runs.status.parked' },
  cancelled: { tone: 'quiet', word: 'runs.status.cancelled' },
};

export const triggers = ['call', 'http', 'event', 'schedule', 'flow', 'test'] as const;

/** Dead letters: runs that failed or were parked, by whether somebody has dealt with them. */
export const deadLetters = ['open', 'dismissed', 'all'] as const;

/** Kinds of errors of the standard. */
export const errorKinds = [
  'communication',
  'timeout',
  'authentication',
  'authorization',
  'validation',
  'expression',
  'configuration',
  'runtime',
] as const;

type Told = Pick<Run, 'status' | 'endedAt' | 'mode' | 'wanted'>;

export const mayCancel = ({ endedAt, wanted }: Told): boolean => endedAt === null && wanted !== 'cancel';
export const maySuspend = ({ endedAt, status, wanted }: Told): boolean =>
  endedAt === null && status !== 'suspended' && wanted === null;
export const mayResume = ({ status, wanted }: Told): boolean => status === 'suspended' && wanted === null;
/** From the task that failed. A fast run has left nothing to go on from. */
export const mayRetry = ({ status, mode }: Told): boolean =>
  mode === 'durable' && (status === 'faulted' || status === 'parked' || status === 'cancelled');
/** What somebody tried out in the editor is no dead letter. */
export const mayDismiss = ({
  status,
  dismissed,
  trigger,
}: Pick<Run, 'status' | 'dismissed' | 'trigger'>): boolean =>
  dismissed === null && trigger !== 'test' && (status === 'faulted' || status === 'parked');
/** From a task that the reader chooses. */
export const mayRetryFrom = ({ endedAt, mode }: Told): boolean => mode === 'durable' && endedAt !== null;

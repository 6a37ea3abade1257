import type { Seen } from './evaluate.ts';
import { createPacker, namesIn } from './parcel.ts';
import type { Answer, AskMessage, Question } from './preview-answers.ts';

/** A worker, as far as it is needed. */
export interface PreviewWorker {
  post(message: AskMessage): void;
  /** Answers; what came of loading it. */
  listen(told: (message: unknown) => void, failed: () => void): void;
  end(): void;
}

export type Told =
  | Answer
  /** It was ended: it took longer than anybody waits. */
  | { readonly kind: 'ended' }
  /** The worker could not be loaded, or died. */
  | { readonly kind: 'failed' };

export interface Previews {
  /** One after the other. Gives what takes the question back: its answer is not told any more. */
  ask(question: Question, seen: Seen | null, tell: (told: Told) => void): () => void;
  close(): void;
}

export interface Waits {
  /** So long a question may take. */
  readonly longestMs: number;
  /** So long one may take that was taken back, while others wait. */
  readonly unwantedMs: number;
  readonly loadMs: number;
}

export const usualWaits: Waits = { longestMs: 1_000, unwantedMs: 100, loadMs: 15_000 };

interface Job {
  readonly question: Question;
  readonly seen: Seen | null;
  tell: ((told: Told) => void) | null;
}

interface Running {
  readonly worker: PreviewWorker;
  readonly pack: ReturnType<typeof createPacker>;
  ready: boolean;
  job: Job | null;
  since: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** One worker for all fields, begun with the first question. What does not end is ended with it, and the next one begins anew. */
export const openPreviews = (begin: () => PreviewWorker, waits: Waits = usualWaits): Previews => {
  let running: Running | null = null;
  let waiting: Job[] = [];

  const end = (): void => {
    if (running === null) return;
    clearTimeout(running.timer);
    running.worker.end();
    running = null;
  };
  const tooLong = (): void => {
    const job = running?.job;
    end();
    job?.tell?.({ kind: 'ended' });
    next();
  };
  const fail = (): void => {
    const jobs = [...(running?.job ? [running.job] : []), ...waiting];
    waiting = [];
    end();
    for (const { tell } of jobs) tell?.({ kind: 'failed' });
  };
  const start = (): Running => {
    const worker = begin();
    const started: Running = {
      ...{ worker, pack: createPacker(), ready: false, job: null, since: 0 },
      timer: setTimeout(() => running === started && fail(), waits.loadMs),
    };
    worker.listen(
      (message) => {
        if (running !== started) return;
        clearTimeout(started.timer);
        const { job } = started;
        started.ready = true;
        started.job = null;
        if (job !== null) job.tell?.(message as Answer);
        next();
      },
      () => running === started && fail(),
    );
    return started;
  };
  const next = (): void => {
    if (waiting.length === 0) return;
    running ??= start();
    const { ready, job, worker, pack } = running;
    if (!ready) return;
    if (job !== null) return hurry();
    const [first, ...others] = waiting;
    if (first === undefined) return;
    waiting = others;
    running.job = first;
    running.since = performance.now();
    const { question, seen } = first;
    worker.post({ question, parcel: seen === null ? null : pack(seen, namesIn(question.text)) });
    running.timer = setTimeout(tooLong, waits.longestMs);
  };
  /** Nobody waits for what it does any more, and somebody for what comes next. */
  const hurry = (): void => {
    if (running === null || running.job?.tell !== null || waiting.length === 0) return;
    clearTimeout(running.timer);
    running.timer = setTimeout(tooLong, waits.unwantedMs - (performance.now() - running.since));
  };
  return {
    ask: (question, seen, tell) => {
      const job: Job = { question, seen, tell };
      // Whoever types waits for suggestions more than for values.
      if (question.what === 'suggestions') waiting.unshift(job);
      else waiting.push(job);
      next();
      return () => {
        job.tell = null;
        waiting = waiting.filter((one) => one !== job);
        hurry();
      };
    },
    close: () => {
      waiting = [];
      end();
    },
  };
};

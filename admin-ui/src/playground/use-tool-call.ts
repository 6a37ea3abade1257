import { useRef, useState } from 'react';
import type { Problem } from '../api/problem.ts';
import { useCancellable } from '../api/use-cancellable.ts';
import { isRecord } from '../schema-form/settle.ts';
import type { ListedTool } from './listed-tool.ts';
import type { ToolWire } from './use-wire.ts';
import { headerArguments } from './wire/header-arguments.ts';
import type { Fields, Question, WireAnswer } from './wire/wire.ts';

export interface Asked {
  readonly number: number;
  readonly question: Question;
  /** Null: no answer, where the protocol has no word for why. */
  answer(said: Fields | null): void;
}

export interface Progress {
  readonly done: number;
  readonly of: number | null;
  readonly message: string;
}

export interface LogLine {
  readonly number: number;
  readonly level: string;
  readonly text: string;
}

export interface CalledTool {
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly answer: WireAnswer | null;
  /** Questions that wait for the person, the oldest first. */
  readonly asked: readonly Asked[];
  readonly progress: Progress | null;
  readonly log: readonly LogLine[];
  run(given: unknown): void;
  cancel(): void;
}

const mostLines = 200;

/** One tool that is called: what it says meanwhile, what it asks, and what it answers. */
export const useToolCall = ({ name, inputSchema }: ListedTool, wire: ToolWire): CalledTool => {
  const [answer, setAnswer] = useState<WireAnswer | null>(null);
  const [asked, setAsked] = useState<readonly Asked[]>([]);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [log, setLog] = useState<readonly LogLine[]>([]);
  const count = useRef(0);

  const heard = ({ method, params }: Fields): void => {
    if (!isRecord(params)) return;
    if (method === 'notifications/progress') setProgress(progressIn(params));
    if (method !== 'notifications/message') return;
    count.current += 1;
    const line = { number: count.current, level: String(params['level']), text: textOf(params['data']) };
    setLog((before) => [...before, line].slice(-mostLines));
  };
  const ask = (question: Question, signal: AbortSignal): Promise<Fields | null> =>
    new Promise((resolve, reject) => {
      count.current += 1;
      const number = count.current;
      const leave = (): void => setAsked((before) => before.filter((one) => one.number !== number));
      const withdrawn = (): void => {
        leave();
        reject(new DOMException('The question is withdrawn.', 'AbortError'));
      };
      if (signal.aborted) return withdrawn();
      signal.addEventListener('abort', withdrawn, { once: true });
      const one: Asked = {
        ...{ number, question },
        answer: (said) => {
          signal.removeEventListener('abort', withdrawn);
          leave();
          resolve(said);
        },
      };
      setAsked((before) => [...before, one]);
    });
  const call = useCancellable((given: unknown, signal) =>
    wire.call(
      'tools/call',
      { name, arguments: given ?? {} },
      { signal, heard, ask, headers: headerArguments(inputSchema, given) },
    ),
  );
  return {
    ...{ answer, asked, progress, log, busy: call.busy, problem: call.problem, cancel: call.cancel },
    run: (given) => {
      setLog([]);
      setProgress(null);
      void call.run(given).then((said) => said !== undefined && setAnswer(said));
    },
  };
};

const progressIn = ({ progress, total, message }: Fields): Progress => ({
  done: Number(progress),
  of: typeof total === 'number' && total > 0 ? total : null,
  message: typeof message === 'string' ? message : '',
});

const textOf = (data: unknown): string => (typeof data === 'string' ? data : JSON.stringify(data));

import { isTrue } from '../expression.ts';
import type { Behaviour, FrameOf, Machine } from '../machine.ts';
import type { Subscribing } from '../messages.ts';
import type { Evaluate } from '../program.ts';
import { checkSize } from '../size.ts';
import { goOnWith, nextOf } from './each.ts';
import { processOutput } from './process-output.ts';

type Given = Readonly<Record<string, unknown>>;

/** Calls of operations and of the DSL's own functions: carried out by somebody else, told by an event. */
export const call: Behaviour<'call'> = {
  begin: (frame, machine) => {
    const { node } = frame;
    const connection = node.connection?.(frame.input, frame, machine.run);
    machine.commands.push({
      kind: 'call',
      key: frame.key,
      effect: frame.effect,
      place: node.place,
      function: node.function,
      ...(node.operation !== null && { operation: node.operation }),
      ...(connection != null && { connection }),
      with: givenTo(node.with, frame, machine),
      input: frame.input,
      timeoutMs: timeoutOf(frame, machine),
      ...(node.subscription !== null && { subscription: subscribing(frame, machine) }),
    });
    machine.await(frame, frame.key);
  },
  answered: (frame, output, machine) => {
    const foreach = frame.node.subscription?.foreach ?? null;
    if (foreach === null || !Array.isArray(output)) return machine.finish(frame, output);
    frame.items = output;
    if (!nextOf(frame, { foreach }, machine)) machine.finish(frame, frame.results);
  },
  /** A task of `foreach`, which goes through the messages when all have come. */
  childDone: (frame, done, machine) => {
    const foreach = frame.node.subscription?.foreach ?? null;
    if (foreach === null || goOnWith(frame, { foreach }, { done, machine })) return;
    machine.finish(frame, frame.results);
  },
};

const givenTo = (template: Evaluate, frame: FrameOf<'call' | 'run'>, { run }: Machine): Given => {
  const given = template(frame.input, frame, run);
  checkSize(given, 'input');
  return given as Given;
};

const timeoutOf = (frame: FrameOf<'call' | 'run'>, { run }: Machine): number | null =>
  frame.node.timeout === null ? null : (frame.node.timeout(frame.input, frame, run) as number);

/** Whoever receives the messages asks about each of them. */
const subscribing = (frame: FrameOf<'call'>, { run }: Machine): Subscribing => {
  const { amount = null, ms, filter, while: whilst, until } = frame.node.subscription ?? {};
  const asking = (ask: Evaluate) => (message: unknown) => isTrue(ask(message, frame, run));
  return {
    amount,
    forMs: ms == null ? null : (ms(frame.input, frame, run) as number),
    ...(filter != null && { filter: asking(filter) }),
    ...(whilst != null && { while: asking(whilst) }),
    ...(until != null && { until: asking(until) }),
  };
};

export const process: Behaviour<'run'> = {
  begin: (frame, machine) => {
    const { node } = frame;
    const given = givenTo(node.with, frame, machine);
    machine.commands.push({
      kind: 'run',
      key: frame.key,
      effect: frame.effect,
      place: node.place,
      process: node.process,
      with: node.code === null ? given : { ...given, code: node.code },
      await: node.await,
      timeoutMs: timeoutOf(frame, machine),
    });
    machine.await(frame, frame.key);
  },
  answered: (frame, output, machine) => machine.finish(frame, processOutput(frame, output)),
};

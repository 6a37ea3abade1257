import { isTrue } from '../expression.ts';
import { taskFault, type Fault } from '../fault.ts';
import type { FlowEvent } from '../messages.ts';
import type { Behaviour } from '../machine.ts';
import type { Program } from '../program.ts';
import { checkSize } from '../size.ts';

export const set: Behaviour<'set'> = {
  begin: (frame, machine) => machine.finish(frame, frame.node.value(frame.input, frame, machine.run)),
};

/** Hands its input on; only the way differs. */
export const switchTo: Behaviour<'switch'> = {
  begin: (frame, machine) => {
    const { cases, otherwise } = frame.node;
    for (const one of cases) {
      if (isTrue(one.when(frame.input, frame, machine.run)))
        return machine.finish(frame, frame.input, one.then);
    }
    machine.finish(frame, frame.input, otherwise ?? undefined);
  },
};

export const raise: Behaviour<'raise'> = {
  begin: (frame, machine) => {
    const error = frame.node.error(frame.input, frame, machine.run) as Readonly<Record<string, unknown>>;
    const { type, status } = error as { readonly type?: unknown; readonly status?: unknown };
    if (typeof type !== 'string' || typeof status !== 'number' || !Number.isInteger(status)) {
      throw taskFault(
        'expression',
        'What is raised needs a type that is a text, and a status that is a whole number.',
      );
    }
    const fault: Fault = {
      type,
      status,
      title: textOr(error['title'], ''),
      ...(error['detail'] != null && { detail: textOr(error['detail'], '') }),
      instance: textOr(error['instance'], frame.node.place),
    };
    machine.fail(frame, fault);
  },
};

const textOr = (value: unknown, otherwise: string): string =>
  value === null || value === undefined
    ? otherwise
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);

export const wait: Behaviour<'wait'> = {
  begin: (frame, machine) => {
    const ms = frame.node.ms(frame.input, frame, machine.run) as number;
    machine.timer(frame, `${frame.key}:wait`, ms);
  },
  due: (frame, machine) => machine.finish(frame, frame.input),
};

export const emit: Behaviour<'emit'> = {
  begin: (frame, machine) => {
    const given = frame.node.event(frame.input, frame, machine.run) as Readonly<Record<string, unknown>>;
    checkSize(given, 'input');
    const { id, source, type, time, data, ...others } = given;
    if (typeof type !== 'string' || type === '') throw taskFault('expression', 'An event needs a type.');
    const event: FlowEvent = {
      specversion: '1.0',
      // The same after a crash and for a second attempt: whoever has had it knows it again.
      id: typeof id === 'string' && id !== '' ? id : `${machine.run.id}${frame.effect}`,
      source: typeof source === 'string' && source !== '' ? source : ownSource(machine.program),
      type,
      time: typeof time === 'string' ? time : new Date(machine.run.now).toISOString(),
      // An attribute that is null is one that is not there.
      ...Object.fromEntries(Object.entries(others).filter(([, value]) => value !== null)),
      ...(data !== undefined && { data }),
    };
    machine.commands.push({ kind: 'emit', key: frame.key, place: frame.node.place, event });
    machine.finish(frame, event);
  },
};

const ownSource = ({ document }: Program): string => `/flows/${document.name}`;

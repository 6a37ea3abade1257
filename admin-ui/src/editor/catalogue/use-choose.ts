import { useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub, type Hub } from '../../api/hub-context.tsx';
import type { CallableFacts } from '../../api/shapes.ts';
import { addStep } from '../document/add-step.ts';
import type { Spot } from '../document/flow-shape.ts';
import type { FlowEditor } from '../flow-editor.ts';
import { useMakeChange, useSayRefused } from '../step/use-change-value.ts';
import { applyEdits } from '../step/change-value.ts';
import { valueAt } from '../step/forms/parts.ts';
import type { Choice } from './catalogue-lines.ts';
import { stepOfFlow, stepOfOperation } from './step-of-callable.ts';
import { stepTemplates, type NewStep } from './step-templates.ts';
import { eventEdits, triggerEdits } from './trigger-templates.ts';
import { keepUsed } from './used-before.ts';

interface Options {
  readonly editor: FlowEditor;
  readonly spot: Spot;
  onClose(): void;
  onAdd?(step: NewStep): void;
}

interface Choosing {
  choose(choice: Choice): void;
  /** What is being added. */
  readonly busy: string | null;
}

const factsOf = async ({ client }: Hub, callable: string): Promise<CallableFacts | null> => {
  try {
    return await answer(client.GET('/api/callables/{callable}', { params: { path: { callable } } }));
  } catch {
    // Its arguments are filled in by hand then: better than no step.
    return null;
  }
};

/** The namespace of a flow is said by the flow alone. */
const namespaceOf = async ({ client }: Hub, name: string): Promise<string> => {
  try {
    return (await answer(client.GET('/api/flows/{name}', { params: { path: { name } } }))).flow.namespace;
  } catch {
    return 'default';
  }
};

/** Adds what was chosen, with what must be given to it. */
export const useChoose = ({ editor, spot, onClose, onAdd }: Options): Choosing => {
  const hub = useHub();
  const make = useMakeChange(editor);
  const say = useSayRefused();
  const [busy, setBusy] = useState<string | null>(null);
  const add = (step: NewStep): void => {
    if (onAdd === undefined) make(addStep(editor.state().flow, spot, step));
    else onAdd(step);
    onClose();
  };
  const addCallable = async (name: string, isFlow: boolean): Promise<void> => {
    setBusy(name);
    const flow = name.slice('flow.'.length);
    const [facts, namespace] = await Promise.all([
      factsOf(hub, name),
      isFlow ? namespaceOf(hub, flow) : Promise.resolve(''),
    ]);
    setBusy(null);
    keepUsed(hub.space ?? '', name);
    add(isFlow ? stepOfFlow({ namespace, name: flow }, facts) : stepOfOperation(name, facts));
  };
  return {
    busy,
    choose: (choice) => {
      if (busy !== null) return;
      if (choice.kind === 'step') add(stepTemplates[choice.step]);
      else if (choice.kind === 'callable') {
        const { name, origin } = choice.callable;
        void addCallable(name, origin === 'flow');
      } else if (choice.kind === 'event') {
        say(applyEdits(editor, eventEdits(editor.state().flow.shape.value, choice.event.type)));
        onClose();
      } else {
        const flow = valueAt(editor.state().flow.shape.value, '/document/name');
        const edits = triggerEdits(choice.trigger, typeof flow === 'string' ? flow : 'flow');
        say(applyEdits(editor, edits));
        onClose();
      }
    },
  };
};

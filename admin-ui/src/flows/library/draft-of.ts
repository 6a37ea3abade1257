import { readFlowText } from '../../editor/document/flow-text.ts';
import { setValues, type ValueAt } from '../../editor/document/set-value.ts';
import { adaptFlow, type Adaptation, type Named } from './adapt.ts';
import type { AskedValues } from './values-of.ts';

export interface Filled extends Adaptation {
  /** Names of connections, by the connector's name in the space; the usual one where none is named. */
  readonly connections: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The flow of the library as somebody's own, with their connections and values in it. */
export const draftOf = (
  flow: Named,
  asked: Pick<AskedValues, 'places' | 'initial'>,
  filled: Filled,
): string => {
  const text = adaptFlow(flow, filled);
  const read = readFlowText(text);
  if (!('shape' in read)) throw new Error(`The draft cannot be read at line ${read.line}: ${read.message}`);
  const values = [...asked.places].flatMap(([name, pointer]): ValueAt[] => {
    const value = filled.values[name];
    return value === undefined || value === asked.initial[name] ? [] : [{ pointer, value }];
  });
  const connections = [...read.shape.steps.values()].flatMap(({ place, task }): ValueAt[] => {
    const { call } = task;
    const connector = typeof call === 'string' ? (call.split('.')[0] ?? '') : '';
    const value = Object.hasOwn(filled.connections, connector) ? filled.connections[connector] : '';
    return value === undefined || value === '' ? [] : [{ pointer: `${place}/metadata/connection`, value }];
  });
  const edits = [...values, ...connections];
  if (edits.length === 0) return text;
  const changed = setValues(read, edits);
  if (changed.refused !== undefined)
    throw new Error(
      `A value cannot be put into the draft: ${edits.map(({ pointer }) => pointer).join(', ')}`,
    );
  return changed.text;
};

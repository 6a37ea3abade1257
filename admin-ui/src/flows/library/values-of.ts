import type { LibraryFlow } from '../../api/shapes.ts';
import { readFlowText } from '../../editor/document/flow-text.ts';
import { valueAt } from '../../editor/step/forms/parts.ts';

/** What a flow of the library asks for, as one object to be filled in. */
export interface AskedValues {
  readonly schema: unknown;
  /** As they stand in the flow. */
  readonly initial: Readonly<Record<string, unknown>>;
  /** Where each of them stands, by its name in the form. */
  readonly places: ReadonlyMap<string, string>;
}

interface Asking {
  readonly asks: readonly LibraryFlow['asks'][number][];
  readonly text: string;
}

/** Named by the last word of its place: that is what the text calls it. */
export const askedValues = ({ asks, text }: Asking): AskedValues => {
  const read = readFlowText(text);
  const flow = 'shape' in read ? read.shape.value : {};
  const properties: Record<string, unknown> = {};
  const initial: Record<string, unknown> = {};
  const places = new Map<string, string>();
  for (const { at, schema } of asks) {
    const word = at.slice(at.lastIndexOf('/') + 1);
    const name = places.has(word) ? `${word}${places.size}` : word;
    places.set(name, at);
    properties[name] = schema;
    initial[name] = valueAt(flow, at) ?? schema['default'];
  }
  return { schema: { type: 'object', properties, required: [...places.keys()] }, initial, places };
};

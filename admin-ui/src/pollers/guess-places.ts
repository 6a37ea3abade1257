import { controlOf } from '../schema-form/control.ts';
import { definitionsOf, isRecord, settle } from '../schema-form/settle.ts';
import { pointerTo } from '../schema-form/pointer.ts';

interface Places {
  readonly items: string;
  readonly id: string;
}

/** What an answer often calls its list. */
const usual = ['data', 'items', 'results', 'records', 'values', 'entries'];

/** Where the items of an answer stand, and what they are known by, as far as its schema tells. */
export const guessPlaces = (output: unknown): Places => {
  const definitions = definitionsOf(output);
  const answer = settle(output, definitions);
  if (controlOf(answer, definitions).kind === 'list')
    return { items: '', id: idIn(settle(answer['items'], definitions)['properties']) };
  const fields = isRecord(answer['properties']) ? answer['properties'] : {};
  const lists = Object.entries(fields).filter(([, held]) => controlOf(held, definitions).kind === 'list');
  const [found] = [...lists].sort(([one], [other]) => rank(one) - rank(other));
  if (found === undefined) return { items: '', id: '' };
  const item = settle(settle(found[1], definitions)['items'], definitions);
  return { items: pointerTo('', found[0]), id: idIn(item['properties']) };
};

const rank = (name: string): number => {
  const at = usual.indexOf(name.toLowerCase());
  return at < 0 ? usual.length : at;
};

const idIn = (properties: unknown): string => {
  const names = Object.keys(isRecord(properties) ? properties : {});
  const found =
    names.find((name) => name === 'id') ?? names.find((name) => /^(_id|uuid|sid|key)$/i.test(name));
  return found === undefined ? '' : pointerTo('', found);
};

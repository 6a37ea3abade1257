import { addStep, type NewStep } from '../document/add-step.ts';
import { itemsAt, nameOfItem, spotOf, taskOfItem, withItems, type Item } from '../document/block-items.ts';
import { editFlow, refuse } from '../document/edit-flow.ts';
import type { FlowText } from '../document/flow-text.ts';
import { readChanged } from '../document/read-changed.ts';
import { fieldOf } from '../document/shape-of.ts';
import {
  caseThen,
  casesOf,
  goesOn,
  leadPast,
  redirect,
  thenOf,
  withCaseThen,
  withThen,
} from '../document/ways.ts';
import type { Changed } from '../flow-editor.ts';
import type { Plus } from './drawing.ts';

/** A new step on the line that the plus is on. */
export const addAt = (flow: FlowText, plus: Plus, step: NewStep): Changed =>
  joinAt(flow, plus, addStep(flow, plus.spot, step));

/**
 * What came in at a plus becomes part of the way that it is drawn on, which steps that stand one behind the other are by
 * themselves: other ways lead by name, and lead to it now, and it leads where they led.
 */
export const joinAt = (flow: FlowText, plus: Plus, changed: Changed): Changed => {
  const chosen = changed.chosen ?? [];
  const isDone = changed.refused === undefined && changed.text !== flow.text;
  const after = isDone ? readChanged(changed, flow) : null;
  if (after === null || !('shape' in after)) return changed;
  const came = chosen.flatMap((place) => after.shape.steps.get(place) ?? []);
  const [first, last] = [came[0], came.at(-1)];
  if (first === undefined || last === undefined) return changed;
  const { block, index } = spotOf(first);
  const items = itemsAt(after.plain, block);
  const end = spotOf(last).index;
  if (end !== index + came.length - 1) return changed;
  const joined = joinItems(items, { from: index, to: end, way: wayOf(flow, plus) });
  if ('passed' in joined)
    return refuse(flow, { key: 'editor.canvas.passedOver', values: { step: joined.passed } });
  if (joined.items === items) return changed;
  const joining = editFlow(after, [({ plain }) => withItems(plain, block, joined.items)]);
  const { text, flow: read = after } = joining;
  return joining.refused === undefined ? { ...changed, text, flow: read } : changed;
};

/** The way of a plus by names: places have moved. */
interface Way {
  readonly after: string | null;
  readonly before: string | null;
  readonly meeting: string | null;
  readonly branch: Side | null;
}

interface Side {
  readonly step: string;
  readonly cases: readonly string[];
  /** And what no case takes. */
  readonly open: boolean;
  readonly empty: boolean;
}

const wayOf = ({ shape }: FlowText, { after, before, meeting, branch }: Plus): Way => {
  const nameOf = (place: string | null): string | null =>
    (place === null ? undefined : shape.steps.get(place)?.name) ?? null;
  const owner = branch === null ? undefined : shape.steps.get(branch.step);
  const cases = owner?.cases.filter(({ place }) => branch?.cases.includes(place)) ?? [];
  return {
    ...{ after: nameOf(after), before: nameOf(before), meeting: nameOf(meeting) },
    branch:
      owner === undefined
        ? null
        : {
            step: owner.name,
            cases: cases.map(({ name }) => name),
            open: branch?.open === true,
            empty: branch?.empty === true,
          },
  };
};

const hasIf = (item: Item): boolean => taskOfItem(item)['if'] !== undefined;

interface Came {
  readonly from: number;
  readonly to: number;
  readonly way: Way;
}

type Joined = { readonly items: readonly Item[] } | { readonly passed: string };

const joinItems = (items: readonly Item[], { from, to, way }: Came): Joined => {
  const list = [...items];
  const first = nameOfItem(list[from]);
  const next = to + 1 < list.length ? nameOfItem(list[to + 1]) : null;
  const led = leadTo(list, { from, first, next, way });
  // At the end of a block what leaves it goes on with nothing.
  const target = led === 'exit' && next === null ? null : led;
  const last = list[to];
  // What is passed over goes on with what stands below it, whatever it says.
  if (hasIf(last) && target !== next) return { passed: nameOfItem(last) };
  const above = list[from - 1];
  if (way.branch?.empty === true && hasIf(above)) return { passed: nameOfItem(above) };
  // What leads elsewhere by itself still does.
  if (thenOf(last) === 'continue' && goesOn(last) && target !== next)
    list[to] = withThen(last, target ?? 'exit');
  return { items: list.every((item, at) => item === items[at]) ? items : list };
};

/** Of a way that leads to the end of the block: also what leaves it. */
const leadsTo = (before: string | null, then: string): boolean => then === (before ?? 'exit');

interface Coming extends Omit<Came, 'to'> {
  readonly first: string;
  /** What stands below it in the list. */
  readonly next: string | null;
}

/** Leads the way to what came in; where the way led to before. */
const leadTo = (list: Item[], { from, first, next, way }: Coming): string | null => {
  const above = list[from - 1];
  if (way.after !== null) {
    if (nameOfItem(above) !== way.after) return next;
    const then = thenOf(above);
    // The line is of the step being passed over: where it leads otherwise is another one.
    if (hasIf(above) && then !== 'continue' && then !== way.before) return next;
    const own = then === 'continue' || then === first ? way.before : then;
    const led = withThen(above, 'continue');
    // Cases that go on below the step, where the step itself leads elsewhere, have a way of their own.
    const past = (to: string): string => (to === 'continue' && then !== 'continue' ? (next ?? 'exit') : to);
    list[from - 1] = own === null ? led : leadCases(led, (to) => (to === own ? first : past(to)));
    return own;
  }
  if (way.meeting !== null) {
    const start = list.findIndex((item) => nameOfItem(item) === way.meeting);
    for (let at = start; start >= 0 && at < from; at += 1)
      list[at] = redirect(list[at], (then) => (leadsTo(way.before, then) ? first : then));
    return way.before;
  }
  return way.branch === null ? way.before : leadBranch(list, way.branch, { from, first, next, way });
};

const leadBranch = (
  list: Item[],
  { step, cases, open, empty }: Side,
  { from, first, next, way }: Coming,
): string | null => {
  const at = list.findIndex((item) => nameOfItem(item) === step);
  const owner = list[at];
  if (owner === undefined) return next;
  let target = way.before;
  let led: Item = owner;
  const leads = (then: string): boolean => (empty ? then !== 'continue' : then === way.before);
  const isOwn = (one: unknown): boolean => cases.includes(nameOfItem(one));
  const isOpen = casesOf(owner).every((one) => fieldOf(one, nameOfItem(one), 'when') !== undefined);
  const own = thenOf(owner);
  // Others that went on below the step itself still go there, and not to what came between.
  const falls = (then: string): boolean => empty && from - 1 === at && then === 'continue';
  for (const [which, one] of casesOf(owner).entries()) {
    const then = caseThen(one);
    if (isOwn(one) && leads(then)) {
      if (empty) target = then;
      led = withCaseThen(led, which, first);
    } else if (!isOwn(one) && falls(then)) led = withCaseThen(led, which, next ?? 'exit');
  }
  if (isOpen && open && leads(own)) {
    if (empty) target = own;
    led = withThen(led, first);
  } else if (isOpen && !open && (falls(own) || (!empty && own === way.before))) {
    led = withThen(led, falls(own) ? (next ?? 'exit') : first);
  }
  list[at] = led;
  const above = list[from - 1];
  // The branch before it went on to what stands below.
  if (empty && from - 1 !== at) list[from - 1] = leadPast(above, next ?? 'exit');
  return target;
};

const leadCases = (item: Item, to: (then: string) => string): Item =>
  casesOf(item).reduce((led: Item, one, which) => {
    const then = caseThen(one);
    return then === to(then) ? led : withCaseThen(led, which, to(then));
  }, item);

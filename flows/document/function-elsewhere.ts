import { escapeStep } from '../../core/json-pointer.ts';
import type { Wanted } from './elsewhere.ts';
import type { NamedSpot } from './fields.ts';
import { foreignSpot } from './foreign.ts';
import { flowLimits } from './limits.ts';
import type { Task } from './model.ts';
import { checkAlone } from './order.ts';
import { complain, type Reading, type Spot } from './reading.ts';
import { emptyTask, readTask } from './task.ts';
import { isFields } from './words.ts';

export interface ForeignFunction {
  readonly wanted: Wanted;
  readonly caller: Spot;
  /** Addresses of the functions that it is called in. */
  readonly way: readonly string[];
  /** Who calls. */
  readonly reading: Reading;
  /** A reading of what stands there: it knows nothing of what the caller declares. */
  readonly inside: Reading;
}

/** A function from an address, read as if it stood below the call: its places lead there. */
export const readFunctionElsewhere = ({ wanted, caller, way, reading, inside }: ForeignFunction): Task => {
  const { address } = wanted;
  const item: Spot = { path: `${caller.path}/function`, value: {} };
  const spot: NamedSpot = { ...item, name: nameIn(address), item };
  const wrong = wrongWay(address, way);
  const held = wrong === undefined ? reading.elsewhere.lookUp(wanted) : { problem: wrong };
  if (held === undefined) return emptyTask(spot);
  if ('problem' in held) {
    complain(caller, reading, held.problem);
    return emptyTask(spot);
  }
  const read = foreignSpot({ text: held.text, address }, spot.path, { caller, reading });
  if (read === undefined) return emptyTask(spot);
  keepSecretsOut(read, inside);
  const task = readTask({ ...spot, value: read.value }, inside);
  checkAlone(task, inside);
  return task;
};

const wrongWay = (address: string, way: readonly string[]): string | undefined => {
  if (way.includes(address))
    return `A function cannot call itself: ${[...way.slice(way.indexOf(address)), address].join(' → ').slice(0, 600)}.`;
  if (way.length < flowLimits.elsewhere) return undefined;
  return `Functions from addresses call functions from addresses here, more than ${flowLimits.elsewhere} deep: ${way.at(-1) ?? ''} calls ${address}.`;
};

/** `log` of `…/functions/log/1.0.0/function.yaml`: the name of the task, which keys are made of. */
const nameIn = (address: string): string => {
  const steps = (URL.parse(address)?.pathname ?? '')
    .split('/')
    .map((step) => step.replace(/\.(ya?ml|json)$/, ''));
  const name = steps.findLast((step) => step !== '' && step !== 'function' && !/^v?\d+(\.\d+)*/.test(step));
  return (name ?? 'function').slice(0, flowLimits.nameLetters);
};

const own = /\$secrets\b/;

/** Whoever wrote the function decides where its values go; who calls it decides which it gets. */
const keepSecretsOut = ({ path, value }: Spot, reading: Reading): void => {
  if (typeof value === 'string') {
    if (!own.test(value) || path.endsWith('/script/code')) return;
    const message = 'Functions from addresses do not see secrets. Hand what it needs to it in "with".';
    complain({ path, value }, reading, message);
  } else if (Array.isArray(value)) {
    for (const [at, one] of value.entries()) keepSecretsOut({ path: `${path}/${at}`, value: one }, reading);
  } else if (isFields(value)) {
    for (const [name, one] of Object.entries(value))
      keepSecretsOut({ path: `${path}/${escapeStep(name)}`, value: one }, reading);
  }
};

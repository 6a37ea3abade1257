import { dataPlan } from './schemas.ts';
import { fieldsOf, type Fields } from './fields.ts';
import { head } from './head.ts';
import { tasks } from './kind-blocks.ts';
import type { FlowDocument } from './model.ts';
import { openReading } from './open-reading.ts';
import type { Elsewhere } from './elsewhere.ts';
import { complain, type Reader, type Reading, type Spot, type Used } from './reading.ts';
import type { Report } from './report.ts';
import { schedule } from './schedule.ts';
import { timeout } from './timeouts.ts';
import { nothingUsed } from './used.ts';
import { readExtensions, readUsed, useFields } from './use.ts';
import { choice } from './values.ts';
import { isFields } from './words.ts';

const known = ['document', 'input', 'use', 'do', 'timeout', 'output', 'schedule', 'evaluate'];

/** All of a document. What it gives is worth something only when nothing was reported. */
export const readDocument = (spot: Spot, parts: { report: Report; elsewhere: Elsewhere }): FlowDocument => {
  const shared = { ...parts, counter: { tasks: 0 } };
  const bare = openReading({ ...shared, used: nothingUsed, extensions: [] });
  const fields = fieldsOf(spot, bare, { known, required: ['document', 'do'] });
  const use = fields.spot('use');
  const sections = use === undefined ? undefined : useFields(use, bare);
  const used = sections === undefined ? nothingUsed : readUsed(sections, bare);
  const plain = openReading({ ...shared, used, extensions: [] });
  const extensions = sections?.spot('extensions');
  const reading =
    extensions === undefined
      ? plain
      : openReading({ ...shared, used, extensions: readExtensions(extensions, plain) });
  const document = rest(fields, spot, reading);
  readUncalled(used, reading);
  return document;
};

const rest = (fields: Fields, spot: Spot, reading: Reading): FlowDocument => {
  const within = <T>(name: string, reader: Reader<T>): T | undefined => {
    const at = fields.spot(name);
    return at === undefined ? undefined : reader(at, reading);
  };
  within('evaluate', evaluation);
  return {
    ...(within('document', head) ?? noHead),
    input: within('input', dataPlan('from')) ?? {},
    output: within('output', dataPlan('as')) ?? {},
    timeout: within('timeout', timeout) ?? null,
    schedule: within('schedule', schedule) ?? null,
    secrets: [...reading.used.secrets],
    tasks: within('do', tasks) ?? [],
    definition: isFields(spot.value) ? spot.value : {},
  };
};

const noHead = {
  ...{ dsl: '', namespace: '', name: '', version: '', title: null, summary: null, tags: {}, metadata: {} },
  ...{ mode: 'durable' as const, concurrency: null, http: null, sensitive: [] },
};

/** What is wrong with a function is told before anybody calls it. */
const readUncalled = ({ functions }: Used, reading: Reading): void => {
  for (const [name, spot] of functions) reading.functionNamed(name, spot);
};

/** The text of the standard has it, its schema does not. */
const evaluation: Reader<void> = (spot, reading) => {
  const fields = fieldsOf(spot, reading, { known: ['language', 'mode'] });
  fields.read('language', choice('jq'));
  const mode = fields.read('mode', choice('strict', 'loose'));
  if (mode !== 'loose') return;
  const message = 'Loose evaluation is not offered: nobody could tell a text from an expression.';
  complain({ ...spot, path: `${spot.path}/mode` }, reading, message);
};

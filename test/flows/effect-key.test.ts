import { expect, test } from '@jest/globals';
import { effectKey } from '../../flows/run/effect-key.ts';
import { verifies } from '../setup/verifies.ts';

const one = 'run_01m7yyxp59eq4ynm8vmc278750';
const other = 'run_01m7yyxp59eq4ynm8vmc278751';

test('a key says which run and which task it is', () => {
  expect(effectKey(one, '/send#2/ask')).toBe(`${one}/send#2/ask`);
});

verifies(
  'flows.keys',
  'whatever tasks are called, a key fits a header, and no two runs or tasks share one',
  () => {
    const long = `/${'x'.repeat(300)}`;
    const effects = [long, `${long}y`, '/größe', '/with space', '/🙂'];
    const keys = effects.flatMap((effect) => [effectKey(one, effect), effectKey(other, effect)]);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatch(/^run_[\x21-\x7e]{1,196}$/);
    expect(effectKey(one, long)).toBe(effectKey(one, long));
  },
);

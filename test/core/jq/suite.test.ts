import { expect, test } from '@jest/globals';
import { equal } from '../../../core/jq/compare.ts';
import { compile } from '../../../core/jq/compile.ts';
import { JqError } from '../../../core/jq/error.ts';
import { parseJson, toJson } from '../../../core/jq/json.ts';
import type { Value } from '../../../core/jq/value.ts';
import { casesOf, modules, type Case } from './cases.ts';
import { verifies } from '../../setup/verifies.ts';

/** jq's own tests, all of them. What does not pass is listed here by its program, with the reason. */

const metadata = 'modules are given with the program by name, so there is nothing to tell about them';
const environment = 'the environment is not handed to expressions: $ENV and env are empty';
const linear = 'the engine of regular expressions is linear in time and has no look-around';

const differs: Readonly<Record<string, string>> = {
  modulemeta: metadata,
  'modulemeta | .deps | length': metadata,
  'modulemeta | .defs | length': metadata,
  'try input catch .': 'an expression has one input, so input is refused when it is compiled',
  '$ENV.PAGER': environment,
  'env.PAGER': environment,
  '[match(".+?\\\\b")]': 'the engine of regular expressions knows words of ASCII only at \\b',
  'gsub("(?=u)"; "u")': linear,
};

/** jq's tests write Infinity, and look at what came before an error. */
const read = (text: string): Value => {
  try {
    return parseJson(text);
  } catch {
    return parseJson(text.replaceAll('Infinity', '1e999').replaceAll('-NaN', 'nan'));
  }
};

const outputsOf = ({ program, input }: Case): readonly Value[] => {
  const given = read(input ?? 'null');
  const limits = { fuel: 50_000_000 };
  try {
    return compile(program, { modules }).all(given, {}, limits);
  } catch (error) {
    if (!(error instanceof JqError) || error.failure !== 'run') throw error;
    return compile(`try (${program}) catch empty`, { modules }).all(given, {}, limits);
  }
};

const passes = (one: Case): boolean => {
  if (one.input === null) {
    try {
      compile(one.program, { modules });
      return false;
    } catch (error) {
      return error instanceof JqError && error.failure === 'compile' && error.place !== null;
    }
  }
  const outputs = outputsOf(one);
  return (
    outputs.length === one.outputs.length &&
    outputs.every((output, at) => {
      const expected = read(one.outputs[at] ?? '');
      return equal(output, expected) || toJson(output) === toJson(expected);
    })
  );
};

const failed = (one: Case): boolean => {
  try {
    return !passes(one);
  } catch (error) {
    if (error instanceof JqError) return true;
    throw error;
  }
};

const files = ['jq', 'base64', 'uri', 'onig', 'man', 'manonig', 'optional'];

test.each(files)("jq's own %s.test passes but for the listed differences", (name) => {
  const cases = casesOf(`${name}.test`);
  expect(cases.length).toBeGreaterThan(1);
  const failures = cases.filter((one) => differs[one.program] === undefined && failed(one));
  expect(failures.map(({ file, line, program }) => `${file}:${line} ${program}`)).toEqual([]);
});

verifies('flows.jq.suite', 'what is listed as different is different, and there', () => {
  const cases = files.flatMap((name) => casesOf(`${name}.test`));
  const listed = cases.filter((one) => differs[one.program] !== undefined);
  expect(new Set(listed.map(({ program }) => program))).toEqual(new Set(Object.keys(differs)));
  expect(listed.filter((one) => !failed(one)).map(({ program }) => program)).toEqual([]);
});

verifies('flows.jq.suite', 'the cases are as many as they were', () => {
  const counts = files.map((name) => [name, casesOf(`${name}.test`).length]);
  expect(Object.fromEntries(counts)).toMatchInlineSnapshot(`
   {
     "base64": 10,
     "jq": 550,
     "man": 231,
     "manonig": 19,
     "onig": 47,
     "optional": 2,
     "uri": 20,
   }
  `);
});

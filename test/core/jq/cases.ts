import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Modules } from '../../../core/jq/modules.ts';
import type { Value } from '../../../core/jq/value.ts';

/** Reads the format of jq's own tests. */

export interface Case {
  readonly file: string;
  readonly line: number;
  readonly program: string;
  /** Null for programs that must not compile. */
  readonly input: string | null;
  readonly outputs: readonly string[];
}

const fixtures = join(import.meta.dirname, '../../fixtures/jq');

const moduleSource = (name: string): string => readFileSync(join(fixtures, 'modules', name), 'utf8');

/** The modules that the tests import, each under the name that they import it by. */
export const modules: Modules = {
  ...Object.fromEntries(
    ['a', 'shadow1', 'shadow2', 'test_bind_order', 'test_bind_order0', 'test_bind_order1', 'test_bind_order2']
      .concat('cycle_a', 'cycle_b', 'cycle_self')
      .map((name) => [name, moduleSource(`${name}.jq`)]),
  ),
  b: moduleSource('b/b.jq'),
  c: moduleSource('c/c.jq'),
  d: moduleSource('c/d.jq'),
  e: moduleSource('lib/jq/e/e.jq'),
  f: moduleSource('lib/jq/f.jq'),
  syntaxerror: moduleSource('syntaxerror/syntaxerror.jq'),
  data: { data: JSON.parse(moduleSource('data.json')) as Value },
};

const isSkipped = (line: string): boolean => /^\s*(#|$)/.test(line);

export const casesOf = (name: string): readonly Case[] => {
  const lines = readFileSync(join(fixtures, name), 'utf8').split('\n');
  const cases: Case[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (isSkipped(line)) at += 1;
    else if (line.startsWith('%%FAIL')) {
      cases.push({ file: name, line: at + 2, program: lines[at + 1] ?? '', input: null, outputs: [] });
      at += 2;
      while (at < lines.length && (lines[at] ?? '') !== '') at += 1;
    } else {
      const outputs: string[] = [];
      let end = at + 2;
      while (end < lines.length && (lines[end] ?? '') !== '') {
        const output = lines[end] ?? '';
        if (!isSkipped(output)) outputs.push(output);
        end += 1;
      }
      cases.push({
        file: name,
        line: at + 1,
        program: line,
        input: (lines[at + 1] ?? '').replace(/^\ufeff/, ''),
        outputs,
      });
      at = end;
    }
  }
  return cases;
};

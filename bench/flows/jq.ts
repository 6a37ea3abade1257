import { loadavg } from 'node:os';
import { compile } from '../../core/jq/compile.ts';
import type { Value } from '../../core/jq/value.ts';

/**
 * `node bench/flows/jq.ts`: evaluations a second of one process, each with a machine of its own, as flows do them.
 * The goals are those of the flow engine; every figure is the best of three rounds.
 */

const items = Array.from({ length: 20 }, (_, at) => ({ x: at % 8, y: at, price: at * 1.5 }));
const input: Value = {
  ...{ id: 7, name: 'Ada', mail: 'ada@example.org', phone: '+49 30 1234', tags: ['vip', 'de'], n: 3 },
  a: { b: { c: 5 } },
  items,
};

const workload: readonly (readonly [goal: number, program: string])[] = [
  [1_000_000, '.a.b'],
  [2_000_000, '.a.b.c'],
  [300_000, '{id, name, mail, phone, tags, n, c: .a.b.c}'],
  [0, 'if .n > 2 and .name == "Ada" then .a else .items end'],
  [0, '"Hello \\(.name), your number is \\(.n)"'],
  [0, '.items | map(select(.x > 3))'],
  [40_000, '{id, total: ([.items[] | select(.x > 3) | .price] | add), count: (.items | length)}'],
  [0, 'reduce .items[] as $item (0; . + $item.price)'],
  [0, 'reduce .items[] as $item ({}; .[$item.x | tostring] += [$item.y])'],
  [0, '.a | to_entries | map({key, value: 1}) | from_entries'],
  [0, 'with_entries(.value |= tostring)'],
  [0, '.items | group_by(.x) | map({x: .[0].x, sum: (map(.price) | add)})'],
  [0, '.a.b.c |= . + 1'],
  [0, '.items[].price |= . * 2'],
  [0, '.name | test("^A.a$")'],
  [0, '[range(100)] | add'],
  [0, 'tojson'],
];

const round = (run: () => void, milliseconds: number): number => {
  const start = performance.now();
  let count = 0;
  let spent = 0;
  while (spent < milliseconds) {
    for (let at = 0; at < 200; at += 1) run();
    count += 200;
    spent = performance.now() - start;
  }
  return (count / spent) * 1000;
};

const measure = (source: string): number => {
  const program = compile(source);
  const run = (): void => {
    program.first(input);
  };
  round(run, 200);
  return Math.max(round(run, 200), round(run, 200), round(run, 200));
};

const whole = new Intl.NumberFormat('en');
let missed = 0;
for (const [goal, program] of workload) {
  const rate = measure(program);
  if (rate < goal) missed += 1;
  const aim = goal === 0 ? '' : `goal ${whole.format(goal)}`;
  console.log(`${whole.format(Math.round(rate)).padStart(12)}/s  ${aim.padEnd(15)}  ${program}`);
}
const compiles = round(() => compile(workload[6]?.[1] ?? '.'), 300);
console.log(
  `${whole.format(Math.round(compiles)).padStart(12)}/s  ${''.padEnd(15)}  compiling the object with the sum`,
);
console.log(
  `load ${loadavg()
    .map((one) => one.toFixed(2))
    .join(' ')}`,
);
process.exitCode = missed === 0 ? 0 : 1;

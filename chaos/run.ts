import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { load, quantile, withDatabase } from '../bench/platform/measure.ts';
import { storm, type StormReport } from './storm.ts';

/**
 * `npm run chaos`: the long form. Prints what it found, with `--keep` writes it into FIGURES.md, and ends with 1 when anything was lost or
 * done twice. With `--seed` the same numbers are drawn again; when each of them is drawn is up to the machine.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    runs: { type: 'string', default: '2200' },
    kills: { type: 'string', default: '210' },
    lease: { type: 'string', default: '5' },
    keep: { type: 'boolean', default: false },
  },
});
const [seed, runs, kills, leaseSeconds] = [values.seed, values.runs, values.kills, values.lease].map(
  Number,
) as [number, number, number, number];

const report = await withDatabase((databaseUrl) =>
  storm({
    ...{ databaseUrl, seed, runs, kills, leaseSeconds, lifeMs: 7_000, atOnce: 400 },
    tell: (line) => process.stderr.write(`${line}\n`),
  }),
);

/** As Prettier would have it. */
const tableOf = (rows: readonly (readonly [string, string | number])[]): string[] => {
  const widths = [0, 1].map((at) => Math.max(...rows.map((row) => String(row[at]).length)));
  const line = (cells: readonly (string | number)[], fill: string): string =>
    `| ${cells.map((cell, at) => String(cell).padEnd(widths[at] ?? 0, fill)).join(' | ')} |`;
  const [head = ['', ''], ...body] = rows.map((row) => line(row, ' '));
  return [String(head), line(['', ''], '-'), ...body];
};

const shown = ({ by, recoveries, ...report }: StormReport): string => {
  const hands = [...by].toSorted(([, one], [, other]) => other - one);
  const ms = (share: number): string => `${Math.round(quantile(recoveries, share))} ms`;
  const rows: readonly (readonly [string, string | number])[] = [
    ['runs, with those that runs began', report.runs],
    ['tasks in their journals', report.tasks],
    ['kills of two hubs', report.kills],
    ['accepted by an answer: runs, events', `${report.accepted}, ${report.events}`],
    ['asked for, without an answer', report.unanswered],
    ['calls of the effect server, of them failed on purpose', `${report.calls}, ${report.failures}`],
    ['lost, done twice, stuck, wrong', report.problems.length],
    ['lease', `${leaseSeconds} s`],
    ['in other hands after a kill: p50, p99', `${ms(0.5)}, ${ms(0.99)} of ${recoveries.length}`],
    ['longest time that nobody had a run', `${Math.round(report.longestAloneMs)} ms`],
  ];
  return [
    `Seed ${seed}, ${Math.round(report.seconds)} s, load ${load()}:`,
    '',
    ...tableOf([['what', 'figure'], ...rows]),
    '',
    `Killed: ${hands.map(([hand, count]) => `${count} × ${hand.replaceAll('_', ' ')}`).join(', ')}.`,
    '',
  ].join('\n');
};

const table = shown(report);
process.stdout.write(`${table}\n`);
for (const problem of report.problems.slice(0, 50)) process.stdout.write(`${problem}\n`);
if (values.keep) {
  await writeFile(join(import.meta.dirname, 'FIGURES.md'), `# Figures of the chaos\n\n${table}`);
}
const late = quantile(report.recoveries, 0.99) > (leaseSeconds + 2) * 1000;
const alone = report.longestAloneMs > 2 * leaseSeconds * 1000;
process.exitCode = report.problems.length > 0 || late || alone ? 1 : 0;

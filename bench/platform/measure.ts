import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedDatabase } from '../../platform/db/embedded.ts';
import { migrate } from '../../platform/db/migrate.ts';

/** A database of its own for one measurement, with fsync on, removed afterwards. */
export const withDatabase = async <T>(work: (url: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'app-connect-bench-'));
  await chmod(folder, 0o755);
  const server = await startEmbeddedDatabase(folder);
  try {
    await migrate(server.url);
    return await work(server.url);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
};

export const quantile = (values: readonly number[], share: number): number => {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

export const load = (): string =>
  loadavg()
    .map((one) => one.toFixed(2))
    .join(' ');

export const printTable = (rows: readonly Readonly<Record<string, string | number>>[]): void => {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? '')))];
  const widths = names.map((_, at) => Math.max(...cells.map((row) => (row[at] ?? '').length)));
  for (const row of cells) console.log(row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '));
};

export const quiet = {
  child: () => quiet,
  debug: () => undefined,
  info: () => undefined,
  warn: (message: string, fields?: Readonly<Record<string, unknown>>) => console.error(message, fields ?? ''),
  error: (message: string, fields?: Readonly<Record<string, unknown>>) =>
    console.error(message, fields ?? ''),
};

import { keepNewest } from '../../core/keep-newest.ts';
import type { Clock, Hints, Log } from '../../core/ports.ts';
import type { Db } from '../../platform/db/open.ts';
import { flowsChanged } from '../deps.ts';
import type { HttpBinding } from '../document/model.ts';
import type { Program } from '../engine/program.ts';
import type { KnownFlows } from '../known-flows.ts';
import { httpTriggers } from '../run/store-triggers.ts';

export interface FlowRoute {
  readonly spaceId: string;
  readonly flow: string;
  readonly version: number;
  readonly binding: HttpBinding;
  readonly steps: readonly string[];
  readonly program: Program;
}

export interface Matched {
  readonly route: FlowRoute;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface FlowRoutes {
  /** Undefined: nothing is there; an empty list: not by this method. */
  find(slug: string, method: string, path: string): Promise<Matched | undefined>;
  close(): void;
}

export interface RoutesDeps {
  readonly db: Db;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly log: Log;
  readonly known: KnownFlows;
}

interface Table {
  readonly routes: readonly FlowRoute[];
  checkedAt: number;
}

const trustMs = 1_000;
const mostSpaces = 2_000;
const slugShape = /^[a-z0-9-]{1,64}$/;

/** The addresses that flows answer, by space; compiled when they are first asked for, and looked at again every second. */
export const openFlowRoutes = ({ db, hints, clock, log, known }: RoutesDeps): FlowRoutes => {
  const tables = new Map<string, Table>();
  const asking = new Map<string, Promise<Table>>();
  const stop = hints.on(flowsChanged, () => {
    for (const table of tables.values()) table.checkedAt = Number.NEGATIVE_INFINITY;
  });

  const read = async (slug: string): Promise<Table> => {
    const checkedAt = clock.monotonic();
    const rows = await db.readAsSystem((tx) => httpTriggers(tx, slug));
    const routes: FlowRoute[] = [];
    for (const { spaceId, flow, version, spec } of rows) {
      try {
        const binding = JSON.parse(spec) as HttpBinding;
        const { program } = await known.get(spaceId, flow, version);
        routes.push({ spaceId, flow, version, binding, program, steps: stepsOf(binding.path) });
      } catch (error) {
        log.error('the address of a flow is not served', { spaceId, flow, error });
      }
    }
    // Fixed steps before parameters, so that /orders/new is not taken for an order's number.
    const table = { routes: routes.toSorted((one, other) => freedom(one) - freedom(other)), checkedAt };
    keepNewest(tables, { key: slug, value: table, most: mostSpaces });
    return table;
  };

  const tableOf = (slug: string): Table | Promise<Table> => {
    const table = tables.get(slug);
    if (table !== undefined && clock.monotonic() - table.checkedAt < trustMs) return table;
    const before = asking.get(slug);
    if (before !== undefined) return table ?? before;
    const fresh = read(slug).finally(() => asking.delete(slug));
    asking.set(slug, fresh);
    // Old routes answer until the new ones are here, unless a change was announced.
    if (table !== undefined && table.checkedAt !== Number.NEGATIVE_INFINITY) {
      fresh.catch((error: unknown) => log.warn('the addresses of flows could not be looked at', { error }));
      return table;
    }
    return fresh;
  };

  return {
    find: async (slug, method, path) => {
      if (!slugShape.test(slug)) return undefined;
      const given = tableOf(slug);
      const { routes } = given instanceof Promise ? await given : given;
      const steps = stepsOf(path);
      for (const route of routes) {
        if (route.binding.method !== method) continue;
        const parameters = match(route.steps, steps);
        if (parameters !== undefined) return { route, parameters };
      }
      return undefined;
    },
    close: stop,
  };
};

const stepsOf = (path: string): string[] => path.split('/').filter((step) => step !== '');

const freedom = ({ steps }: FlowRoute): number => steps.filter((step) => step.startsWith('{')).length;

const none: Readonly<Record<string, string>> = {};

const match = (
  wanted: readonly string[],
  given: readonly string[],
): Readonly<Record<string, string>> | undefined => {
  if (wanted.length !== given.length) return undefined;
  let parameters: Record<string, string> | undefined;
  for (const [at, step] of wanted.entries()) {
    const value = given[at] ?? '';
    if (!step.startsWith('{') || !step.endsWith('}')) {
      if (step !== value) return undefined;
      continue;
    }
    parameters ??= {};
    try {
      parameters[step.slice(1, -1)] = decodeURIComponent(value);
    } catch {
      return undefined;
    }
  }
  return parameters ?? none;
};

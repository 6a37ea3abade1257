import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import type { Traffic } from '../../traffic/run/open-traffic.ts';
import { findSpace } from '../../spaces/store.ts';

export interface TrafficStatusDeps {
  /** Of this process; null while no pipeline asks for it. */
  readonly running: () => Traffic | null;
  /** By which clients reach the gateway, where it is not the address it listens on. */
  readonly trafficUrl: string | undefined;
  /** Slugs of spaces by host. */
  readonly trafficHosts: ReadonlyMap<string, string>;
}

export const getTrafficStatus = ({ running, trafficUrl, trafficHosts }: TrafficStatusDeps) =>
  hubOperation({
    name: 'traffic.status',
    summary: 'Where the gateway listens, and how its upstreams are',
    description: 'As the process sees it that answers: each checks upstreams for itself.',
    access: 'traffic.read',
    http: { method: 'GET', path: '/api/traffic/status' },
    hints: { readOnly: true },
    input: z.strictObject({}),
    output: z.strictObject({
      urls: z
        .array(z.string())
        .describe('By which clients reach this space. Empty while it does not listen.'),
      problem: z.string().nullable().describe('Why it does not listen, though pipelines are there.'),
      broken: z.array(z.strictObject({ name: z.string(), version: z.number(), reason: z.string() })),
      services: z.array(
        z.strictObject({
          name: z.string(),
          version: z.number(),
          waiting: z.number(),
          targets: z.array(z.record(z.string(), z.unknown())),
        }),
      ),
    }),
    run: async (_input, { tx, spaceId }) => {
      const traffic = running();
      const slug = (await findSpace(tx, spaceId))?.slug ?? '';
      const address = traffic?.state().address ?? null;
      return {
        urls: address === null ? [] : urlsOf({ slug, address, trafficUrl, trafficHosts }),
        problem: traffic?.state().problem ?? null,
        broken: [...(traffic?.broken(spaceId) ?? [])],
        services: (traffic?.services(spaceId) ?? []).map(({ name, version, waiting, targets }) => ({
          ...{ name, version, waiting },
          targets: targets.map((target) => ({ ...target })),
        })),
      };
    },
  });

export interface Reached {
  readonly slug: string;
  readonly address: { readonly host: string; readonly port: number; readonly secure: boolean };
  readonly trafficUrl: string | undefined;
  readonly trafficHosts: ReadonlyMap<string, string>;
}

/** Hosts of its own first; else the path that is the space's. */
export const urlsOf = ({ slug, address, trafficUrl, trafficHosts }: Reached): string[] => {
  const shown = ['0.0.0.0', '::'].includes(address.host) ? 'localhost' : address.host;
  const base = new URL(
    trafficUrl ?? `${address.secure ? 'https' : 'http'}://${bracketed(shown)}:${address.port}`,
  );
  const own = [...trafficHosts].filter(([, owner]) => owner === slug).map(([host]) => host);
  if (own.length > 0)
    return own.map((host) => {
      const url = new URL(base);
      if (host !== '*') url.hostname = host;
      return url.origin;
    });
  if (trafficHosts.has('*')) return [];
  return [`${base.origin}/${slug}`];
};

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

import { z } from 'zod';
import { list, setting, wholeNumber } from './setting-rules.ts';

const hostsOfSpaces = z
  .string()
  .transform((text) => list(text).map((one) => one.toLowerCase().split('=') as [string, string]))
  .refine(
    (all) =>
      all.every(
        ([host, space]) => /^(\*|[a-z0-9.-]+|\[[0-9a-f:]+\])$/.test(host) && /^[a-z0-9-]+$/.test(space ?? ''),
      ),
    'must be pairs of a host and the address of a space, such as api.example.com=main; * stands for every other host',
  )
  .transform((all): ReadonlyMap<string, string> => new Map(all));

const certificates = z
  .string()
  .transform((text) => list(text).map((one) => one.split('+') as [string, string]))
  .refine(
    (all) => all.every((pair) => pair.length === 2 && pair.every((file) => file !== '')),
    'must be a file with certificates and one with their key, joined by +, several after commas',
  );

/** Of the listener that passes requests on to upstreams. */
export const trafficSettings = {
  HUB_TRAFFIC_PORT: setting(wholeNumber(0, 65_535).optional(), {
    about:
      'Port of the API gateway, opened when the first pipeline is there; one above HUB_PORT when left out, 0 picks a free one.',
    example: '3001',
  }),
  HUB_TRAFFIC_URL: setting(
    z
      .string()
      .refine(
        (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
        'must be a URL that begins with http:// or https://',
      )
      .optional(),
    {
      about: 'Address by which clients reach the API gateway, when it is not the one it listens on.',
      example: 'https://api.example.com',
    },
  ),
  HUB_TRAFFIC_HOSTS: setting(hostsOfSpaces, {
    fallback: '',
    about:
      'Hosts that belong to spaces, by their addresses. Without one a space is at /<its address>/ of every host.',
    example: 'api.example.com=main,*=main',
  }),
  HUB_TRAFFIC_TLS: setting(certificates, {
    fallback: '',
    about: 'Certificates of the API gateway: TLS and HTTP/2. The files are read again when they change.',
    example: './tls/api.crt+./tls/api.key',
  }),
  HUB_TRAFFIC_CRL: setting(z.string().transform(list), {
    fallback: '',
    about:
      'Files with lists of revoked client certificates (PEM), for mutual TLS at the API gateway. Read again when they change.',
    example: './tls/clients.crl',
  }),
  HUB_TRAFFIC_SHARED: setting(z.enum(['true', 'false'], 'must be true or false'), {
    fallback: 'false',
    about: 'Whether several processes of this machine share the port of the API gateway (Linux).',
    example: 'true',
  }),
  HUB_TRAFFIC_PLUGINS: setting(z.string().min(1, 'must be a folder').optional(), {
    about:
      'Folder with plug-ins of express-gateway for the API gateway. Their code runs inside the hub: name only what you trust.',
    example: './gateway-plugins',
  }),
  HUB_TRAFFIC_MOST: setting(wholeNumber(10, 1_000_000), {
    fallback: '2000',
    about: 'Requests that the API gateway has under way at once; more are asked to come again.',
    example: '2000',
  }),
} as const;

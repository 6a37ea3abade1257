import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { challenges, hookProviders, secretSources } from '../../hooks/providers.ts';

export const listHookProviders = () =>
  hubOperation({
    name: 'hooks.listProviders',
    summary: 'The providers whose webhooks the hub knows how to check',
    access: 'connectors.read',
    transaction: 'none',
    http: { method: 'GET', path: '/api/hook-providers' },
    input: z.strictObject({}),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          name: z.string(),
          title: z.string(),
          scheme: z.string(),
          secretFrom: z.enum(secretSources),
          secret: z.string().describe('Where a person finds the secret, or puts the one that the hub makes.'),
          open: z.array(z.string()).describe('What has to be given in `fill`.'),
          challenge: z.enum(challenges),
        }),
      ),
    }),
    run: async () => ({
      items: Object.entries(hookProviders).map(
        ([name, { title, verification, secretFrom, secret, open, challenge }]) => ({
          ...{ name, title, secretFrom, secret, scheme: verification.scheme },
          open: [...(open ?? [])],
          challenge: challenge ?? 'none',
        }),
      ),
    }),
  });

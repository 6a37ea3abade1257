import { z } from 'zod';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { readLibrary } from '../../library.ts';

export const listLibrary = () =>
  hubOperation({
    name: 'flows.library',
    summary: 'Flows to begin with, each with its tests',
    description:
      'Save one of these texts as a flow of your own, and change what is yours: names, addresses, operations.',
    access: 'flows.read',
    transaction: 'none',
    http: { method: 'GET', path: '/api/flow-library' },
    input: z.strictObject({}),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          name: z.string(),
          title: z.string(),
          summary: z.string(),
          text: z.string(),
          tests: z.string(),
        }),
      ),
    }),
    run: async () => ({ items: await readLibrary() }),
  });

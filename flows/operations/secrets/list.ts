import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { secretSchema } from '../../shapes.ts';
import { listSecrets, secretSorts } from '../../store-secrets.ts';

export const listSpaceSecrets = () =>
  hubOperation({
    name: 'secrets.list',
    summary: 'The secrets that flows of this space can use, without what they hold',
    access: 'flows.read',
    http: { method: 'GET', path: '/api/secrets' },
    input: listInput(secretSorts, {}, 'name'),
    output: page(secretSchema),
    run: async (list, { tx, spaceId }) => listSecrets(tx, spaceId, list),
  });

import { instantText } from '../../../core/instant-text.ts';
import { listInput, page } from '../../../core/list.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { endpointId, receiptSchema } from '../../hooks/shape.ts';
import { requireEndpoint } from '../../hooks/store-endpoints.ts';
import { listReceipts, receiptSorts } from '../../hooks/store-receipts.ts';

export const listHookReceipts = () =>
  hubOperation({
    name: 'hooks.listReceipts',
    summary: 'The webhooks that an endpoint has taken in the last seven days',
    description: 'Each event once, however often it was sent.',
    access: 'connectors.read',
    http: { method: 'GET', path: '/api/hooks/{endpointId}/receipts' },
    input: listInput(receiptSorts, { endpointId }),
    output: page(receiptSchema),
    run: async (list, { tx, spaceId }) => {
      await requireEndpoint(tx, spaceId, list.endpointId);
      const { items, next } = await listReceipts(tx, spaceId, list);
      return {
        items: items.map(({ eventKey, eventType, bytes, receivedAt }) => ({
          ...{ eventKey, eventType, bytes },
          receivedAt: instantText(receivedAt),
        })),
        next,
      };
    },
  });

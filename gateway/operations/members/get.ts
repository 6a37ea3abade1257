import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { memberSchema } from '../../members/shape.ts';
import { findMember } from '../../members/store.ts';
import { idSchema } from '../../shapes.ts';

export const getSpaceMember = () =>
  hubOperation({
    name: 'members.get',
    summary: 'One member of this space',
    access: 'members.read',
    http: { method: 'GET', path: '/api/members/{userId}' },
    input: z.strictObject({ userId: idSchema('usr') }),
    output: memberSchema,
    run: async ({ userId }, { tx, spaceId }) => {
      const member = await findMember(tx, spaceId, userId);
      if (member === undefined)
        throw new HubError('not_found', `There is no member "${userId}" in this space.`);
      return member;
    },
  });

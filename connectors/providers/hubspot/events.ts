import { z } from 'zod';

/** Beside what each of them says. */
export const changed = { propertyName: z.string(), propertyValue: z.string() };

/** One webhook holds up to a hundred of them, all of one kind where the app asks for one kind. */
export const told = (kind: string, more: Readonly<Record<string, z.ZodType>> = {}) =>
  z.array(
    z.looseObject({
      subscriptionType: z.literal(kind),
      objectId: z.int(),
      portalId: z.int(),
      appId: z.int(),
      eventId: z.int(),
      occurredAt: z.int().describe('Milliseconds since 1970.'),
      attemptNumber: z.int(),
      ...more,
    }),
  );

import { z } from 'zod';

/** What all kinds of objects of HubSpot CRM have in common. */
export const id = z.string().min(1).max(200);

/** Values are texts on the wire, numbers and instants too; null empties a property. */
export const properties = (names: string) =>
  z.record(z.string(), z.union([z.string(), z.null()])).describe(names);

export const objectPath = (kind: string, field: string): string => `/crm/v3/objects/${kind}/{${field}}`;

export const crmObject = z
  .looseObject({
    id: z.string(),
    properties: z.record(z.string(), z.union([z.string(), z.null()])),
    createdAt: z.string().optional(),
    updatedAt: z.string().optional(),
    archived: z.boolean().optional(),
  })
  .meta({ id: 'CrmObject' });

/** By HubSpot's own numbers for "note to contact" and the like. */
export const associationTypes = { noteToContact: 202, noteToTicket: 228, ticketToContact: 16 } as const;

const association = z
  .object({
    to: z.object({ id }),
    types: z.array(
      z.object({
        associationCategory: z.enum(['HUBSPOT_DEFINED', 'USER_DEFINED', 'INTEGRATOR_DEFINED']),
        associationTypeId: z
          .int()
          .describe('202: note to contact, 228: note to ticket, 16: ticket to contact.'),
      }),
    ),
  })
  .meta({ id: 'Association' });
export const associations = z.array(association).max(500).optional();

/** What an answer holds. */
export const shown = {
  properties: z.array(z.string()).optional().describe('Beside those that always come.'),
  associations: z.array(z.string()).optional().describe('Kinds of objects: contacts, tickets, companies.'),
};

const filter = z.object({
  propertyName: z.string(),
  operator: z.enum([
    ...(['EQ', 'NEQ', 'LT', 'LTE', 'GT', 'GTE', 'BETWEEN', 'IN', 'NOT_IN'] as const),
    ...(['HAS_PROPERTY', 'NOT_HAS_PROPERTY', 'CONTAINS_TOKEN', 'NOT_CONTAINS_TOKEN'] as const),
  ]),
  value: z.string().optional(),
  values: z.array(z.string()).optional().describe('For IN and NOT_IN.'),
  highValue: z.string().optional().describe('For BETWEEN.'),
});

export const searchInput = z.object({
  query: z.string().max(3_000).optional().describe('Words, looked for in the usual properties.'),
  filterGroups: z
    .array(z.object({ filters: z.array(filter).min(1).max(6) }))
    .max(5)
    .optional()
    .describe('One group has to fit; in a group every filter.'),
  sorts: z
    .array(z.object({ propertyName: z.string(), direction: z.enum(['ASCENDING', 'DESCENDING']) }))
    .max(1)
    .optional(),
  properties: z.array(z.string()).optional(),
  limit: z.int().min(1).max(200).optional(),
  after: z.string().optional().describe('`paging.next.after` of the page before.'),
});

export const found = z.looseObject({
  total: z.int(),
  results: z.array(crmObject),
  paging: z.looseObject({ next: z.looseObject({ after: z.string() }) }).optional(),
});

import { z } from 'zod';

export const id = z
  .string()
  .regex(/^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$/)
  .describe('15 or 18 letters and digits.');
export const type = z.string().regex(/^\w+$/).describe('A kind of object: Case, Contact, My_Object__c.');
export const record = z.record(z.string(), z.unknown()).describe('Values by the names of fields.');

export const sfObject = z
  .looseObject({ attributes: z.looseObject({ type: z.string(), url: z.string().optional() }) })
  .meta({ id: 'Record' });
export const made = z
  .looseObject({ id: z.string(), success: z.boolean(), errors: z.array(z.unknown()) })
  .meta({ id: 'Made' });
export const queryResult = z.looseObject({
  totalSize: z.int(),
  done: z.boolean(),
  nextRecordsUrl: z.string().optional(),
  records: z.array(sfObject),
});

export const caseFields = {
  Subject: z.string().max(255),
  Description: z.string().max(32_000).optional(),
  Status: z.string().optional(),
  Priority: z.string().optional(),
  Origin: z.string().optional().describe('Phone, Email, Web or what else your organization has.'),
  Reason: z.string().optional(),
  Type: z.string().optional(),
  ContactId: id.optional(),
  AccountId: id.optional(),
  OwnerId: id.optional().describe('A person or a queue.'),
  SuppliedName: z.string().optional(),
  SuppliedEmail: z.email().optional(),
  SuppliedPhone: z.string().optional(),
};

export const contactFields = {
  LastName: z.string().min(1).max(80),
  FirstName: z.string().max(40).optional(),
  Email: z.email().optional(),
  Phone: z.string().max(40).optional(),
  MobilePhone: z.string().max(40).optional(),
  Title: z.string().max(128).optional(),
  AccountId: id.optional(),
  Description: z.string().max(32_000).optional(),
};

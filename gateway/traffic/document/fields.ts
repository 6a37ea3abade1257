import { z } from 'zod';

export const titleSchema = z.string().trim().max(100).describe('For people.');
export const aboutSchema = z.string().trim().max(2000).describe('For people.');

/** A name in a document, in files and in addresses, such as that of a pipeline. */
export const nameSchema = z
  .string()
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,99}$/,
    'is at most 100 letters, digits, points, hyphens and underscores, a letter or digit first',
  );

/** What HTTP calls a token: names of headers, methods, cookies. */
export const tokenSchema = z
  .string()
  .max(100)
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be letters, digits and hyphens');

export const millis = ({ least, most }: { readonly least: number; readonly most: number }) =>
  z.number().int().min(least).max(most);

/** Sealed before it is stored, and never shown again. */
export const secretText = z.string().min(1).max(20_000).meta({ secret: true });

export const certificateText = z
  .string()
  .max(200_000)
  .refine(
    (text) => text.includes('-----BEGIN CERTIFICATE-----'),
    'must be a certificate in PEM: the text between BEGIN CERTIFICATE and END CERTIFICATE',
  );

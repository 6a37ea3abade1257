import { z } from 'zod';

/** How the console edits a field, and an import writes it: `expression` is jq, `template` a text with `${ jq }` in it. */
export const expressionText = z.string().min(1).max(20_000).meta({ jq: 'expression' });

export const templateText = z.string().max(20_000).meta({ jq: 'template' });

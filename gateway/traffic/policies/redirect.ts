import { z } from 'zod';
import { templateText } from '../expressions/expression-fields.ts';
import { headerValue } from '../fields/header-names.ts';
import { sendAnswer } from '../answers/own-answer.ts';
import { definePolicy } from '../policy.ts';
import { compileTemplate } from '../expressions/template.ts';

export const redirect = definePolicy({
  name: 'redirect',
  title: 'Redirect',
  about: 'Sends the client to another address.',
  group: 'answers',
  action: z.strictObject({
    location: templateText
      .min(1)
      .describe('Where to: such as https://www.example.com${.request.path}, or a path.'),
    statusCode: z
      .literal([301, 302, 303, 307, 308])
      .default(302)
      .describe('307 and 308 keep the method; 301 and 308 are remembered by browsers.'),
  }),
  compile: ({ location, statusCode }, place, deps) => {
    const template = compileTemplate(location, { place, deps, path: '/location' });
    return (exchange) =>
      sendAnswer(exchange, {
        status: statusCode,
        headers: ['location', headerValue(template.text(exchange))],
        body: '',
      });
  },
});

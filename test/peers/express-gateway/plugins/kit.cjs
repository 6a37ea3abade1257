'use strict';
const { PassThrough } = require('node:stream');

/** A plug-in in the way that plug-ins of express-gateway are written: loaded by it and by the hub. */

const schemaOf = (name, properties, required = []) => ({
  $id: `http://express-gateway.io/schemas/policies/${name}.json`,
  type: 'object',
  properties,
  required,
});

const readAll = (request, done) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => done(Buffer.concat(chunks).toString()));
};

const policies = [
  {
    name: 'kit-header',
    schema: schemaOf(
      'kit-header',
      {
        name: { type: 'string', title: 'Name of the header' },
        value: { type: 'string', default: 'by default' },
        key: { type: 'string', writeOnly: true },
      },
      ['name'],
    ),
    policy:
      ({ name, value }) =>
      (req, res, next) => {
        delete req.headers['x-taken-away'];
        req.headers[name] = value;
        next();
      },
  },
  {
    name: 'kit-answer',
    schema: schemaOf('kit-answer', { status: { type: 'integer', default: 200 } }),
    policy: (params) => (req, res) => {
      res
        .set('x-added', 'by the plug-in')
        .status(params.status)
        .json({
          method: req.method,
          url: req.url,
          originalUrl: req.originalUrl,
          query: req.query,
          params: req.params,
          agent: req.get('x-agent'),
          endpoint: req.egContext.apiEndpoint.apiEndpointName,
          hasId: typeof req.egContext.requestID === 'string',
          authenticated: req.isAuthenticated(),
        });
    },
  },
  {
    name: 'kit-url',
    schema: schemaOf('kit-url', { url: { type: 'string' } }, ['url']),
    policy: (params) => (req, res, next) => {
      req.url = params.url;
      next();
    },
  },
  {
    name: 'kit-body',
    schema: schemaOf('kit-body', {}),
    policy: () => (req, res, next) => {
      readAll(req, (text) => {
        const made = JSON.stringify({ wrapped: JSON.parse(text) });
        req.headers['content-length'] = String(Buffer.byteLength(made));
        req.egContext.requestStream = new PassThrough();
        req.egContext.requestStream.end(made);
        next();
      });
    },
  },
  {
    name: 'kit-wrap',
    schema: schemaOf('kit-wrap', {}),
    policy: () => (req, res, next) => {
      const write = res.write;
      res.write = (data) => {
        const made = Buffer.from(data).toString().toUpperCase() + ' MORE';
        res.setHeader('Content-Length', Buffer.byteLength(made));
        return write.call(res, made);
      };
      next();
    },
  },
  {
    name: 'kit-later',
    schema: schemaOf('kit-later', {}),
    policy: () => (req, res, next) => {
      setImmediate(() => {
        req.headers['x-later'] = 'yes';
        next();
      });
    },
  },
  {
    name: 'kit-redirect',
    schema: schemaOf('kit-redirect', {}),
    policy: () => (req, res) => res.redirect(302, `/elsewhere?from=${req.path}`),
  },
  {
    name: 'kit-fails',
    schema: schemaOf('kit-fails', { how: { type: 'string' }, status: { type: 'integer', default: 500 } }),
    policy: (params) => (req, res, next) => {
      const error = Object.assign(new Error('the inside of the plug-in'), { status: params.status });
      if (params.how === 'throws') throw error;
      if (params.how === 'twice') {
        next();
        next();
        return;
      }
      if (params.how === 'never') return;
      next(error);
    },
  },
  {
    name: 'kit-words',
    schema: schemaOf('kit-words', { code: { type: 'string' }, text: { type: 'string' } }),
    policy: (params) => (req, res, next) => {
      if (params.code) req.headers['x-run'] = String(req.egContext.run(params.code));
      if (params.text) req.headers['x-text'] = req.egContext.evaluateAsTemplateString(params.text);
      next();
    },
  },
];

const conditions = [
  {
    name: 'kit-url-match',
    schema: schemaOf('conditions/kit-url-match', { expected: { type: 'string' } }, ['expected']),
    handler: (req, config) => {
      req.egContext.matched = config.expected;
      return req.url === config.expected;
    },
  },
  {
    name: 'kit-header-match',
    schema: schemaOf('conditions/kit-header-match', { header: { type: 'string' } }, ['header']),
    handler: (config) => (req) => req.headers[config.header] !== undefined,
  },
];

module.exports = {
  version: '1.2.0',
  policies: policies.map(({ name }) => name),
  schema: {
    $id: 'http://express-gateway.io/schemas/plugins/kit.json',
    type: 'object',
    properties: { greeting: { type: 'string' } },
    required: ['greeting'],
  },
  init: (pluginContext) => {
    for (const policy of policies) pluginContext.registerPolicy(policy);
    for (const condition of conditions) pluginContext.registerCondition(condition);
    pluginContext.registerGatewayRoute((app) => {
      app.get('/kit/hello/:name', (req, res) =>
        res
          .status(201)
          .json({ says: pluginContext.settings.greeting, to: req.params.name, query: req.query }),
      );
    });
    pluginContext.registerAdminRoute((app) => {
      app.post('/greetings', (req, res) => res.json({ got: req.body }));
    });
    pluginContext.logger.info('the kit says %s', pluginContext.settings.greeting);
  },
};

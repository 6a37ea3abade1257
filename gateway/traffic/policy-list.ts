import { answerSize } from './policies/answer-size.ts';
import { basicAuth } from './policies/basic-auth.ts';
import { cache } from './policies/cache.ts';
import { canary } from './policies/canary.ts';
import { cors } from './policies/cors.ts';
import { expression } from './policies/expression.ts';
import { flow } from './policies/flow.ts';
import { headers } from './policies/headers.ts';
import { hmacAuth } from './policies/hmac-auth.ts';
import { ipFilter } from './policies/ip-filter.ts';
import { jwt } from './policies/jwt.ts';
import { keyAuth } from './policies/key-auth.ts';
import { log } from './policies/log.ts';
import { metrics } from './policies/metrics.ts';
import { mock } from './policies/mock.ts';
import { mutualTls } from './policies/mutual-tls.ts';
import { oauth2Introspect } from './policies/oauth2-introspect.ts';
import { oauth2 } from './policies/oauth2.ts';
import { openid } from './policies/openid.ts';
import { proxy } from './policies/proxy.ts';
import { quota } from './policies/quota.ts';
import { rateLimit } from './policies/rate-limit.ts';
import { redirect } from './policies/redirect.ts';
import { requestBody } from './policies/request-body.ts';
import { requestSize } from './policies/request-size.ts';
import { requestTransformer } from './policies/request-transformer.ts';
import { responseBody } from './policies/response-body.ts';
import { responseTransformer } from './policies/response-transformer.ts';
import { rewrite } from './policies/rewrite.ts';
import { scopes } from './policies/scopes.ts';
import { securityHeaders } from './policies/security-headers.ts';
import { terminate } from './policies/terminate.ts';
import { validateOpenapi } from './policies/validate-openapi.ts';
import { validate } from './policies/validate.ts';
import type { Policy } from './policy.ts';

/** All policies that there are, in the order in which they are usually put. */
export const policies: readonly Policy[] = [
  // authentication
  keyAuth,
  basicAuth,
  hmacAuth,
  jwt,
  mutualTls,
  oauth2,
  oauth2Introspect,
  openid,
  scopes,
  // checks
  cors,
  ipFilter,
  validate,
  validateOpenapi,
  // limits
  rateLimit,
  quota,
  requestSize,
  answerSize,
  // changes
  headers,
  rewrite,
  requestTransformer,
  responseTransformer,
  requestBody,
  responseBody,
  expression,
  securityHeaders,
  // answers
  terminate,
  redirect,
  mock,
  // upstream
  cache,
  flow,
  canary,
  proxy,
  // watching
  log,
  metrics,
];

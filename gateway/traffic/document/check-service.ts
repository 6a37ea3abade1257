import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mostBytes, tooLarge } from './limits.ts';
import { problemsOf, type DocumentProblem } from './problems.ts';
import { serviceFields, serviceSchema, type ServiceDocument } from './service-document.ts';

export interface CheckedService {
  readonly problems: readonly DocumentProblem[];
  /** With its defaults; null where anything is wrong. */
  readonly service: ServiceDocument | null;
}

/** Any JSON, its secrets open: everything that is wrong with it at once, or the service. Never throws. */
export const checkService = (given: unknown): CheckedService => {
  if (mostBytes(given)) return { problems: [tooLarge], service: null };
  const parsed = serviceSchema.safeParse(given);
  if (!parsed.success) return { problems: problemsOf(parsed.error, '', serviceFields), service: null };
  const problems = tlsProblems(parsed.data);
  return { problems, service: problems.length > 0 ? null : parsed.data };
};

const tlsProblems = ({ tls }: ServiceDocument): DocumentProblem[] => {
  const problems: DocumentProblem[] = [];
  const certificate = (path: string, text: string | undefined): X509Certificate | undefined => {
    if (text === undefined) return undefined;
    try {
      return new X509Certificate(text);
    } catch {
      problems.push({ path, message: 'is no certificate that can be read' });
      return undefined;
    }
  };
  certificate('/tls/ca', tls?.ca);
  const given = tls?.clientCertificate;
  if (given === undefined) return problems;
  const own = certificate('/tls/clientCertificate/certificate', given.certificate);
  try {
    const key = createPrivateKey(given.key);
    if (own !== undefined && !own.checkPrivateKey(key))
      problems.push({ path: '/tls/clientCertificate/key', message: 'is not the key of this certificate' });
  } catch {
    problems.push({
      path: '/tls/clientCertificate/key',
      message: 'is no private key in PEM without a password',
    });
  }
  return problems;
};

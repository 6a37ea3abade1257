import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface OpensslPair {
  readonly name: string;
  readonly key: string;
  readonly cert: string;
}

export interface OpensslWish {
  /** Lines of a section of openssl's configuration. */
  readonly extensions?: readonly string[];
  readonly days?: number;
}

export interface OpensslFolder {
  /** Signed by itself, when nobody is named. */
  issue(name: string, by: OpensslPair | null, wish?: OpensslWish): OpensslPair;
  /** What this authority has revoked, in PEM. */
  revoke(by: OpensslPair, revoked: readonly OpensslPair[], wish?: OpensslWish): string;
}

export const authority = ['basicConstraints=critical,CA:true', 'keyUsage=critical,keyCertSign,cRLSign'];
export const client = ['basicConstraints=CA:false', 'extendedKeyUsage=clientAuth'];

/** Certificates as the program openssl makes them: what is read here was written by somebody else. */
export const openssl = (folder: string): OpensslFolder => {
  let made = 0;
  const run = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  };
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return name;
  };
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return {
    issue: (name, by, { extensions = authority, days = 2 } = {}) => {
      const at = `c${(made += 1)}`;
      const request = ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
      run(...request, '-subj', `/CN=${name}`, '-keyout', `${at}.key`, '-out', `${at}.csr`);
      const config = write(`${at}.cnf`, ['[own]', ...extensions, ''].join('\n'));
      if (by !== null) {
        write(`${at}.by.crt`, by.cert);
        write(`${at}.by.key`, by.key);
      }
      const signer =
        by === null ? ['-signkey', `${at}.key`] : ['-CA', `${at}.by.crt`, '-CAkey', `${at}.by.key`];
      const serial = ['-set_serial', `0x00a${made}${Date.now()}`];
      const signing = ['x509', '-req', '-in', `${at}.csr`, ...signer, ...serial, '-days', String(days)];
      run(...signing, '-extfile', config, '-extensions', 'own', '-out', `${at}.crt`);
      return { name, key: read(`${at}.key`), cert: read(`${at}.crt`) };
    },
    revoke: (by, revoked, { extensions = [], days = 2 } = {}) => {
      const at = `r${(made += 1)}`;
      write(`${at}.crt`, by.cert);
      write(`${at}.key`, by.key);
      write(`${at}.txt`, '');
      write(`${at}.num`, '01\n');
      const own = extensions.length === 0 ? [] : ['crl_extensions=own', '[own]', ...extensions];
      const settings = [`database=${at}.txt`, `crlnumber=${at}.num`, 'default_md=sha256', ...own];
      const config = write(`${at}.cnf`, ['[ca]', 'default_ca=it', '[it]', ...settings, ''].join('\n'));
      const ca = ['ca', '-config', config, '-cert', `${at}.crt`, '-keyfile', `${at}.key`];
      for (const [index, { cert }] of revoked.entries())
        run(...ca, '-revoke', write(`${at}.${index}.pem`, cert));
      run(
        ...ca,
        '-gencrl',
        ...(days > 0 ? ['-crldays', String(days)] : ['-crlsec', '1']),
        '-out',
        `${at}.crl`,
      );
      return read(`${at}.crl`);
    },
  };
};

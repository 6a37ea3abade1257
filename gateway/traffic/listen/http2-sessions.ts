import type { Server } from 'node:http';
import type { Http2SecureServer, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';

export interface SessionRules {
  /** From the connection to the first request. */
  readonly headersMs: number;
  /** Without a request. */
  readonly keepAliveMs: number;
}

export interface SessionWatch {
  look(now: number): void;
}

interface Known {
  streams: number;
  had: boolean;
  idleSince: number;
}

/** Ends sessions of HTTP/2 on which nothing is asked: Node has no time limit for them that leaves slow answers alone. */
export const watchSessions = (server: Server | Http2SecureServer, rules: SessionRules): SessionWatch => {
  const sessions = new Map<ServerHttp2Session, Known>();
  const events = server as Http2SecureServer;
  events.on('session', (session) => {
    const known: Known = { streams: 0, had: false, idleSince: performance.now() };
    sessions.set(session, known);
    session.on('stream', (stream: ServerHttp2Stream) => {
      known.streams += 1;
      known.had = true;
      stream.once('close', () => {
        known.streams -= 1;
        known.idleSince = performance.now();
      });
    });
    session.once('close', () => sessions.delete(session));
    // Told by the end of the session; whoever sends garbage is nobody's error.
    session.on('error', () => undefined);
  });
  return {
    look: (now) => {
      for (const [session, { streams, had, idleSince }] of sessions)
        if (streams === 0 && now - idleSince > (had ? rules.keepAliveMs : rules.headersMs)) session.close();
    },
  };
};

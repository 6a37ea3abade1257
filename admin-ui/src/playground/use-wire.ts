import { useCallback, useEffect, useRef, useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { Problem } from '../api/problem.ts';
import { newKey } from '../api/write-once.ts';
import { givenFacts, type Facts } from './tool-token.ts';
import { openWire } from './wire/open-wire.ts';
import type { During, Era, Fields, Wire, WireAnswer, WireExchange } from './wire/wire.ts';

interface WireParts {
  readonly toolset: string;
  readonly era: Era;
  readonly facts: Facts;
}

export interface ShownExchange extends WireExchange {
  /** Of its token: each wire counts for itself. */
  readonly wire: string;
}

export interface ToolWire {
  readonly exchanges: readonly ShownExchange[];
  /** A refusal of the endpoint itself is thrown; what the protocol answers is answered. */
  call(method: string, params: Fields, during: During): Promise<WireAnswer>;
}

interface Opened {
  /** Of its token. */
  readonly id: string;
  readonly wire: Wire;
}

/** Good for a while of trying, and then worth nothing. */
const tokenSeconds = 900;
const renewMs = (tokenSeconds - 60) * 1_000;
const kept = 100;

const withExchange = (before: readonly ShownExchange[], one: ShownExchange): readonly ShownExchange[] => {
  const at = before.findLastIndex(({ wire, number }) => wire === one.wire && number === one.number);
  return at < 0 ? [...before, one].slice(-kept) : before.with(at, one);
};

/** The console as a client of a toolset: with a short-lived token for it, as an agent gets one. */
export const useWire = ({ toolset, era, facts }: WireParts): ToolWire => {
  const { client } = useHub();
  const [exchanges, setExchanges] = useState<readonly ShownExchange[]>([]);
  const opened = useRef<{ readonly wire: Promise<Opened>; readonly until: number } | null>(null);
  const call = useCallback<ToolWire['call']>(
    async (method, params, during) => {
      const open = async (): Promise<Opened> => {
        const body = { toolset, facts: givenFacts(facts), expiresInSeconds: tokenSeconds };
        // Each wire ends its own token: the next one, begun before this one is answered, must not get the same.
        const headers = { 'Idempotency-Key': newKey() };
        const { id, token } = await answer(client.POST('/api/tool-tokens', { body, headers }));
        const url = `${window.location.origin}/mcp/${toolset}`;
        const onExchange = (exchange: WireExchange): void =>
          setExchanges((before) => withExchange(before, { ...exchange, wire: id }));
        return { id, wire: openWire(era, { url, token, onExchange }) };
      };
      if (opened.current === null || opened.current.until < performance.now())
        opened.current = { wire: open(), until: performance.now() + renewMs };
      const mine = opened.current;
      try {
        const { wire } = await mine.wire;
        return await wire.call(method, params, during);
      } catch (error) {
        if (error instanceof Problem && opened.current === mine) opened.current = null;
        throw error;
      }
    },
    [client, toolset, era, facts],
  );
  useEffect(
    () => () => {
      const last = opened.current;
      opened.current = null;
      // Who has left calls nothing more; what is not revoked here ends by itself soon.
      void last?.wire.then(
        async ({ id: tokenId, wire }) => {
          await wire.close();
          await client.DELETE('/api/tool-tokens/{tokenId}', { params: { path: { tokenId } } });
        },
        () => undefined,
      );
    },
    [client],
  );
  return { exchanges, call };
};

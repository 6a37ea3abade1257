import type { LookedServer } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { Facts } from '../show/facts.tsx';
import { StateMark } from '../show/state-mark.tsx';
import { protocolText } from './protocol-text.ts';
import { placeText, type ServerPlace } from './server-place.tsx';

const tones = { healthy: 'success', needs_sign_in: 'waiting', down: 'failed' } as const;

const mostNamed = 12;

interface LookedProps {
  readonly place: ServerPlace;
  readonly looked: LookedServer;
}

/** What was found at the address, and how the server wants to be signed in to. */
export const LookedFacts = ({ place, looked }: LookedProps) => {
  const t = useT();
  const { state, reason, transport, protocol, tools, resources, prompts, signIn, skipped } = looked;
  const facts: [string, React.ReactNode][] = [
    [
      t('url' in place ? 'mcpServers.url' : 'mcpServers.program'),
      <code key="place" className="any-break">
        {placeText(place)}
      </code>,
    ],
    [
      t('mcpServers.state'),
      <span key="state">
        <StateMark tone={tones[state]}>{t(`mcpServers.found.${state}`)}</StateMark>
        {reason !== null && <span className="muted any-break"> {reason}</span>}
      </span>,
    ],
  ];
  if (transport !== null) facts.push([t('mcpServers.protocol'), protocolText(t, transport, protocol)]);
  if (state === 'healthy') {
    const named = tools.slice(0, mostNamed).map(({ name }) => name);
    facts.push([
      t('mcpServers.tools'),
      <span key="tools">
        {tools.length}{' '}
        {named.length > 0 && (
          <span className="muted">
            ({named.join(', ')}
            {tools.length > mostNamed && ', …'})
          </span>
        )}
      </span>,
    ]);
    facts.push([t('mcpServers.more'), t('mcpServers.moreCount', { resources, prompts })]);
    if (skipped.length > 0) facts.push([t('mcpServers.skipped'), String(skipped.length)]);
  }
  if (signIn !== null)
    facts.push(
      [
        t('mcpServers.signIn'),
        <span key="signIn">
          OAuth · <code>{signIn.issuer}</code>
        </span>,
      ],
      [t('mcpServers.client'), t(`mcpServers.client.${signIn.client}`)],
      ...(signIn.scopes.length === 0
        ? []
        : [
            [t('mcpServers.scopes'), <code key="scopes">{signIn.scopes.join(' ')}</code>] as [
              string,
              React.ReactNode,
            ],
          ]),
    );
  return (
    <div role="status">
      <Facts facts={facts} />
      {state === 'needs_sign_in' && (
        <p className="muted" style={{ marginTop: 12 }}>
          {t(signIn === null ? 'mcpServers.needsKeyText' : 'mcpServers.needsSignInText')}
        </p>
      )}
    </div>
  );
};

import { Button, CloseButton, NumberInput, TextInput } from '@mantine/core';
import type { GatewayProblem } from '../../api/shapes.ts';
import { IconAdd } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { isRecord } from '../../schema-form/settle.ts';
import { without } from '../../schema-form/without.ts';
import type { Json } from '../document/pipeline-steps.ts';
import { problemsBelow } from '../document/use-check.ts';
import styles from '../gateway.module.css';

interface Address {
  readonly url: string;
  readonly weight: number;
}

const addressOf = (value: unknown): Address => {
  if (!isRecord(value)) return { url: typeof value === 'string' ? value : '', weight: 1 };
  const { url, weight } = value;
  return { url: typeof url === 'string' ? url : '', weight: typeof weight === 'number' ? weight : 1 };
};

const addressesIn = ({ url, urls }: Json): readonly Address[] => [
  ...(url === undefined ? [] : [addressOf(url)]),
  ...(Array.isArray(urls) ? (urls as unknown[]).map(addressOf) : []),
];

/** In the shortest way that says the same. */
const withAddresses = (document: Json, addresses: readonly Address[]): Json => {
  const others = without(document, 'url', 'urls');
  const [first, ...more] = addresses;
  if (first === undefined) return others;
  if (more.length === 0 && first.weight === 1) return { ...others, url: first.url };
  return { ...others, urls: addresses.map((one) => (one.weight === 1 ? one.url : { ...one })) };
};

interface FieldsProps {
  readonly document: Json;
  readonly problems: readonly GatewayProblem[];
  onChange(document: Json, join?: string): void;
}

/** The addresses of a service, and how much of the traffic each gets. */
export const AddressFields = ({ document, problems, onChange }: FieldsProps) => {
  const t = useT();
  const addresses = addressesIn(document);
  const give = (next: readonly Address[], join?: string): void =>
    onChange(withAddresses(document, next), join);
  const several = addresses.length > 1;
  const errorAt = (at: number) => {
    const found = problemsBelow(problems, document['url'] === undefined ? `/urls/${at}` : '/url')[0];
    return found === undefined ? {} : { error: found.message };
  };
  return (
    <div className={styles['fields']}>
      {addresses.map((address, at) => (
        <div key={at} className={styles['addressRow']}>
          <TextInput
            label={t('gateway.addressNumber', { number: at + 1 })}
            placeholder="https://orders.internal:8443"
            spellCheck={false}
            autoComplete="off"
            data-path={document['url'] === undefined ? `/urls/${at}` : '/url'}
            {...errorAt(at)}
            value={address.url}
            onChange={({ currentTarget }) =>
              give(addresses.with(at, { ...address, url: currentTarget.value.trim() }), `url ${at}`)
            }
          />
          <NumberInput
            label={t('gateway.weight')}
            min={0}
            max={1_000}
            allowDecimal={false}
            hideControls
            value={address.weight}
            onChange={(weight) =>
              give(addresses.with(at, { ...address, weight: Number(weight) || 0 }), `weight ${at}`)
            }
          />
          {several && (
            <CloseButton
              aria-label={t('field.remove', { name: t('gateway.addressNumber', { number: at + 1 }) })}
              onClick={() => give(addresses.toSpliced(at, 1))}
            />
          )}
        </div>
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconAdd size={14} />}
          onClick={() => give([...addresses, { url: '', weight: 1 }])}
        >
          {t('gateway.addAddress')}
        </Button>
      </div>
    </div>
  );
};

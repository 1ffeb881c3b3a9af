'use client';
import type { BrokerOffer } from '@twin/shared/dto/broker';
import { type FormEvent, useState } from 'react';
import { connectBroker } from '../../lib/api/brokers.ts';
import { Button } from '../../ui/Button.tsx';
import { TextArea, TextField } from '../../ui/Field.tsx';
import { Notice } from '../../ui/states.tsx';
import { guideOf } from './guides.ts';
import { useBrokerChange } from './useBrokers.ts';

interface ConnectFormProps {
  offer: BrokerOffer;
  onDone: () => void;
}

/** What is read, how the key is made, and where it is pasted. */
export function ConnectForm({ offer, onDone }: ConnectFormProps) {
  const { broker, title, keyFields, hasOAuth } = offer;
  return (
    <div className="flex max-w-xl flex-col gap-3 rounded-md border p-4 text-sm">
      <ul className="list-disc pl-5 text-muted">
        <li>Read: your fills, their fees, and your balances, to compare them.</li>
        <li>Never: trading, moving money, or anything else that changes your account.</li>
        <li>The key is stored sealed, is never shown again, and is forgotten when you disconnect.</li>
      </ul>
      {hasOAuth && (
        <a
          href={`/v1/brokers/${broker}/oauth/start`}
          className="self-start rounded-md border border-edge/50 px-3 py-1.5 font-medium text-accent"
        >
          Sign in at {title}
        </a>
      )}
      {keyFields && <KeyForm offer={offer} fields={keyFields} onDone={onDone} />}
    </div>
  );
}

interface KeyFormProps extends ConnectFormProps {
  fields: NonNullable<BrokerOffer['keyFields']>;
}

function KeyForm({ offer: { broker, takesSymbols }, fields, onDone }: KeyFormProps) {
  const [key, setKey] = useState<Record<string, string>>({});
  const [symbols, setSymbols] = useState('');
  const connect = useBrokerChange(connectBroker, onDone);
  const isComplete = fields.every(({ name, isOptional }) => isOptional || key[name]?.trim());
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    connect.mutate({ broker, key, symbols: symbols.split(/[\s,]+/).filter(Boolean) });
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-3">
      <p>{guideOf(broker).make}</p>
      {fields.map((field) => (
        <KeyInput
          key={field.name}
          field={field}
          value={key[field.name] ?? ''}
          onChange={(value) => setKey({ ...key, [field.name]: value })}
        />
      ))}
      {takesSymbols && (
        <TextField
          label="What you traded and no longer hold (optional)"
          hint="This broker is asked pair by pair. Pairs of coins that you hold are found by themselves; name the others."
          value={symbols}
          placeholder="BTC-USDT, ETH-BTC"
          onChange={(event) => setSymbols(event.currentTarget.value)}
        />
      )}
      <div>
        <Button type="submit" look="primary" isBusy={connect.isPending} disabled={!isComplete}>
          {connect.isPending ? 'Checking the key…' : 'Connect'}
        </Button>
      </div>
      {connect.error && <Notice tone="bad">{connect.error.message}</Notice>}
    </form>
  );
}

interface KeyInputProps {
  field: KeyFormProps['fields'][number];
  value: string;
  onChange: (value: string) => void;
}

function KeyInput({ field: { label, isSecret, isLong, isConfirmation }, value, onChange }: KeyInputProps) {
  if (isConfirmation) {
    return (
      <label className="flex items-start gap-2">
        <input
          type="checkbox"
          className="mt-1"
          checked={value === 'yes'}
          onChange={(event) => onChange(event.currentTarget.checked ? 'yes' : '')}
        />
        {label}
      </label>
    );
  }
  const shared = { label, value, autoComplete: 'off', spellCheck: false };
  if (isLong)
    return <TextArea {...shared} rows={4} onChange={(event) => onChange(event.currentTarget.value)} />;
  return (
    <TextField
      {...shared}
      type={isSecret ? 'password' : 'text'}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

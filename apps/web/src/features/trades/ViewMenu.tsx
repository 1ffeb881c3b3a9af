'use client';
import { type FormEvent, useEffect, useState } from 'react';
import { forgetView, loadSavedViews, saveView, useSavedViews } from '../../stores/savedViews.ts';
import { useUrlState } from '../../stores/urlState.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { QuietLink } from '../../ui/QuietLink.tsx';
import { useSession } from '../shell/session.ts';

/** Views under names: filter, order and columns, as they stand in the address. */
export function ViewMenu() {
  const userId = useSession().data?.user.id;
  const views = useSavedViews((state) => state.views);
  useEffect(() => {
    if (userId !== undefined) loadSavedViews(userId);
  }, [userId]);
  return (
    <Popover label="Views">
      <ul className="flex flex-col gap-1">
        <li>
          <QuietLink href="/trades" className="block rounded-sm px-1 py-0.5 hover:bg-hover">
            All trades
          </QuietLink>
        </li>
        <li>
          <QuietLink href="/trades?label=any" className="block rounded-sm px-1 py-0.5 hover:bg-hover">
            With any pattern
          </QuietLink>
        </li>
        {views.map(({ name, search }) => (
          <li key={name} className="flex items-center gap-1">
            <QuietLink
              href={`/trades?${search}`}
              className="flex-1 truncate rounded-sm px-1 py-0.5 hover:bg-hover"
            >
              {name}
            </QuietLink>
            <Button
              look="quiet"
              className="px-2"
              aria-label={`Forget ${name}`}
              onClick={() => forgetView(name)}
            >
              <span aria-hidden="true">✕</span>
            </Button>
          </li>
        ))}
      </ul>
      <SaveForm />
    </Popover>
  );
}

function SaveForm() {
  const { search } = useUrlState();
  const [name, setName] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = new URLSearchParams(search);
    given.delete('id');
    saveView({ name: name.trim(), search: given.toString() });
    setName('');
  };
  return (
    <form onSubmit={submit} className="mt-2 flex items-end gap-2 border-t pt-2">
      <TextField
        label="Save this view as"
        maxLength={40}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" disabled={name.trim() === ''}>
        Save
      </Button>
    </form>
  );
}

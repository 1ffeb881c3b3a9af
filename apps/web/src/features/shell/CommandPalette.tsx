'use client';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { useOverlay } from '../../stores/overlay.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { type Command, findCommands } from './commands.ts';
import { useCommands } from './useCommands.ts';

/** One field that leads everywhere: a page, a deed, a pattern or a symbol by a few letters. */
export default function CommandPalette() {
  const { hide } = useOverlay();
  return (
    <Dialog title="Go to" isOpen onClose={hide} place="top">
      <Finder onDone={hide} />
    </Dialog>
  );
}

function Finder({ onDone }: { onDone: () => void }) {
  const listId = useId();
  const [typed, setTyped] = useState('');
  const [place, setPlace] = useState(0);
  const found = findCommands(useCommands(), typed);
  const active = Math.min(place, found.length - 1);
  const run = (command: Command | undefined) => {
    if (!command) return;
    onDone();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowDown: active + 1, ArrowUp: active - 1 }[event.key];
    if (event.key === 'Enter') run(found[active]);
    else if (next !== undefined) setPlace((next + found.length) % Math.max(1, found.length));
    else return;
    event.preventDefault();
  };
  return (
    <div className="flex flex-col gap-2">
      <input
        ref={focusFirst}
        type="text"
        role="combobox"
        aria-label="Page, action, pattern or symbol"
        placeholder="Page, action, pattern or symbol"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found[active] ? `${listId}-${active}` : undefined}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setPlace(0);
        }}
        onKeyDown={onKeyDown}
        className="min-h-9 w-full rounded-md border border-edge/60 bg-surface px-3 text-base placeholder:text-muted"
      />
      <Found listId={listId} found={found} active={active} onRun={run} />
    </div>
  );
}

/** A dialog that opens looks for this mark; React's own `autoFocus` would come before it is open. */
function focusFirst(field: HTMLInputElement | null): void {
  field?.setAttribute('autofocus', '');
}

interface FoundProps {
  listId: string;
  found: readonly Command[];
  active: number;
  onRun: (command: Command) => void;
}

function Found({ listId, found, active, onRun }: FoundProps) {
  return (
    <div role="listbox" id={listId} aria-label="Found" className="flex h-96 flex-col overflow-y-auto">
      {found.map((command, at) => (
        <Option
          key={command.id}
          id={`${listId}-${at}`}
          command={command}
          isActive={at === active}
          onRun={() => onRun(command)}
        />
      ))}
      {found.length === 0 && <p className="p-3 text-muted">Nothing is called like that.</p>}
    </div>
  );
}

interface OptionProps {
  id: string;
  command: Command;
  isActive: boolean;
  onRun: () => void;
}

function Option({ id, command: { name, kind }, isActive, onRun }: OptionProps) {
  useEffect(() => {
    if (isActive) document.getElementById(id)?.scrollIntoView({ block: 'nearest' });
  }, [isActive, id]);
  return (
    <button
      type="button"
      role="option"
      id={id}
      aria-selected={isActive}
      tabIndex={-1}
      onClick={onRun}
      className={`flex shrink-0 justify-between gap-3 rounded-md px-3 py-1.5 text-left ${isActive ? 'bg-accent-wash text-accent' : 'hover:bg-hover'}`}
    >
      <span className="truncate">{name}</span>
      <span className="text-xs text-muted">{kind}</span>
    </button>
  );
}

import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { CoachMessageDto } from '@twin/shared/dto/coach';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChatScreen } from '../src/features/chat/ChatScreen.tsx';
import { useUnread } from '../src/stores/unread.ts';
import { type FakeRoute, failure, serve } from './fakeServer.ts';
import { renderScreen } from './renderScreen.tsx';
import { REFLECTION, SESSION, SETTINGS, sampleCandles, sampleDecision, sampleMessage } from './samples.ts';

beforeEach(() => {
  localStorage.clear();
  useUnread.setState({ readUpTo: '', count: 0 });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** The conversation as the server keeps it, oldest first, in pages of `limit`. */
function messagesRoute(kept: readonly CoachMessageDto[], limit = 30): FakeRoute {
  return ({ query }) => {
    const newestFirst = kept.toReversed();
    const from = Number(query.get('cursor') ?? 0);
    const to = from + limit;
    const nextCursor = to < newestFirst.length ? String(to) : null;
    return { body: { items: newestFirst.slice(from, to), nextCursor } };
  };
}

function openChat(kept: readonly CoachMessageDto[], routes: Record<string, FakeRoute> = {}) {
  const calls = serve({
    'GET /v1/auth/session': () => ({ body: SESSION }),
    'GET /v1/settings': () => ({ body: SETTINGS }),
    'GET /v1/coach/messages': messagesRoute(kept),
    'GET /v1/decisions/t2': () => ({ body: sampleDecision() }),
    ...routes,
  });
  renderScreen(<ChatScreen />, '/chat');
  return { calls, user: userEvent.setup() };
}

const shownTexts = () =>
  [...document.querySelectorAll('[data-message]')].map((item) => item.querySelector('p')?.textContent);

describe('the chat', () => {
  it('shows the conversation oldest first, with the facts of a text set off', async () => {
    openChat([sampleMessage(1), REFLECTION, sampleMessage(99_999)]);
    await screen.findByText('Message 99999.');
    expect(shownTexts()).toEqual(['Message 1.', REFLECTION.text, 'Message 99999.']);
    const strong = [...document.querySelectorAll('strong')].map((part) => part.textContent);
    expect(strong).toEqual(['8 Mar 2025', 'BTC-USD', '3.0x']);
  });

  it('says what to do next where there is nothing yet', async () => {
    openChat([]);
    const link = await screen.findByRole('link', { name: 'Import your trades' });
    expect(link.getAttribute('href')).toBe('/imports');
  });

  it('loads what is older, in order and without a gap', async () => {
    const kept = Array.from({ length: 75 }, (_, number) => sampleMessage(number));
    const { user } = openChat(kept);
    for (const more of [60, 75]) {
      await user.click(await screen.findByRole('button', { name: 'Show older messages' }));
      await waitFor(() => expect(shownTexts()).toHaveLength(more));
    }
    expect(shownTexts()).toEqual(kept.map(({ text }) => text));
    expect(screen.queryByRole('button', { name: 'Show older messages' })).toBeNull();
  });

  it('marks what is new since the last look, and remembers having been seen', async () => {
    useUnread.setState({ readUpTo: sampleMessage(1).createdAt });
    openChat([sampleMessage(1), sampleMessage(2)]);
    const mark = await screen.findByText('New');
    expect(mark.closest('li')?.nextElementSibling?.textContent).toContain('Message 2.');
    await waitFor(() => expect(useUnread.getState().readUpTo).toBe(sampleMessage(2).createdAt));
    expect(localStorage.getItem('twin.read.u1')).toBe(sampleMessage(2).createdAt);
  });

  it('sends with Enter, makes a line with Shift and Enter, and shows question and answer once', async () => {
    const question = { ...sampleMessage(10), id: 'q', role: 'user' as const, text: 'One\ntwo' };
    const { calls, user } = openChat([sampleMessage(1)], {
      'POST /v1/coach/messages': () => ({ status: 201, body: { ...question, reply: sampleMessage(11) } }),
    });
    const box = await screen.findByLabelText('Ask your twin');
    await user.type(box, 'One{Shift>}{Enter}{/Shift}two{Enter}');
    await screen.findByText('Message 11.');
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({ text: 'One\ntwo' });
    expect(shownTexts()).toEqual(['Message 1.', 'One\ntwo', 'Message 11.']);
    expect(box).toHaveProperty('value', '');
  });

  it('keeps what was typed when it could not be sent', async () => {
    const { user } = openChat([sampleMessage(1)], {
      'POST /v1/coach/messages': () => ({ status: 429, body: failure('RATE_LIMITED') }),
    });
    const box = await screen.findByLabelText('Ask your twin');
    await user.type(box, 'Am I improving?{Enter}');
    expect((await screen.findByRole('alert')).textContent).toBe('Words for RATE_LIMITED.');
    expect(box).toHaveProperty('value', 'Am I improving?');
    expect(shownTexts()).toEqual(['Message 1.']);
  });

  it('asks about the decision of a card until one lets go of it', async () => {
    const reply = { ...sampleMessage(3), text: 'Because of its size.' };
    const { calls, user } = openChat([REFLECTION], {
      'POST /v1/coach/messages': ({ body }) => ({
        status: 201,
        body: { ...sampleMessage(2), role: 'user', ...(body as object), reply },
      }),
    });
    await user.click(await screen.findByRole('button', { name: 'Ask about this' }));
    expect(document.activeElement).toBe(screen.getByLabelText('Ask your twin'));
    await user.click(screen.getByRole('button', { name: 'Why was this tagged?' }));
    await screen.findByText('Because of its size.');
    const asked = calls.find(({ method }) => method === 'POST')?.body;
    expect(asked).toEqual({ text: 'Why was this tagged?', decisionId: 't2' });
    await user.type(screen.getByLabelText('Ask your twin'), '{Escape}');
    expect(screen.queryByText(/^About:/)).toBeNull();
  });

  it('goes from message to message with the arrows and back to writing with Escape', async () => {
    const { user } = openChat([sampleMessage(1), sampleMessage(2)]);
    const box = await screen.findByLabelText('Ask your twin');
    await user.click(box);
    await user.keyboard('{ArrowUp}{ArrowUp}');
    expect(document.activeElement?.textContent).toContain('Message 1.');
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement?.textContent).toContain('Message 2.');
    await user.keyboard('{Escape}');
    expect(document.activeElement).toBe(box);
  });
});

describe('a card of the chat', () => {
  it('shows its evidence on demand: facts with their weight, candles with the fill, the fills', async () => {
    const { calls, user } = openChat([REFLECTION], {
      'GET /v1/decisions/t2': () => ({ body: sampleDecision(sampleCandles()) }),
    });
    const button = await screen.findByRole('button', { name: 'Show the evidence' });
    expect(calls.some(({ path }) => path === '/v1/decisions/t2')).toBe(false);
    await user.click(button);
    expect((await screen.findByText('Size 3.0× your usual')).closest('li')?.textContent).toContain('for');
    expect(screen.getByText('The same symbol as the loss').closest('li')?.textContent).toContain('against');
    const chart = screen.getByRole('img', { name: /4 candles of 1 h/ });
    expect(chart.querySelectorAll('rect')).toHaveLength(4);
    expect(chart.querySelectorAll('polygon')).toHaveLength(1);
    expect(within(screen.getByRole('table')).getByText(/97,830\.36/)).toBeTruthy();
  });

  it('without prices says so and leads to where they can be uploaded', async () => {
    const { user } = openChat([REFLECTION]);
    await user.click(await screen.findByRole('button', { name: 'Show the evidence' }));
    const link = await screen.findByRole('link', { name: 'Upload candles of BTC-USD' });
    expect(link.getAttribute('href')).toBe('/imports?candles=BTC-USD#candles');
  });

  it('takes the answer of the person and shows it as given', async () => {
    const { calls, user } = openChat([REFLECTION], {
      'POST /v1/biases/tags/tag-1/feedback': () => ({
        body: { id: 'f1', tagId: 'tag-1', verdict: 'dispute' },
      }),
    });
    await user.click(await screen.findByRole('button', { name: /I see it differently/ }));
    await screen.findByText('Noted; it counts from now on.');
    expect(calls.at(-1)?.body).toEqual({ verdict: 'dispute' });
    const pressed = screen.getByRole('button', { name: /I see it differently/ });
    expect(pressed.getAttribute('aria-pressed')).toBe('true');
  });

  it('opens the simulation at an address of its own', async () => {
    const { user } = openChat([REFLECTION]);
    await user.click(await screen.findByRole('button', { name: 'What if I had held?' }));
    expect(window.location.search).toBe('?simulate=t2');
  });

  it('asks nothing of a visitor of the demo', async () => {
    openChat([REFLECTION], {
      'GET /v1/auth/session': () => ({ body: { ...SESSION, user: { ...SESSION.user, isDemo: true } } }),
    });
    await screen.findByRole('button', { name: 'Show the evidence' });
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Ask about this' })).toBeNull());
    expect(screen.queryByLabelText('Ask your twin')).toBeNull();
  });
});

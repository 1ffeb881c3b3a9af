'use client';
import { useEffect } from 'react';
import { countUnread, loadReadMark, useUnread } from '../../stores/unread.ts';
import { useMessages } from '../chat/useMessages.ts';
import { usePlacesAhead } from './usePlacesAhead.ts';
import { useStream } from './useStream.ts';

/** What runs beside the pages while somebody is signed in. Loaded after the page, since nothing of it shows at first. */
export default function LiveStream({ userId }: { userId: string }) {
  useStream(userId);
  usePlacesAhead();
  const { messages } = useMessages();
  const readUpTo = useUnread((state) => state.readUpTo);
  useEffect(() => loadReadMark(userId), [userId]);
  useEffect(() => useUnread.setState({ count: countUnread(messages, readUpTo) }), [messages, readUpTo]);
  return null;
}

'use client';
import { type ReactNode, useEffect, useRef, useState } from 'react';

interface WhenNearProps {
  /** Holds the place, as high as what comes. */
  placeholder: ReactNode;
  children: ReactNode;
}

/** Marks what scrolls, for what waits inside it. */
export const SCROLLS = 'data-scrolls';

/** About a screen ahead of what is seen. */
const AHEAD = '600px';

/** Draws its content once it comes near the screen: a long page costs only what is looked at. */
export function WhenNear({ placeholder, children }: WhenNearProps) {
  const [isNear, setNear] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!frame.current || isNear) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) setNear(true);
      },
      { root: frame.current.closest(`[${SCROLLS}]`), rootMargin: AHEAD },
    );
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, [isNear]);
  return isNear ? children : <div ref={frame}>{placeholder}</div>;
}

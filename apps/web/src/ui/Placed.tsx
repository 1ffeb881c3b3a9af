'use client';
import { type ComponentProps, useLayoutEffect, useRef } from 'react';

/*
 * Computed places are set through the object model, since a style attribute in the page would need `unsafe-inline` in
 * the Content-Security-Policy.
 */

interface PlacedRowProps extends Omit<ComponentProps<'tr'>, 'ref'> {
  /** Distance from the top of the table's body, in pixels. */
  top: number;
  height: number;
}

/** A table row at a computed place: of a long table only the visible rows exist. */
export function PlacedRow({ top, height, className = '', ...rest }: PlacedRowProps) {
  const element = useRef<HTMLTableRowElement>(null);
  useLayoutEffect(() => {
    element.current?.style.setProperty('transform', `translateY(${top}px)`);
    element.current?.style.setProperty('height', `${height}px`);
  }, [top, height]);
  return <tr {...rest} ref={element} className={`absolute inset-x-0 top-0 ${className}`} />;
}

/** A table body as high as all of its rows together. */
export function TallBody({ height, ...rest }: Omit<ComponentProps<'tbody'>, 'ref'> & { height: number }) {
  const element = useRef<HTMLTableSectionElement>(null);
  useLayoutEffect(() => {
    element.current?.style.setProperty('height', `${height}px`);
  }, [height]);
  return <tbody {...rest} ref={element} className="relative block" />;
}

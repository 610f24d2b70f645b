// How columns scroll: each follows its end while it grows, and all scroll together where that is wanted.
import { type RefObject, useCallback, useEffect, useRef } from 'react';

/** So near to the end, a person is reading what comes. */
const NEAR = 48;

/** Keeps a scrolled element at its end while its content grows, unless the person has scrolled up. */
export function useFollowedEnd(scroller: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (element === null || inner === null) return;
    let atEnd = true;
    let top = element.scrollTop;
    // Content may have grown again before the browser tells of a scroll: only going up means that a person left the end.
    const look = () => {
      const near = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
      if (near) atEnd = true;
      else if (element.scrollTop < top) atEnd = false;
      top = element.scrollTop;
    };
    const grown = new ResizeObserver(() => {
      if (atEnd) element.scrollTop = element.scrollHeight;
    });
    element.addEventListener('scroll', look, { passive: true });
    grown.observe(inner);
    return () => {
      element.removeEventListener('scroll', look);
      grown.disconnect();
    };
  }, [scroller, content]);
}

/** Scrolls all registered elements with the one that a person touches, each by its share. */
export function useScrollTogether(enabled: boolean): (element: HTMLElement | null) => (() => void) | undefined {
  const all = useRef(new Set<HTMLElement>());
  const on = useRef(enabled);
  on.current = enabled;
  return useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    let leads = false;
    const lead = () => {
      for (const other of all.current) other.dispatchEvent(new Event('follow'));
      leads = true;
    };
    const yieldLead = () => {
      leads = false;
    };
    const scrolled = () => {
      if (!leads || !on.current) return;
      const share = element.scrollTop / Math.max(1, element.scrollHeight - element.clientHeight);
      for (const other of all.current) {
        if (other !== element) other.scrollTop = share * (other.scrollHeight - other.clientHeight);
      }
    };
    const touches = ['wheel', 'pointerdown', 'touchstart', 'keydown'] as const;
    for (const touch of touches) element.addEventListener(touch, lead, { passive: true });
    element.addEventListener('follow', yieldLead);
    element.addEventListener('scroll', scrolled, { passive: true });
    all.current.add(element);
    return () => {
      all.current.delete(element);
      for (const touch of touches) element.removeEventListener(touch, lead);
      element.removeEventListener('follow', yieldLead);
      element.removeEventListener('scroll', scrolled);
    };
  }, []);
}

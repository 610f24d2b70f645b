import { lazy, Suspense, useDeferredValue } from 'react';
import classes from './Markdown.module.css';

const Markdown = lazy(() => import('./Markdown'));

/** Markdown; plain until its renderer has been loaded. While text streams in, drawing it may lag behind the typing of others. */
export function Prose({ children }: { children: string }) {
  const shown = useDeferredValue(children);
  return (
    <Suspense fallback={<div className={classes.plain}>{children}</div>}>
      <Markdown>{shown}</Markdown>
    </Suspense>
  );
}

/** A program, highlighted and to be copied. */
export function Program({ code, language }: { code: string; language: string }) {
  const longest = Math.max(2, ...Array.from(code.matchAll(/`+/g), (run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return <Prose>{`${fence}${language}\n${code}\n${fence}`}</Prose>;
}

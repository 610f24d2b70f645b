// Markdown as a model writes it. No raw HTML is let through, and nothing is fetched: pictures become links.
import { Anchor } from '@mantine/core';
import { memo, type ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import rehypeHighlight from 'rehype-highlight';
import remarkGfm from 'remark-gfm';
import { useI18n } from '../../../i18n';
import { CopyIcon } from '../../../ui/CopyText';
import { isObject, list, member, text } from '../wire/json';
import classes from './Markdown.module.css';

/** The text of the nodes that highlighting made. */
function textOf(node: unknown): string {
  if (isObject(node) && node.type === 'text') return text(node.value);
  return list(member(node, 'children')).map(textOf).join('');
}

function languageOf(node: unknown): string {
  const names = list(member(member(list(member(node, 'children'))[0], 'properties'), 'className')).map(text);
  return names.find((name) => name.startsWith('language-'))?.slice('language-'.length) ?? '';
}

function CodeFence({ node, children }: { node?: unknown; children?: ReactNode }) {
  const { t } = useI18n();
  const language = languageOf(node);
  const name = language === '' ? t('playground.code') : language;
  return (
    <div className={classes.fence}>
      <div className={classes.fenceHead}>
        <span>{name}</span>
        <CopyIcon value={textOf(node).replace(/\n$/, '')} what={name} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label={name}>
        <pre>{children}</pre>
      </section>
    </div>
  );
}

function Table({ children }: { children?: ReactNode }) {
  const { t } = useI18n();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.table} tabIndex={0} aria-label={t('playground.table')}>
      <table>{children}</table>
    </section>
  );
}

function Outward({ href, children }: { href?: string; children?: ReactNode }) {
  return (
    <Anchor href={href} target="_blank" rel="noopener noreferrer nofollow" inherit>
      {children}
    </Anchor>
  );
}

const components: Components = {
  pre: CodeFence,
  table: Table,
  a: ({ href, children }) => <Outward {...(href !== undefined && { href })}>{children}</Outward>,
  img: ({ src, alt }) => <Outward {...(typeof src === 'string' && { href: src })}>{alt || src}</Outward>,
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h4>{children}</h4>,
  h3: ({ children }) => <h5>{children}</h5>,
  h4: ({ children }) => <h6>{children}</h6>,
  input: ({ checked }) => <span aria-hidden>{checked ? '☑ ' : '☐ '}</span>,
};

const remarkPlugins = [remarkGfm];
const rehypePlugins = [rehypeHighlight];

const Markdown = memo(function Markdown({ children }: { children: string }) {
  return (
    <div className={classes.prose}>
      <ReactMarkdown remarkPlugins={remarkPlugins} rehypePlugins={rehypePlugins} components={components} skipHtml>
        {children}
      </ReactMarkdown>
    </div>
  );
});

export default Markdown;

// Markdown as a model writes it. No raw HTML is let through, and nothing is fetched: pictures become links. Its headings are
// all of one level, below that of the column: models do not write outlines of this page.
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
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{children}</pre>
    </div>
  );
}

function Table({ children }: { children?: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className={classes.table} tabIndex={0}>
      <table>{children}</table>
    </div>
  );
}

function Outward({ href, children }: { href?: string; children?: ReactNode }) {
  return (
    <Anchor href={href} target="_blank" rel="noopener noreferrer nofollow" underline="always" inherit>
      {children}
    </Anchor>
  );
}

const components: Components = {
  pre: CodeFence,
  table: Table,
  a: ({ href, children }) => <Outward {...(href !== undefined && { href })}>{children}</Outward>,
  img: ({ src, alt }) => <Outward {...(typeof src === 'string' && { href: src })}>{alt || src}</Outward>,
  h1: ({ children }) => <h3 data-level={1}>{children}</h3>,
  h2: ({ children }) => <h3 data-level={2}>{children}</h3>,
  h4: ({ children }) => <h3>{children}</h3>,
  h5: ({ children }) => <h3>{children}</h3>,
  h6: ({ children }) => <h3>{children}</h3>,
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

import { useI18n } from '../i18n';
import classes from './CodeBlock.module.css';
import { CopyIcon } from './CopyText';

/** Lines to copy. `label` names them for those who don't see them. */
export function CodeBlock({ code, label }: { code: string; label?: string }) {
  const { t } = useI18n();
  const name = label ?? t('common.details');
  return (
    <div className={classes.block}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label={name}>
        <pre>
          <code>{code}</code>
        </pre>
      </section>
      <div className={classes.copy}>
        <CopyIcon value={code} what={name} size={26} />
      </div>
    </div>
  );
}

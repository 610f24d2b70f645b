import { useI18n } from '../../../i18n';
import classes from './Embeddings.module.css';

/** Every text with every text: a table, coloured by its numbers. */
export function Matrix({ texts, matrix }: { texts: string[]; matrix: (number | null)[][] }) {
  const { t } = useI18n();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className={classes.scroll} tabIndex={0}>
      <table className={classes.matrix}>
        <caption className="visually-hidden">{t('playground.similarityCaption')}</caption>
        <thead>
          <tr>
            <td />
            {texts.map((text, column) => (
              <th key={column} scope="col" title={text}>
                {column + 1}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.map((row, at) => (
            <tr key={at}>
              <th scope="row" title={texts[at]}>
                <span>{at + 1}</span> {texts[at]}
              </th>
              {row.map((value, column) => (
                <td
                  key={column}
                  className="tabular"
                  style={{ background: heat(value) }}
                  data-self={at === column || undefined}
                >
                  {value === null ? '–' : value.toFixed(3)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Tints that text stays readable on, in light and dark. */
function heat(value: number | null): string {
  const share = value === null ? 0 : Math.max(0, value) ** 2 * 46;
  return `color-mix(in srgb, var(--hub-accent) ${share.toFixed(1)}%, var(--hub-surface))`;
}

import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useI18n } from '../../i18n';
import classes from './StepCard.module.css';

/** One step: its number or a tick, what it is for, and, where it is the one to take, how. */
export function StepCard(props: {
  number: number;
  title: string;
  lead: string;
  state: 'done' | 'current' | 'later';
  children?: ReactNode;
}) {
  const { t } = useI18n();
  return (
    <li className={classes.step} data-state={props.state} aria-current={props.state === 'current' ? 'step' : undefined}>
      <span className={classes.mark} aria-hidden>
        {props.state === 'done' ? <IconCheck size={15} stroke={2.4} /> : props.number}
      </span>
      <div className={classes.body}>
        <h2 className={classes.title}>
          <span className="visually-hidden">
            {t('start.step', { number: props.number })}
            {props.state === 'done' ? `, ${t('start.done')}` : ''}:{' '}
          </span>
          {props.title}
        </h2>
        <p className={classes.lead}>{props.lead}</p>
        {props.children && <div className={classes.content}>{props.children}</div>}
      </div>
    </li>
  );
}

import { Button, Group, Textarea } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { useI18n } from '../../../i18n';
import classes from './Chat.module.css';

/** A message in the making again. */
export function EditTurn(props: {
  text: string;
  label: string;
  onSave: (text: string) => void;
  onSaveAndAsk?: (text: string) => void;
  onCancel: () => void;
}) {
  const { t } = useI18n();
  const [text, setText] = useState(props.text);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') props.onCancel();
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) (props.onSaveAndAsk ?? props.onSave)(text);
  };
  return (
    <div className={classes.editing}>
      <Textarea
        autoFocus
        aria-label={props.label}
        autosize
        minRows={2}
        maxRows={16}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Group gap="xs" mt="xs" justify="flex-end">
        <Button size="xs" variant="subtle" color="gray" onClick={props.onCancel}>
          {t('common.cancel')}
        </Button>
        <Button size="xs" variant="default" onClick={() => props.onSave(text)}>
          {t('common.save')}
        </Button>
        {props.onSaveAndAsk && (
          <Button size="xs" onClick={() => props.onSaveAndAsk?.(text)}>
            {t('playground.saveAndAsk')}
          </Button>
        )}
      </Group>
    </div>
  );
}

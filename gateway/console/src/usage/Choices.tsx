/** The values of a filter, to tick. */
import { Checkbox, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useI18n } from '../i18n';
import type { Choice } from './useFilterOptions';

const mostShown = 100;

/** The list, with a field to search in it where it is long. */
export default function Choices(props: {
  name: string;
  choices: Choice[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}) {
  const { t } = useI18n();
  const [words, setWords] = useState('');
  const known = new Set(props.choices.map((choice) => choice.value));
  const foreign = props.chosen.filter((value) => !known.has(value)).map((value) => ({ value, label: value }));
  const matching = [...foreign, ...props.choices].filter((choice) =>
    choice.label.toLowerCase().includes(words.trim().toLowerCase()),
  );
  const toggle = (value: string) =>
    props.onChange(
      props.chosen.includes(value) ? props.chosen.filter((each) => each !== value) : [...props.chosen, value],
    );
  return (
    <Stack gap="xs">
      {props.choices.length > 7 && (
        <TextInput
          type="search"
          size="xs"
          data-autofocus
          aria-label={t('common.search')}
          placeholder={t('common.search')}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      )}
      <ScrollArea.Autosize mah={280} type="auto">
        <Stack gap={2} role="group" aria-label={props.name}>
          {matching.slice(0, mostShown).map((choice) => (
            <Checkbox
              key={choice.value}
              size="xs"
              p={5}
              label={choice.label}
              checked={props.chosen.includes(choice.value)}
              onChange={() => toggle(choice.value)}
            />
          ))}
          {matching.length === 0 && (
            <Text size="sm" c="dimmed">
              {t('common.nothingFound')}
            </Text>
          )}
        </Stack>
      </ScrollArea.Autosize>
    </Stack>
  );
}

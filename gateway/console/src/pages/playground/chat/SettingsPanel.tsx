import { Button, Select, SimpleGrid, Stack, Switch, TagsInput, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { type PlainKey, useI18n } from '../../../i18n';
import { NumberField } from '../NumberField';
import classes from './Chat.module.css';
import { FormatEditor } from './FormatEditor';
import { DEFAULT_PARAMETERS, type Parameters, parametersSet, REASONING_EFFORTS } from './settings';
import { ToolsEditor } from './ToolsEditor';
import { chatStore, useChat } from './useChat';

/** Everything that goes with the messages. */
export function SettingsPanel() {
  const { t } = useI18n();
  const { settings } = useChat().chat;
  return (
    <Stack gap={0}>
      <Section title={t('playground.system')} open>
        <Textarea
          aria-label={t('playground.system')}
          placeholder={t('playground.systemPlaceholder')}
          autosize
          minRows={3}
          maxRows={14}
          value={settings.system}
          onChange={(event) => chatStore.changeSettings({ system: event.currentTarget.value })}
        />
      </Section>
      <Section title={t('playground.parameters')} count={parametersSet(settings.parameters)} open>
        <ParameterFields parameters={settings.parameters} />
      </Section>
      <Section title={t('playground.tools')} count={settings.tools.length}>
        <ToolsEditor />
      </Section>
      <Section title={t('playground.format')} count={settings.format.kind === 'text' ? 0 : 1}>
        <FormatEditor />
      </Section>
    </Stack>
  );
}

function Section(props: { title: string; count?: number; open?: boolean; children: ReactNode }) {
  const { t } = useI18n();
  return (
    <details className={classes.section} open={props.open || undefined}>
      <summary>
        {props.title}
        {props.count ? (
          <span className={classes.count} title={t('playground.countSet', { count: props.count })}>
            {props.count}
          </span>
        ) : null}
      </summary>
      <div className={classes.sectionBody}>{props.children}</div>
    </details>
  );
}

type NumberName = 'temperature' | 'topP' | 'maxTokens' | 'seed' | 'presencePenalty' | 'frequencyPenalty';

interface Range {
  name: NumberName;
  label: PlainKey;
  min?: number;
  max?: number;
  step: number;
  whole?: boolean;
}

const RANGES: readonly Range[] = [
  { name: 'temperature', label: 'playground.temperature', min: 0, max: 2, step: 0.1 },
  { name: 'topP', label: 'playground.topP', min: 0, max: 1, step: 0.05 },
  { name: 'maxTokens', label: 'playground.maxTokens', min: 1, step: 64, whole: true },
  { name: 'seed', label: 'playground.seed', step: 1, whole: true },
  { name: 'presencePenalty', label: 'playground.presencePenalty', min: -2, max: 2, step: 0.1 },
  { name: 'frequencyPenalty', label: 'playground.frequencyPenalty', min: -2, max: 2, step: 0.1 },
];

function ParameterFields({ parameters }: { parameters: Parameters }) {
  const { t } = useI18n();
  const set = (change: Partial<Parameters>) =>
    chatStore.changeSettings({ parameters: { ...chatStore.state().chat.settings.parameters, ...change } });
  return (
    <Stack gap="sm">
      <SimpleGrid cols={2} spacing="sm" verticalSpacing="sm">
        {RANGES.map(({ name, label, whole, ...range }) => (
          <NumberField
            key={name}
            label={t(label)}
            placeholder={t('playground.default')}
            value={parameters[name]}
            onChange={(value) => set({ [name]: value })}
            allowDecimal={!whole}
            clampBehavior="blur"
            {...range}
          />
        ))}
      </SimpleGrid>
      <Select
        label={t('playground.reasoningEffort')}
        placeholder={t('playground.default')}
        data={REASONING_EFFORTS.map((effort) => ({ value: effort, label: effort }))}
        value={parameters.reasoningEffort}
        onChange={(picked) => set({ reasoningEffort: REASONING_EFFORTS.find((effort) => effort === picked) ?? null })}
        clearable
        clearButtonProps={{ 'aria-label': t('common.clear') }}
      />
      <TagsInput
        label={t('playground.stopSequences')}
        description={t('playground.stopHint')}
        placeholder={parameters.stop.length === 0 ? t('common.none') : ''}
        value={parameters.stop}
        onChange={(stop) => set({ stop })}
        maxTags={4}
      />
      <Switch
        label={t('playground.newerMaxTokens')}
        description={t('playground.newerMaxTokensHint')}
        checked={parameters.maxTokensField === 'max_completion_tokens'}
        onChange={(event) =>
          set({ maxTokensField: event.currentTarget.checked ? 'max_completion_tokens' : 'max_tokens' })
        }
      />
      <StreamSwitch />
      {parametersSet(parameters) > 0 && (
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => set(DEFAULT_PARAMETERS)}>
          {t('playground.resetParameters')}
        </Button>
      )}
    </Stack>
  );
}

function StreamSwitch() {
  const { t } = useI18n();
  const { stream } = useChat().chat.settings;
  return (
    <Switch
      label={t('playground.stream')}
      checked={stream}
      onChange={(event) => chatStore.changeSettings({ stream: event.currentTarget.checked })}
    />
  );
}

import { ActionIcon, Button, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useI18n } from '../../../i18n';
import { newId } from '../newId';
import classes from './Chat.module.css';
import { parseSchema } from './request';
import type { Tool } from './settings';
import { chatStore, useChat } from './useChat';

const EXAMPLE = `{
  "type": "object",
  "properties": {
    "city": { "type": "string" }
  },
  "required": ["city"]
}`;

/** The functions that the model may call. Nothing runs: the person gives the results. */
export function ToolsEditor() {
  const { t } = useI18n();
  const { tools, toolChoice } = useChat().chat.settings;
  const change = (id: string, to: Partial<Tool>) =>
    chatStore.changeSettings({ tools: tools.map((tool) => (tool.id === id ? { ...tool, ...to } : tool)) });
  const add = () => {
    const name = tools.length === 0 ? 'get_weather' : `tool_${tools.length + 1}`;
    const tool = { id: newId(), name, description: '', parameters: EXAMPLE };
    chatStore.changeSettings({ tools: [...tools, tool] });
  };
  const choices = [
    { value: 'auto', label: t('playground.choiceAuto') },
    { value: 'required', label: t('playground.choiceRequired') },
    { value: 'none', label: t('playground.choiceNone') },
    ...tools.filter((tool) => tool.name !== '').map((tool) => ({ value: tool.name, label: tool.name })),
  ];
  const distinct = choices.filter((one, at) => choices.findIndex((other) => other.value === one.value) === at);
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('playground.toolsHint')}
      </Text>
      {tools.map((tool) => (
        <ToolFields
          key={tool.id}
          tool={tool}
          onChange={(to) => change(tool.id, to)}
          onRemove={() => chatStore.changeSettings({ tools: tools.filter((one) => one.id !== tool.id) })}
        />
      ))}
      {tools.length > 0 && (
        <Select
          label={t('playground.toolChoice')}
          placeholder={t('playground.default')}
          data={distinct}
          value={toolChoice}
          onChange={(picked) => chatStore.changeSettings({ toolChoice: picked })}
          clearable
          clearButtonProps={{ 'aria-label': t('common.clear') }}
        />
      )}
      <Button size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
        {t('playground.addTool')}
      </Button>
    </Stack>
  );
}

function ToolFields(props: { tool: Tool; onChange: (to: Partial<Tool>) => void; onRemove: () => void }) {
  const { t } = useI18n();
  const { tool, onChange } = props;
  const broken = tool.parameters.trim() !== '' && parseSchema(tool.parameters) === undefined;
  return (
    <Stack gap="xs" className={classes.tool}>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          label={t('playground.toolName')}
          value={tool.name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
          style={{ flex: 1 }}
          classNames={{ input: classes.mono }}
        />
        <ActionIcon size={34} onClick={props.onRemove} aria-label={t('playground.removeTool', { name: tool.name })}>
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Group>
      <TextInput
        label={t('playground.toolDescription')}
        value={tool.description}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
      <Textarea
        label={t('playground.toolParameters')}
        autosize
        minRows={4}
        maxRows={14}
        value={tool.parameters}
        onChange={(event) => onChange({ parameters: event.currentTarget.value })}
        error={broken ? t('playground.notASchema') : undefined}
        classNames={{ input: classes.mono }}
        spellCheck={false}
      />
    </Stack>
  );
}

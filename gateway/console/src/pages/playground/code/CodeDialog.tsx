import { SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useI18n } from '../../../i18n';
import { Dialog } from '../../../ui/Dialog';
import { Program as ProgramText } from '../markdown/Prose';
import { curl } from './curl';
import { javascript } from './javascript';
import type { Program, Target } from './program';
import { python } from './python';

/** A program to show, and what to call it where there are several. */
export interface NamedProgram {
  name: string;
  program: Program;
}

const LANGUAGES = {
  curl: { label: 'curl', highlight: 'bash', write: curl },
  python: { label: 'Python', highlight: 'python', write: python },
  javascript: { label: 'JavaScript', highlight: 'javascript', write: javascript },
} as const;

type Language = keyof typeof LANGUAGES;

/** The current request as a program that runs as it is shown. */
export function CodeDialog(props: { programs: NamedProgram[]; opened: boolean; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t('playground.showCode')} size="xl">
      {props.opened && <Code programs={props.programs} />}
    </Dialog>
  );
}

function Code({ programs }: { programs: NamedProgram[] }) {
  const { t } = useI18n();
  const [language, setLanguage] = useState<Language>('curl');
  const [at, setAt] = useState(0);
  const one = programs[at] ?? programs[0];
  if (one === undefined) return <Text c="dimmed">{t('playground.codeLater')}</Text>;
  const target: Target = { baseUrl: `${window.location.origin}/v1` };
  const { write, highlight } = LANGUAGES[language];
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label={t('playground.programmingLanguage')}
        value={language}
        onChange={(picked) => setLanguage(picked as Language)}
        data={Object.entries(LANGUAGES).map(([value, { label }]) => ({ value, label }))}
      />
      {programs.length > 1 && (
        <Select
          aria-label={t('playground.model')}
          data={programs.map(({ name }, index) => ({ value: String(index), label: name }))}
          value={String(at)}
          onChange={(picked) => setAt(Number(picked))}
          allowDeselect={false}
        />
      )}
      <Text size="sm" c="dimmed">
        {t('playground.codeHint')}
      </Text>
      <ProgramText language={highlight} code={write(one.program, target).trimEnd()} />
    </Stack>
  );
}

import { Stack, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { AuditEvent } from '../../api/types';
import { useFormat } from '../../format/format';
import { useI18n } from '../../i18n';
import { CodeBlock } from '../../ui/CodeBlock';
import { CopyText } from '../../ui/CopyText';
import { SideDialog } from '../../ui/Dialog';
import { Facts } from '../../ui/Facts';
import { useActorName } from './names';
import type { Stream } from './search';

function Whole({ event, stream }: { event: AuditEvent; stream: Stream | undefined }) {
  const { t } = useI18n();
  const format = useFormat();
  const actorName = useActorName();
  const time = (text: string) => `${format.date(text)} ${format.clock(text)}`;
  const { position } = event;
  return (
    <Stack gap="lg">
      <Facts
        facts={[
          [t('audit.event'), <code key="type">{event.type}</code>],
          [
            t('audit.by'),
            <Link
              key="by"
              to="/audit"
              search={{ stream, actor: event.actor.id ?? event.actor.kind }}
              title={t('audit.onlyActor')}
            >
              {actorName(event.actor)}
            </Link>,
          ],
          [t('audit.onBehalfOf'), event.actor.on_behalf_of],
          [
            t('audit.on'),
            <Link
              key="on"
              to="/audit"
              search={{ stream, subject: [event.subject.noun, event.subject.id].filter(Boolean).join('/') }}
              title={t('audit.onlySubject')}
            >
              {event.subject.noun} {event.subject.name ?? event.subject.id}
            </Link>,
          ],
          [t('audit.decidedAt'), time(event.time)],
          [t('audit.recordedAt'), time(event.recorded_at)],
          [
            t('audit.position'),
            <CopyText
              key="position"
              value={`${position.stream} ${position.sequence}.${position.event}`}
              what={t('audit.position')}
            />,
          ],
          [t('audit.commit'), <CopyText key="commit" value={event.commit} what={t('audit.commit')} />],
          [t('audit.cause'), event.cause && <CopyText value={event.cause} what={t('audit.cause')} />],
        ]}
      />
      <section>
        <Title order={3} mb={6}>
          {t('audit.json')}
        </Title>
        <CodeBlock code={JSON.stringify(event.data, null, 2)} label={t('audit.json')} />
      </section>
    </Stack>
  );
}

/** One event in full, beside the table. */
export function EventDrawer(props: { event: AuditEvent | undefined; stream: Stream | undefined; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <SideDialog opened={props.event !== undefined} onClose={props.onClose} size="lg" title={t('audit.whole')}>
      {props.event && <Whole event={props.event} stream={props.stream} />}
    </SideDialog>
  );
}

import type { AuditEvent } from '../../api/types';
import { useI18n } from '../../i18n';

/** Who did it, in words. */
export function useActorName(): (actor: AuditEvent['actor']) => string {
  const { t } = useI18n();
  return (actor) => {
    if (actor.name) return actor.name;
    if (actor.kind === 'operator') return t('nav.operator');
    if (actor.kind === 'system') return t('audit.actorSystem');
    return actor.id ?? actor.kind;
  };
}

/** An event's tag without its version, which matters to programs only. */
export function withoutVersion(type: string): string {
  return type.replace(/\.v\d+$/, '');
}

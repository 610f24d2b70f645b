/** Small drawings for what is empty, lost or broken, in the console's own lines. */
import type { ReactNode } from 'react';

const line = 'var(--mantine-color-default-border)';
const accent = 'var(--hub-accent)';
const soft = 'var(--hub-accent-soft)';
const paper = 'var(--hub-surface)';

function Drawing({ children }: { children: ReactNode }) {
  return (
    <svg
      width="168"
      height="104"
      viewBox="0 0 168 104"
      fill="none"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

/** Lines that come together: no provider yet. */
export function Sockets() {
  return (
    <Drawing>
      <path d="M20 24h28c22 0 14 28 36 28" stroke={line} />
      <path d="M20 80h28c22 0 14-28 36-28" stroke={line} />
      <path d="M20 52h64" stroke={accent} strokeDasharray="1 6" />
      <path d="M84 52h64" stroke={line} />
      {[24, 52, 80].map((y) => (
        <rect key={y} x="8" y={y - 9} width="26" height="18" rx="5" fill={paper} stroke={y === 52 ? accent : line} />
      ))}
      <circle cx="84" cy="52" r="17" fill={soft} stroke={accent} />
      <circle cx="84" cy="52" r="5" fill={accent} />
      <rect x="132" y="41" width="28" height="22" rx="6" fill={paper} stroke={line} />
      <path d="M140 49h12M140 55h7" stroke={line} />
    </Drawing>
  );
}

/** A quiet trace: no requests yet. */
export function QuietTrace() {
  return (
    <Drawing>
      <rect x="14" y="12" width="140" height="80" rx="9" fill={paper} stroke={line} />
      <path d="M14 30h140" stroke={line} />
      <circle cx="24" cy="21" r="2" fill={line} />
      <circle cx="32" cy="21" r="2" fill={line} />
      <path d="M26 66h34l7-15 11 27 8-12h8" stroke={accent} />
      <path d="M94 66h48" stroke={accent} strokeDasharray="1 6" />
      <path d="M26 80h116" stroke={line} strokeDasharray="2 5" />
    </Drawing>
  );
}

/** A key on its ring: no keys yet. */
export function KeyRing() {
  return (
    <Drawing>
      <circle cx="56" cy="52" r="24" fill={soft} stroke={accent} />
      <circle cx="56" cy="52" r="9" fill={paper} stroke={accent} />
      <path d="M80 52h62M142 52v15M126 52v11M110 52v8" stroke={accent} />
      <path d="M20 22l8 7M92 20l-7 8M24 86l7-7" stroke={line} />
    </Drawing>
  );
}

/** Blocks on a shelf: no models yet. */
export function Shelf() {
  return (
    <Drawing>
      <path d="M12 84h144" stroke={line} />
      <rect x="28" y="50" width="30" height="34" rx="5" fill={paper} stroke={line} />
      <rect x="66" y="34" width="36" height="50" rx="5" fill={soft} stroke={accent} />
      <path d="M75 46h18M75 54h18M75 62h10" stroke={accent} />
      <rect x="110" y="58" width="30" height="26" rx="5" stroke={line} strokeDasharray="3 5" />
      <path d="M125 66v10M120 71h10" stroke={line} />
    </Drawing>
  );
}

/** A book of entries: nothing in the log. */
export function Ledger() {
  return (
    <Drawing>
      <path
        d="M84 22c-14-8-34-9-56-5v66c22-4 42-3 56 5 14-8 34-9 56-5V17c-22-4-42-3-56 5z"
        fill={paper}
        stroke={line}
      />
      <path d="M84 22v66" stroke={line} />
      <path d="M40 34c10-1 21 0 31 3M40 46c10-1 21 0 31 3" stroke={accent} />
      <path d="M40 58c10-1 21 0 31 3M97 37c10-3 21-4 31-3M97 49c10-3 21-4 31-3" stroke={line} strokeDasharray="2 5" />
    </Drawing>
  );
}

/** A glass over nothing: the filters let nothing through. */
export function EmptyGlass() {
  return (
    <Drawing>
      <path d="M22 30h60M22 50h38M22 70h48" stroke={line} />
      <circle cx="104" cy="46" r="25" fill={soft} stroke={accent} />
      <path d="M122 65l20 21" stroke={accent} strokeWidth="4" />
      <path d="M95 46h18" stroke={accent} strokeDasharray="1 5" />
    </Drawing>
  );
}

/** A cable cut in two: something failed. */
export function CableCut() {
  return (
    <Drawing>
      <path d="M8 66h34c14 0 14-24 28-24" stroke={line} />
      <path d="M160 38h-34c-14 0-14 24-28 24" stroke={line} />
      <rect x="62" y="35" width="16" height="14" rx="4" fill={paper} stroke="var(--hub-bad)" />
      <rect x="90" y="55" width="16" height="14" rx="4" fill={paper} stroke="var(--hub-bad)" />
      <path d="M82 30l2-9M92 34l7-7M76 74l-7 7M86 78l-2 9" stroke="var(--hub-bad)" />
    </Drawing>
  );
}

/** A signpost: no such page. */
export function LostWay() {
  return (
    <Drawing>
      <path d="M84 16v76M60 92h48" stroke={line} />
      <path d="M50 24h58l12 10-12 10H50z" fill={soft} stroke={accent} />
      <path d="M118 54H64l-12 9 12 9h54z" fill={paper} stroke={line} />
      <path d="M62 34h30" stroke={accent} strokeDasharray="1 6" />
    </Drawing>
  );
}

/** The hub's mark: many lines come together and leave as one. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#0b7a80" />
      <g fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round">
        <path d="M6.5 8.5c5 0 5.2 7.5 9.5 7.5" />
        <path d="M6.5 23.5c5 0 5.2-7.5 9.5-7.5" />
        <path d="M6.5 16h19" />
      </g>
      <circle cx="16" cy="16" r="4.1" fill="#fff" />
      <circle cx="16" cy="16" r="1.5" fill="#0b7a80" />
    </svg>
  );
}

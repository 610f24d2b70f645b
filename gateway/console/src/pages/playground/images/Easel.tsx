/** A picture to be: nothing was made yet, in the lines of the console's other drawings. */
export function Easel() {
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
      <path d="M66 84 56 100M102 84l10 16M84 84v16" stroke="var(--mantine-color-default-border)" />
      <rect
        x="40"
        y="10"
        width="88"
        height="74"
        rx="8"
        fill="var(--hub-surface)"
        stroke="var(--mantine-color-default-border)"
      />
      <circle cx="106" cy="30" r="8" fill="var(--hub-accent-soft)" stroke="var(--hub-accent)" />
      <path d="M40 72 66 42l20 24 12-13 30 25" stroke="var(--hub-accent)" />
      <path d="M52 22h18" stroke="var(--hub-accent)" strokeDasharray="1 6" />
    </svg>
  );
}

/** The mark: two households' lines meeting in the moment. Drawn on a 24-pixel grid. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} fill="none" strokeWidth="3.6" strokeLinecap="round" aria-hidden="true">
      <path stroke="var(--work)" d="M20 4.5 12 19.5" />
      <path stroke="var(--mantine-color-voice-filled)" d="M4 4.5 12 19.5" />
    </svg>
  );
}

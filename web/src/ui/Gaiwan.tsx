/** The house's sign: a covered tea bowl, with steam when `steam` is set. */
export function Gaiwan({ className = '', steam = false }: { className?: string; steam?: boolean }) {
  return (
    <svg aria-hidden viewBox="0 0 48 48" className={className} fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round">
      {steam && <path d="M19 3c-2 2 2 3.6 0 6M29 3c-2 2 2 3.6 0 6" opacity=".55" />}
      <path d="M24 13.5v-.1" strokeWidth="3.2" />
      <path d="M13 23c2-4.8 6-7 11-7s9 2.2 11 7" />
      <path d="M10.5 23h27c0 8.5-4.8 14.5-10 14.5h-7c-5.2 0-10-6-10-14.5z" fill="currentColor" fillOpacity=".14" />
      <path d="M13.5 41.5h21" />
    </svg>
  );
}

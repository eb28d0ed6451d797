/** The house's sign: a covered tea bowl on its saucer, with steam when `steam` is set. */
export function Gaiwan({ className = '', steam = false, fine = false }: { className?: string; steam?: boolean; fine?: boolean }) {
  return (
    <svg
      aria-hidden viewBox="0 0 48 48" className={className} fill="none" stroke="currentColor" strokeWidth={fine ? 1.1 : 1.8} strokeLinecap="round"
      strokeLinejoin="round"
    >
      {steam && <path d="M19 4c-2 2 2 3.6 0 6M24 2.5c-2 2 2 3.6 0 6M29 4c-2 2 2 3.6 0 6" opacity=".5" />}
      <circle cx="24" cy="13.6" r="1.7" fill="currentColor" stroke="none" />
      <path d="M12.5 21.5c1.6-4 6-6.2 11.5-6.2s9.9 2.2 11.5 6.2z" />
      <path d="M9.5 21.5h29c0 8.6-5 16-10.5 16h-8c-5.5 0-10.5-7.4-10.5-16z" fill="currentColor" fillOpacity=".14" />
      <path d="M8.5 40.5c5 2.8 26 2.8 31 0" />
    </svg>
  );
}

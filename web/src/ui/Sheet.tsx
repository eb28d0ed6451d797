export const veilClass = 'fixed inset-0 z-40 bg-veil transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0';
export const popupClass = `fixed start-1/2 top-1/2 z-50 w-[min(26rem,calc(100vw-2rem))] -translate-1/2 rtl:translate-x-1/2 rounded-2xl
  bg-surface p-6 shadow-card transition duration-150 data-ending-style:scale-98 data-ending-style:opacity-0
  data-starting-style:scale-98 data-starting-style:opacity-0`;

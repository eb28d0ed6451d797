export const veilClass = 'fixed inset-0 z-40 bg-veil transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0';
export const popupClass = `fixed start-1/2 top-1/2 z-50 w-[min(26rem,calc(100vw-2rem))] -translate-1/2 rtl:translate-x-1/2 rounded-2xl
  bg-surface p-6 shadow-card transition duration-150 data-ending-style:scale-98 data-ending-style:opacity-0
  data-starting-style:scale-98 data-starting-style:opacity-0`;
/** In the middle of a desk, from below on a phone. */
export const sheetClass = `fixed inset-x-0 bottom-0 z-50 flex max-h-[92dvh] flex-col rounded-t-3xl bg-surface pt-2 shadow-card outline-none
  transition duration-150 data-ending-style:translate-y-4 data-ending-style:opacity-0 data-starting-style:translate-y-4
  data-starting-style:opacity-0 md:inset-x-auto md:start-1/2 md:top-1/2 md:bottom-auto md:max-h-[min(46rem,90dvh)] md:w-[30rem]
  md:-translate-1/2 md:rounded-3xl md:rtl:translate-x-1/2 md:data-ending-style:-translate-y-1/2 md:data-starting-style:-translate-y-1/2
  md:data-ending-style:scale-98 md:data-starting-style:scale-98`;
/** Of a sheet that is read. */
export const wideClass = 'md:w-[min(48rem,90vw)]';
/** At the side of a desk, the whole of a phone. */
export const sideClass = `fixed inset-y-0 end-0 z-50 flex w-full flex-col bg-surface pt-1 shadow-card outline-none transition duration-150
  data-ending-style:translate-x-4 data-ending-style:opacity-0 data-starting-style:translate-x-4 data-starting-style:opacity-0
  md:w-[27rem] rtl:data-ending-style:-translate-x-4 rtl:data-starting-style:-translate-x-4`;
/** Of what is typed into from wherever one is: high on a desk, the whole of a phone. */
export const paletteClass = `fixed inset-0 z-50 flex flex-col bg-surface shadow-card outline-none transition duration-100 data-ending-style:opacity-0
  data-starting-style:opacity-0 md:inset-x-auto md:start-1/2 md:top-[12dvh] md:bottom-auto md:max-h-[min(34rem,76dvh)] md:w-[38rem]
  md:-translate-x-1/2 md:rounded-3xl md:rtl:translate-x-1/2`;

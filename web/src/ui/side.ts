/** Where a box begins for who reads the page, or so many pixels further in. */
export const fromStart = ({ left, right }: DOMRect, inward = 0): number => (document.documentElement.dir === 'rtl' ? right - inward : left + inward);

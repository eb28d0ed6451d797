/** For the `ref` of what is chosen: as little as is needed, so that it is seen. */
export const intoView = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' });

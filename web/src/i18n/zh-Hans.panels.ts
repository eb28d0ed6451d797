import type { Entry } from './en.ts';
import type en from './en.panels.ts';

const panels: Record<keyof typeof en, Entry> = {
  'ui.back': '返回',
};

export default panels;

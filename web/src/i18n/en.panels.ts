/** The texts of the panels: groups, contacts, workspaces, settings. */
const panels = {
  'ui.back': 'Back',
} as const;

export default panels;

/** The tokens of `styles.css` and what each is for; the page shows them as they are now. */
export const colours: Record<string, [token: string, use: string][]> = {
  'The house: paper walls, wooden lines, ink': [
    ['paper', 'the page itself'], ['surface', 'lists, headers, cards'], ['hall', 'behind a conversation'], ['hover', 'under the pointer, and fields'],
    ['chosen', 'what is chosen'], ['line', 'between parts'], ['edge', 'around fields'], ['raised', 'on what is already coloured'], ['ink', 'text'],
    ['soft', 'text that may be missed'], ['veil', 'behind a dialog'],
  ],
  'The tea: what one does': [
    ['leaf', 'the one action, links, marks'], ['leaf-deep', 'that, under the pointer'], ['on-leaf', 'text on it'], ['berry', 'what cannot be undone, trouble'],
    ['on-berry', 'text on it'], ['amber', 'a warning, what is new'], ['amber-wash', 'behind a warning'], ['online', 'somebody is there'],
  ],
  'A conversation': [
    ['mine', 'what one has written'], ['mine-soft', 'its time'], ['theirs', 'what others have written'], ['read', 'it was read'], ['loud', 'a mention, a match'],
    ['on-loud', 'text on it'], ['lit', 'what one has jumped to'], ['code', 'behind code'], ['link', 'an address'], ['chip', 'a mention of somebody else'],
  ],
  'On pictures, and the map': [
    ['shade', 'under words on a picture'], ['shade-deep', 'deeper'], ['on-shade', 'those words'], ['on-shade-soft', 'softer ones'], ['night', 'around a picture'],
    ['sea', 'water'], ['land', 'land'], ['coast', 'where they meet'],
  ],
};

export const type: [classes: string, use: string][] = [
  ['text-3xl font-bold tracking-tight', 'A welcome'],
  ['text-xl font-bold tracking-tight', 'The title of a list'],
  ['text-lg font-bold', 'The title of a page, card or dialog'],
  ['font-semibold', 'A name'],
  ['', 'What is said'],
  ['text-soft text-fine', 'A hint, a time, a line below'],
  ['text-soft text-xs', 'The time within a bubble'],
];

export const shapes: [classes: string, use: string][] = [
  ['rounded-full', 'people, chips, search'], ['rounded-[30%]', 'groups, channels, workspaces'], ['rounded-xl', 'buttons, fields'],
  ['rounded-2xl', 'rows, cards, bubbles'], ['rounded-3xl', 'dialogs'],
];

export const shadows: [classes: string, use: string][] = [['shadow-bubble', 'lies on the page'], ['shadow-card', 'stands in front of it']];

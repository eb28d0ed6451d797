/** The page is for who builds the client, and so in English alone. */
export const words = {
  title: 'The design of the house',
  intro: 'Every token and every part of the client, as it is in this version: light at the start of the line, dark at its end.',
  colours: 'Colours', type: 'Letters', shapes: 'Corners', shadows: 'Shadows',
  buttons: 'Buttons', fields: 'Fields', choices: 'Choices', rows: 'Rows', faces: 'Faces', marks: 'Marks', layers: 'In front of the page', states: 'Empty and busy', keys: 'Keys',
  save: 'Save', cancel: 'Cancel', remove: 'Delete', more: 'More', name: 'Name', hint: 'As friends find it', password: 'Password', about: 'About', text: 'A line about yourself',
  search: 'Search', theme: 'Theme', language: 'Language', receipts: 'Read receipts', emoji: 'Picture', people: 'People', groups: 'Groups', tabs: 'Lists',
  dialog: 'Dialog', side: 'At the side', question: 'Question', menu: 'Menu', good: 'Saved', bad: 'That did not work', toast: 'Say something', trouble: 'Say trouble',
  sure: 'Delete this?', lost: 'It cannot be had back.', card: 'A card', inside: 'What belongs together.', none: 'Nothing here yet', noneText: 'And what one could do about it.',
  alice: 'Alice', line: 'The kettle is on', admin: 'Admin', read: 'Mark as read', mute: 'Mute', level: 'Notify me about', all: 'All messages', leave: 'Leave', house: 'Tea house',
};

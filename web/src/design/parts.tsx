import { Bell, BellOff, LogOut, MoreVertical, Plus, Users } from 'lucide-react';
import { useId, useState } from 'react';
import { Badge } from '../home/Badge.tsx';
import { Area } from '../ui/Area.tsx';
import { Ask } from '../ui/Ask.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { Choice } from '../ui/Choice.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { EmojiField } from '../ui/EmojiField.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Field } from '../ui/Field.tsx';
import { Gaiwan } from '../ui/Gaiwan.tsx';
import { Menu } from '../ui/Menu.tsx';
import { ButtonRow, RowText, Sign, Tag } from '../ui/Row.tsx';
import { Search } from '../ui/Search.tsx';
import { Select } from '../ui/Select.tsx';
import { Switch } from '../ui/Switch.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { toast } from '../ui/toast.tsx';
import { Outcome } from '../ui/work.tsx';
import { Keys } from '../ways/Keys.tsx';
import { words } from './words.ts';

const looks = ['leaf', 'quiet', 'berry'] as const;
const labels = { leaf: words.save, quiet: words.cancel, berry: words.remove };

export function Buttons() {
  return (
    <>
      {[false, true].map((disabled) => (
        <div key={String(disabled)} className="flex flex-wrap items-center gap-3">
          {looks.map((look) => <Button key={look} look={look} disabled={disabled}>{labels[look]}</Button>)}
          <Button disabled={disabled}><Plus size={18} aria-hidden />{words.save}</Button>
          <IconButton label={words.more} disabled={disabled} className="disabled:opacity-45"><MoreVertical size={20} /></IconButton>
        </div>
      ))}
    </>
  );
}

export function Fields() {
  const [name, setName] = useState(words.alice);
  const [text, setText] = useState('');
  const [sought, setSought] = useState(words.alice);
  return (
    <>
      <Field label={words.name} hint={words.hint} value={name} onChange={(event) => setName(event.target.value)} />
      <Field label={words.password} type="password" defaultValue={words.line} autoComplete="off" />
      <Field label={words.name} value={words.alice} disabled readOnly />
      <Area label={words.about} value={text} maxLength={280} onChange={setText} />
      <Search label={words.search} value="" onChange={() => undefined} />
      <Search label={words.search} raised value={sought} onChange={setSought} />
    </>
  );
}

export function Choices() {
  const name = useId();
  const [theme, setTheme] = useState('leaf');
  const [on, setOn] = useState(true);
  const [emoji, setEmoji] = useState('🍵');
  const options = looks.map((value) => ({ value, label: labels[value] }));
  return (
    <>
      <Choice legend={words.theme} name={name} value={theme} options={options} onChoose={setTheme} />
      <Select label={words.language} hint={words.hint} value={theme} options={options} onChoose={setTheme} />
      <Select label={words.language} value={theme} options={options} disabled onChoose={setTheme} />
      <Switch label={words.receipts} hint={words.hint} checked={on} onChange={setOn} />
      <Switch label={words.receipts} checked={!on} onChange={(checked) => setOn(!checked)} />
      <Switch label={words.receipts} checked disabled onChange={setOn} />
      <EmojiField label={words.emoji} value={emoji} onChange={setEmoji} />
      <Tabs label={words.tabs} tabs={[{ id: 'people', label: words.people, count: 3, content: words.people }, { id: 'groups', label: words.groups, content: words.groups }]} />
    </>
  );
}

export function RowsShown() {
  return (
    <Card title={words.card} text={words.inside}>
      <div className="-mx-3">
        <ButtonRow><Avatar id="alice" name={words.alice} online /><RowText name={words.alice} line={words.line} mark={<Tag leaf>{words.admin}</Tag>} /><Badge count={3} /></ButtonRow>
        <ButtonRow className="bg-chosen"><Avatar id="house" name={words.house} emoji="🍵" square /><RowText name={words.house} line={words.line} /><Badge count={12} quiet /></ButtonRow>
        <ButtonRow><Sign><Users size={21} /></Sign><RowText name={words.people} mark={<Tag>{words.all}</Tag>} /></ButtonRow>
        <ButtonRow disabled><Sign small><Bell size={18} /></Sign><RowText name={words.mute} /></ButtonRow>
      </div>
    </Card>
  );
}

export function Faces() {
  return (
    <div className="flex flex-wrap items-center gap-4">
      {(['large', 'medium', 'small'] as const).map((size) => <Avatar key={size} id={size} name={words.alice} size={size} online={size !== 'medium'} />)}
      <Avatar id="group" name={words.house} square />
      <Avatar id="channel" name={words.house} emoji="#" square />
      <Avatar id="han" name="陈明" />
      <Avatar id="arab" name="ليلى" />
      <Gaiwan steam className="text-leaf size-16" />
      <Gaiwan fine className="text-leaf size-16" />
    </div>
  );
}

export function Marks() {
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Badge count={1} /><Badge count={1200} /><Badge count={7} quiet /><Tag>{words.all}</Tag><Tag leaf>{words.admin}</Tag>
      <Outcome outcome={{ good: true, text: words.good }} /><Outcome outcome={{ good: false, text: words.bad }} />
    </div>
  );
}

export function Layers() {
  return (
    <div className="flex flex-wrap gap-3">
      <Dialog title={words.dialog} trigger={<Button look="quiet">{words.dialog}</Button>} foot={<Button>{words.save}</Button>}><p>{words.inside}</p></Dialog>
      <Dialog side title={words.side} trigger={<Button look="quiet">{words.side}</Button>}><p>{words.inside}</p></Dialog>
      <Ask trigger={<Button look="quiet" />} triggerLabel={words.question} title={words.sure} action={words.remove} onAction={() => toast(words.good)}><p>{words.lost}</p></Ask>
      <Menu
        trigger={<Button look="quiet">{words.menu}</Button>}
        items={[
          { label: words.read, icon: Bell }, { label: words.mute, icon: BellOff, disabled: true }, { label: words.level, items: [{ label: words.all, checked: true }] }, 'line',
          { label: words.leave, icon: LogOut, danger: true },
        ]}
      />
      <Button look="quiet" onClick={() => toast(words.good)}>{words.toast}</Button>
      <Button look="quiet" onClick={() => toast(words.bad, 'bad')}>{words.trouble}</Button>
    </div>
  );
}

export function States() {
  return <Empty title={words.none} text={words.noneText}><Button>{words.save}</Button></Empty>;
}

export function KeysShown() {
  return <div className="flex flex-wrap gap-4"><Keys of="palette" /><Keys of="next_unread" /><Keys of="sheet" /><Keys of="mark_read" /></div>;
}

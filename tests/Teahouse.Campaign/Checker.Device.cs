namespace Teahouse.Campaign;

/// <content>What each device has seen.</content>
public sealed partial class Checker
{
    /// <summary>One device's own history against what is stored.</summary>
    sealed class DeviceCheck(Checker checker, DeviceHistory device)
    {
        readonly Dictionary<Guid, long> _have = [];
        readonly Dictionary<Guid, long> _read = [];
        readonly Dictionary<Guid, HashSet<Guid>> _received = [];
        readonly Dictionary<(Guid Conversation, long Seq), Entry> _shown = [];
        readonly HashSet<Guid> _final = [];

        public void Run()
        {
            foreach (var entry in device.Entries)
            {
                Take(entry);
            }

            foreach (var views in checker._fresh.Values)
            {
                if (views.FirstOrDefault(view => view.User == device.User) is { } view)
                {
                    CheckEnd(view);
                    CheckForms(view);
                }
                else if (_final.Contains(views[0].Conversation))
                {
                    Break("C9", $"it still shows {views[0].Conversation}, where {device.User} is no member.");
                }

                CheckKept(views[0]);
            }
        }

        void Take(Entry entry)
        {
            switch (entry.Op)
            {
                case Happened.Receive:
                    checker.CheckEntitled(device, entry);
                    Receive(entry);
                    break;
                case Happened.Ahead:
                    checker.CheckEntitled(device, entry);
                    CheckPlace(entry);
                    break;
                case Happened.Learn:
                    // What comes before what is to be seen is not waited for.
                    _have[entry.Conversation!.Value] = Math.Max(_have.GetValueOrDefault(entry.Conversation.Value), entry.Seq!.Value - 1);
                    checker.CheckRev(device, entry);
                    break;
                case Happened.Leave:
                    _have.Remove(entry.Conversation!.Value);
                    _received.Remove(entry.Conversation.Value);
                    break;
                case Happened.Read:
                    if (entry.Seq < _read.GetValueOrDefault(entry.Conversation!.Value))
                    {
                        Break("C6", $"the read pointer of {entry.Conversation} went back to {entry.Seq}.");
                    }

                    _read[entry.Conversation.Value] = entry.Seq!.Value;
                    break;
                case Happened.Probe when entry.Found == false:
                    Break("C5", $"{entry.Id}, stored as seq {entry.Seq} by word to another device of the user, was not there to read.");
                    break;
                case Happened.Restart when entry.Seq < _have.GetValueOrDefault(entry.Conversation!.Value):
                    Break("C6", $"after a restart it holds {entry.Conversation} to seq {entry.Seq}, before it was {_have[entry.Conversation.Value]}.");
                    break;
                case Happened.Final:
                    Finish(entry);
                    break;
                case Happened.Shows:
                    _shown[(entry.Conversation!.Value, entry.Seq!.Value)] = entry;
                    break;
            }
        }

        void Receive(Entry entry)
        {
            var conversation = entry.Conversation!.Value;
            var have = _have.GetValueOrDefault(conversation);
            if (!Received(conversation).Add(entry.Id!.Value))
            {
                Break("C2", $"{entry.Id} came twice, again as seq {entry.Seq} of {conversation}.");
            }

            if (entry.Seq <= have)
            {
                Break("C6", $"seq {entry.Seq} of {conversation} came after seq {have}.");
            }
            else if (entry.Seq != have + 1)
            {
                Break("C3", $"seq {entry.Seq} of {conversation} came next after seq {have}.");
            }

            _have[conversation] = Math.Max(have, entry.Seq!.Value);
            CheckBody(entry);
            CheckPlace(entry);
        }

        HashSet<Guid> Received(Guid conversation)
        {
            if (!_received.TryGetValue(conversation, out var received))
            {
                _received[conversation] = received = [];
            }

            return received;
        }

        void CheckBody(Entry entry)
        {
            if (entry.Target is not null)
            {
                checker.CheckChange(device, entry);
            }
            else if (entry.Event is null && (!checker._sent.TryGetValue(entry.Id!.Value, out var sent) || sent.User != entry.Sender))
            {
                Break("C7", $"{entry.Id} came, which {entry.Sender} never sent.");
            }
            else if (entry.Event is null && !checker.MaySay(entry.Conversation!.Value, entry.Seq!.Value, checker._sent[entry.Id!.Value], entry.Hash!))
            {
                Break("C2", $"{entry.Id} came with another body than was sent.");
            }
        }

        void CheckPlace(Entry entry)
        {
            var at = checker.At(entry.Conversation!.Value, entry.Seq!.Value);
            if (at?.Id != entry.Id)
            {
                Break("C3", $"seq {entry.Seq} of {entry.Conversation} was {entry.Id} here, and is {at?.Id.ToString() ?? "nothing"} in the end.");
            }
        }

        void Finish(Entry entry)
        {
            _final.Add(entry.Conversation!.Value);
            var view = checker._fresh.GetValueOrDefault(entry.Conversation.Value)?.FirstOrDefault(view => view.User == device.User);
            if (view is not null && view.Unread != entry.Unread)
            {
                Break("C10", $"it shows {entry.Unread} unread in {entry.Conversation}, a fresh device {view.Unread}.");
            }
        }

        void CheckEnd(FreshConversation view)
        {
            var received = Received(view.Conversation);
            foreach (var message in view.Messages.Where(message => !received.Contains(message.Id)))
            {
                // Another device of the writer is the C5 case of the same loss.
                var own = message.Sender == device.User && checker._sent.GetValueOrDefault(message.Id)?.Device != device.Device;
                Break(own ? "C5" : "C1", $"seq {message.Seq} of {view.Conversation}, {message.Id}, never came.");
            }

            if (!_final.Contains(view.Conversation))
            {
                Break("C1", $"it does not know {view.Conversation}.");
            }

            if (_read.GetValueOrDefault(view.Conversation) > view.ReadSeq)
            {
                Break("C6", $"it was told to have read {view.Conversation} to {_read[view.Conversation]}, which is {view.ReadSeq} in the end.");
            }
        }

        void CheckForms(FreshConversation view)
        {
            foreach (var message in view.Messages.Where(message => message.Rev is not null))
            {
                var shown = _shown.GetValueOrDefault((view.Conversation, message.Seq));
                if (shown?.Rev != message.Rev || shown?.Hash != message.Form)
                {
                    Break("C13", $"it shows seq {message.Seq} of {view.Conversation} as of rev {shown?.Rev}, a fresh device as of rev {message.Rev}.");
                }
            }
        }

        // The text of a recalled message, as it was sent and as it was edited.
        void CheckKept(FreshConversation view)
        {
            foreach (var message in view.Messages.Where(message => IsRecalled(message)))
            {
                if (checker.Texts(view.Conversation, message).Any(device.Kept.Contains))
                {
                    Break("C14", $"its store still has the text of seq {message.Seq} of {view.Conversation}, which was recalled.");
                }
            }
        }

        void Break(string rule, string text) => checker.Break(rule, $"{device.Device}: {text}");
    }
}

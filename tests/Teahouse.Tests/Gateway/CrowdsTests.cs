using Teahouse.Protocol;
using Teahouse.Server.Gateway;
using Teahouse.Testing;
using Xunit;

namespace Teahouse.Tests.Gateway;

public sealed class CrowdsTests
{
    /// <summary>
    /// The owner commits joins, removals and messages and tells them later, in order; the edge's question is answered from what is committed
    /// at some moment, and the answer comes later still. Whatever the order, members are pushed to and others are not.
    /// </summary>
    [Fact]
    public void However_hellos_joins_removals_and_messages_cross_each_other_only_members_are_pushed_to()
    {
        for (var seed = 1UL; seed <= 2000; seed++)
        {
            new Interleaving(new Dice(seed), seed).Run();
        }
    }

    [Fact]
    public async Task Whoever_the_core_cannot_be_asked_about_is_not_let_in_and_leaves_nothing_behind()
    {
        var (crowds, alice, room) = (new Crowds(), Ids.New(), Ids.New());
        Assert.False(await crowds.ArriveAsync(alice, () => new((IReadOnlyList<Guid>?)null)));
        crowds.Change(room, [alice], inside: true);
        Assert.Null(crowds.Of(room));

        await Assert.ThrowsAsync<TimeoutException>(async () => await crowds.ArriveAsync(alice, () => throw new TimeoutException()));
        Assert.True(await crowds.ArriveAsync(alice, () => new((IReadOnlyList<Guid>?)[room])));
        Assert.True(crowds.Of(room)!.Has(alice));
        crowds.Depart(alice);
        Assert.Null(crowds.Of(room));
    }

    [Fact]
    public async Task The_core_is_asked_once_for_all_devices_of_a_user_and_again_when_it_had_gone_astray()
    {
        var (crowds, alice, one, other) = (new Crowds(), Ids.New(), Ids.New(), Ids.New());
        var asked = 0;
        ValueTask<bool> Arrive(Guid room) => crowds.ArriveAsync(alice, () =>
        {
            asked++;
            return new((IReadOnlyList<Guid>?)[room]);
        });
        await Arrive(one);
        await Arrive(other);
        Assert.Equal(1, asked);
        Assert.Null(crowds.Of(other));

        crowds.Doubt();
        await Arrive(other);
        Assert.Equal(2, asked);
        Assert.True(crowds.Of(other)!.Has(alice));
        Assert.Null(crowds.Of(one));
    }

    /// <summary>One user, some wide conversations, and everything that can happen between them in an order that a seed chooses.</summary>
    sealed class Interleaving(Dice dice, ulong seed)
    {
        readonly Crowds _crowds = new();
        readonly Guid _user = Ids.New();
        readonly Log[] _logs = [new(), new(), new()];
        readonly List<Asking> _asking = [];
        int _sockets;

        public void Run()
        {
            for (var step = 0; step < 60; step++)
            {
                Step();
            }

            // Everything comes to rest: all is answered and told, and one socket is there.
            Hello();
            while (_asking.Count > 0)
            {
                Answer();
            }

            foreach (var log in _logs)
            {
                while (log.Told < log.Committed.Count)
                {
                    Tell(log);
                }

                Assert.True(log.Committed.Count == 0 || Has(log) == log.Committed[^1].Member, $"Seed {seed}: at rest the edge is wrong.");
            }
        }

        void Step()
        {
            var log = dice.Of(_logs);
            switch (dice.Next(10))
            {
                case 0:
                    Hello();
                    break;
                case 1 when _sockets > 0:
                    _sockets--;
                    _crowds.Depart(_user);
                    break;
                case 2 or 3 when _asking.Count > 0:
                    Answer();
                    break;
                case 4 or 5:
                    log.Commit(moves: true);
                    break;
                case 6:
                    log.Commit(moves: false);
                    break;
                default:
                    Tell(log);
                    break;
            }
        }

        void Hello()
        {
            var asking = new Asking();
            var arriving = _crowds.ArriveAsync(_user, () =>
            {
                _asking.Add(asking);
                return new(asking.Answer.Task);
            });
            if (arriving.IsCompleted)
            {
                _sockets++;
            }
        }

        /// <summary>The core reads what is committed, then, perhaps much later, the answer arrives.</summary>
        void Answer()
        {
            var asking = dice.Of(_asking);
            if (asking.Read is null)
            {
                asking.Read = [.. _logs.Where(log => log.IsMember).Select(log => log.Id)];
                foreach (var log in _logs)
                {
                    // Until it has been told that far, the edge may know more than the log has told.
                    log.ReadTo = Math.Max(log.ReadTo, log.Committed.Count);
                }
            }
            else
            {
                _asking.Remove(asking);
                _sockets++;
                asking.Answer.SetResult(asking.Read);
            }
        }

        void Tell(Log log)
        {
            if (log.Told == log.Committed.Count)
            {
                return;
            }

            var (member, moved) = log.Committed[log.Told++];
            if (moved)
            {
                _crowds.Change(log.Id, [_user], member);
            }
            else if (_sockets > 0 && log.Told > log.ReadTo)
            {
                Assert.True(Has(log) == member, $"Seed {seed}: a message {(member ? "missed a member" : "reached somebody who had left")}.");
            }
        }

        bool Has(Log log) => _crowds.Of(log.Id)?.Has(_user) == true;
    }

    sealed class Asking
    {
        public TaskCompletionSource<IReadOnlyList<Guid>?> Answer { get; } = new();
        public IReadOnlyList<Guid>? Read { get; set; }
    }

    /// <summary>What happened in one conversation, in order: each time whether the user was a member after it, and whether that changed.</summary>
    sealed class Log
    {
        public Guid Id { get; } = Ids.New();
        public List<(bool Member, bool Moved)> Committed { get; } = [];
        public int Told { get; set; }
        public int ReadTo { get; set; }
        public bool IsMember => Committed.Count > 0 && Committed[^1].Member;

        public void Commit(bool moves) => Committed.Add((IsMember != moves, moves));
    }
}

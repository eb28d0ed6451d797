using Npgsql;
using Teahouse.Platform.Calls;
using Teahouse.Platform.Postgres;
using Teahouse.Protocol;
using Teahouse.Server.Accounts;
using Teahouse.Server.Doors;

namespace Teahouse.Server.Chat;

/// <summary>Who voted for what in polls.</summary>
sealed class Voting(NpgsqlDataSource database, History history, People people)
{
    // Of more voters only the counts are told.
    const int MostBallots = 1000;

    public async ValueTask<Answer<BallotList>> ListAsync(MessagePlace request, Call call, CancellationToken cancellationToken)
    {
        var row = await history.FindAsync(call.User, request.ConversationId, request.Seq, cancellationToken);
        if (row?.ReadContent() is not PollContent poll)
        {
            return new Refused(Refusals.NotFound, "There is no such poll of yours.");
        }

        if (poll.Anonymous)
        {
            return new Refused(Refusals.NotAllowed, "Nobody sees who voted for what in an anonymous poll.");
        }

        var ballots = await database.Command(ChatSql.Ballots, request.ConversationId, request.Seq, MostBallots)
            .ListAsync(ballot => new Ballot(ballot.GetGuid(0), ballot.GetFieldValue<int[]>(1)), cancellationToken);
        return new BallotList(ballots, await people.SeenByAsync(call.User, [.. ballots.Select(b => b.UserId)], cancellationToken));
    }

    public static bool IsClosed(PollContent poll, PollState? state, DateTimeOffset now) => state is { Closed: true } || poll.ClosesAt <= now;
}

/// <summary>Votes in a poll, another time, or no longer.</summary>
sealed class VoteWork(Vote request, Guid actor) : ChangeWork(request.ConversationId, request.Seq, actor)
{
    public override void Need(Needs needs, ConversationState state)
    {
        base.Need(needs, state);
        needs.Ballot(state, Seq, Actor);
    }

    protected override Refused? Change(Batch batch, ConversationState state, MemberState member, LogRow row)
    {
        if (row.ReadContent() is not PollContent poll)
        {
            return new(Refusals.NotAllowed, "That is no poll.");
        }

        if (Rights.MayTakePart(state, member, batch.Now) is { } refused)
        {
            return refused;
        }

        var options = request.Options.Distinct().Order().ToArray();
        if (options.Length < request.Options.Count || options.Any(o => o < 0 || o >= poll.Options.Count) || (options.Length > 1 && !poll.Multiple))
        {
            return new(Refusals.InvalidField, $"options are different indexes below {poll.Options.Count}, one at most unless the poll takes several.");
        }

        if (Voting.IsClosed(poll, row.State?.Poll, batch.Now))
        {
            return new(Refusals.Closed, "The poll has ended.");
        }

        var before = batch.Marks.Vote(state, Seq, Actor, options);
        if (!before.SequenceEqual(options))
        {
            Count(batch, state, row, poll, before, options);
        }

        return null;
    }

    void Count(Batch batch, ConversationState state, LogRow row, PollContent poll, int[] before, int[] options)
    {
        var known = row.State?.Poll;
        var votes = known?.Votes.ToArray() ?? new int[poll.Options.Count];
        Array.ForEach(before, option => votes[option]--);
        Array.ForEach(options, option => votes[option]++);
        var voters = (known?.Voters ?? 0) - Math.Min(before.Length, 1) + Math.Min(options.Length, 1);

        // The entry of an anonymous vote stands under the name of whoever asked.
        Put(batch, state, row with { State = (row.State ?? new()) with { Poll = new(votes, voters, false) } }, poll.Anonymous ? row.SenderId : null);
        batch.Besides(state, ChatSql.PutBallot, state.Id, Seq, Actor, options);
    }
}

/// <summary>Ends a poll.</summary>
sealed class ClosePollWork(MessagePlace request, Guid actor) : ChangeWork(request.ConversationId, request.Seq, actor)
{
    protected override Refused? Change(Batch batch, ConversationState state, MemberState member, LogRow row)
    {
        if (row.ReadContent() is not PollContent poll)
        {
            return new(Refusals.NotAllowed, "That is no poll.");
        }

        if (row.SenderId != Actor && (state.IsDirect || !member.IsAdmin))
        {
            return new(Refusals.NotAllowed, "Whoever asked ends the poll, or an admin.");
        }

        if (Rights.MayTakeBack(state) is { } refused)
        {
            return refused;
        }

        var known = row.State?.Poll ?? new(new int[poll.Options.Count], 0, false);
        if (!known.Closed)
        {
            Put(batch, state, row with { State = (row.State ?? new()) with { Poll = known with { Closed = true } } });
        }

        return null;
    }
}

using PiecewiseLinear.Exact;
using PiecewiseLinear.Polyhedra;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>
/// The smallest distance. Our own search answers the question without logic first: its nearest point is the answer if it satisfies the rest, and its distance a certified lower end in any case. Else, a point is shortened within its
/// region by an exact linear program; then bisection on "is there one within r", and "is there a strictly better one" once the
/// enclosure is narrow. Ends exactly where that last question has no answer, else with an enclosure.
/// </summary>
internal sealed class ShortestChange(QueryFrame frame, SpaceSearch search, IProgress<BoundaryPoint>? progress, VectorNorm norm)
{
    private const string OutOfTime = "the time ran out before the enclosure was closed";

    /// <summary>Below this share of the upper end the exact question is asked.</summary>
    private static readonly Rational s_narrow = new(1, 8);

    private readonly ChangeShortening _shortening = new(frame, norm);

    private BoundaryPoint? _best;
    private Rational _lower = Rational.Zero;
    private BoundaryEvidence _evidence = BoundaryEvidence.Certified;
    private BoundaryProof? _proof;

    /// <summary>Searches.</summary>
    public BoundaryAnswer Run(CancellationToken cancellationToken)
    {
        ChangeSpace space = ChangeSpace.Of(frame.Query, null, null);
        if (space.IsEmpty)
        {
            return BoundaryEngine.Answer(frame, new SearchOutcome.None(BoundaryEvidence.Enclosed, null));
        }

        PlainNearest plain = search.Plain.Nearest(space, norm, cancellationToken);
        if (plain.Proof is { Answer: { None: true, Proof: not null } })
        {
            return BoundaryEngine.Answer(frame, new SearchOutcome.None(BoundaryEvidence.Certified, plain.Proof));
        }

        if (plain.Proof?.Answer is { Lower: { IsZero: false } least, Proof: not null })
        {
            (_lower, _proof) = (least.Power, plain.Proof);
        }

        // Where the question without logic is closed, asking it again within smaller balls is of no use.
        search.AsksPlain = plain.Proof is not { Answer.IsExact: true };
        if (plain.Point is { } nearest && nearest.DistanceIn(norm).Power == _lower)
        {
            _best = nearest;
            progress?.Report(nearest);
            return Closed(reason: null);
        }

        BoundaryPoint? start = plain.Point ?? _shortening.FromPoint(cancellationToken);
        if (start is null)
        {
            SearchOutcome first = search.Run(space, cancellationToken);
            if (first is not SearchOutcome.Found found)
            {
                BoundaryAnswer none = BoundaryEngine.Answer(frame, first);
                return first is SearchOutcome.None ? none : none with { Proof = _proof, Minimum = new MinimumEnclosure(frame.Query.Minimize, _lower, null, _evidence) };
            }

            start = found.Point;
        }

        Take(start, cancellationToken);
        return Closed(Close(cancellationToken));
    }

    private BoundaryAnswer Closed(string? reason)
        => BoundaryEngine.Answer(frame, new SearchOutcome.Found(_best!)) with
        {
            Reason = reason,
            Proof = _proof,
            Minimum = new MinimumEnclosure(frame.Query.Minimize, _lower, Upper, _evidence),
        };

    private Rational Upper => _best!.DistanceIn(norm).Power;

    /// <summary>Narrows the enclosure; why it was not closed exactly, or null. Cancellation leaves the best point so far.</summary>
    private string? Close(CancellationToken cancellationToken)
    {
        try
        {
            return Narrow(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return OutOfTime;
        }
    }

    private string? Narrow(CancellationToken cancellationToken)
    {
        string? whyOpen = null;
        bool isAttained = frame.Query.Goal != BoundaryGoal.Across, mayBeExact = isAttained;

        // The infimum of an open goal may be 0: where no lower end above that is proved, the first point is the measure (or 1, if that is finer).
        Rational measure = isAttained ? Rational.Zero : Rational.Min(Upper, Rational.One);

        // What could not be decided at some radius is not asked again there: only below.
        Rational ceiling = Upper;
        while (_lower < Upper)
        {
            ceiling = Rational.Min(ceiling, Upper);
            Rational width = ceiling - _lower;
            bool strictly = mayBeExact && ceiling == Upper && width <= Upper * s_narrow;
            if (cancellationToken.IsCancellationRequested || (!strictly && width <= Rational.Max(Upper, _lower.IsZero ? measure : Upper) * frame.Query.Options.Precision))
            {
                return whyOpen ?? (cancellationToken.IsCancellationRequested ? OutOfTime
                    : isAttained ? "it is enclosed to the precision asked for"
                    : "nothing attains the infimum of an open goal; it is enclosed to the precision asked for");
            }

            Rational radius = strictly ? Upper : Short(_lower, ceiling);
            switch (search.RunShare(ChangeSpace.Of(frame.Query, null, new ChangeBall(norm, new ExactDistance(norm, radius), strictly)), cancellationToken))
            {
                case SearchOutcome.Found found:
                    Take(found.Point, cancellationToken);
                    break;
                case SearchOutcome.None none:
                    (_lower, _evidence, _proof) = (radius, none.Evidence, none.Proof ?? _proof);
                    break;
                case SearchOutcome.Unknown unknown:
                    whyOpen ??= unknown.Reason;
                    mayBeExact &= !strictly;
                    ceiling = strictly ? ceiling : radius;
                    break;
            }
        }

        return null;
    }

    private void Take(BoundaryPoint point, CancellationToken cancellationToken)
    {
        _best = _shortening.Shorten(point, cancellationToken);
        progress?.Report(_best);
    }

    /// <summary>A short number in the middle half of an interval.</summary>
    private static Rational Short(Rational lower, Rational upper)
    {
        Rational middle = (lower + upper) / 2, half = (upper - lower) / 4;
        Rational candidate = Rational.FromDouble(middle.ToDoubleApproximate());
        for (int bits = 4; bits <= 48; bits += 4)
        {
            double value = candidate.ToDoubleApproximate();
            if (!double.IsFinite(value) || value == 0d)
            {
                return middle;
            }

            int exponent = Math.Clamp(Math.ILogB(value) - bits, -1000, 1000);
            Rational rounded = Rational.FromDouble(Math.ScaleB(Math.Floor(Math.ScaleB(value, -exponent)), exponent));
            if (Rational.Abs(rounded - middle) <= half)
            {
                return rounded;
            }
        }

        return middle;
    }
}

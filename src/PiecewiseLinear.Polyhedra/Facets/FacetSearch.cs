using System.Collections.Immutable;
using PiecewiseLinear.Exact;

namespace PiecewiseLinear.Polyhedra;

/// <summary>What the search knows about a row.</summary>
internal enum RowState : byte
{
    /// <summary>Not a representative of its group: decided with it.</summary>
    Represented,

    /// <summary>Nothing is known yet.</summary>
    Open,

    /// <summary>A facet, with a point beyond it.</summary>
    Facet,

    /// <summary>Redundant, with multipliers over facets.</summary>
    Redundant,

    /// <summary>Redundant among the rows that were left when it was decided; multipliers over the facets come last.</summary>
    Implied,

    /// <summary>Given up, with a reason.</summary>
    Failed,
}

/// <summary>The state of a classification: what is known about each row, and its evidence.</summary>
internal sealed class FacetSearch
{
    private readonly RowFilter _filter;
    private readonly bool[] _ignored;

    public FacetSearch(HRepresentation rows, BoxSides box, ImmutableArray<Dyadic> interior)
    {
        Groups = new RowGroups(rows, box);
        Rows = new TranslatedRows(rows, interior);
        Box = box;
        RequireInterior();
        States = new RowState[rows.Count];
        Multipliers = new ImmutableArray<RowMultiplier>[rows.Count];
        Steps = new ImmutableArray<CoordinateStep>[rows.Count];
        Reasons = new string?[rows.Count];
        _ignored = new bool[rows.Count];
        for (int i = 0; i < rows.Count; i++)
        {
            States[i] = Groups.IsRepresentative(i) ? RowState.Open : RowState.Represented;

            // A multiple of the representative is on the same side; a weaker parallel row is not the same set and is checked like any other.
            _ignored[i] = Groups.IsTrivial[i] || (Groups.IsTightest[i] && !Groups.IsRepresentative(i));
        }

        _filter = new RowFilter(Rows);
        Rays = new PolarRays(Rows.Local, Groups);
        Rounding = new MultiplierRounding(Rows.Local, box);
    }

    public RowGroups Groups { get; }

    public TranslatedRows Rows { get; }

    public BoxSides Box { get; }

    public PolarRays Rays { get; }

    public MultiplierRounding Rounding { get; }

    public RowState[] States { get; }

    public ImmutableArray<RowMultiplier>[] Multipliers { get; }

    /// <summary>Per facet the step from the interior point to a point beyond it alone.</summary>
    public ImmutableArray<CoordinateStep>[] Steps { get; }

    public string?[] Reasons { get; }

    public List<int> Facets { get; } = [];

    /// <summary>Takes the row of a hit as a facet if the point between the two hits proves it.</summary>
    public bool TryFacet(RayHit hit, ReadOnlySpan<double> direction, double sign)
    {
        if (!hit.LooksUnique || States[hit.Row] != RowState.Open)
        {
            return false;
        }

        double[] point = new double[direction.Length];
        double parameter = sign * hit.Between;
        for (int j = 0; j < point.Length; j++)
        {
            point[j] = parameter * direction[j];
        }

        return TryFacetAt(hit.Row, point);
    }

    /// <summary>Takes the row as a facet if the point violates it and no other; the evidence is made as short as is easily done.</summary>
    public bool TryFacetAt(int row, ReadOnlySpan<double> point)
    {
        double[]? proof = ShortSteps.Find(this, row, point) ?? (IsBeyondOnly(row, point) ? point.ToArray() : null);
        if (proof is null)
        {
            return false;
        }

        AddFacet(row, proof.Select(static (y, j) => new CoordinateStep(j, Rational.FromDouble(y))));
        return true;
    }

    /// <summary>Whether the point violates the row (and its positive multiples) and no other; proved.</summary>
    public bool IsBeyondOnly(int row, ReadOnlySpan<double> point) => _filter.ViolatesOnly(row, point, _ignored);

    public void AddFacet(int row, IEnumerable<CoordinateStep> step)
    {
        States[row] = RowState.Facet;
        Steps[row] = [.. step.Where(static part => !part.Distance.IsZero)];
        Facets.Add(row);
    }

    public void AddRedundant(int row, ImmutableArray<RowMultiplier> multipliers)
    {
        States[row] = RowState.Redundant;
        Multipliers[row] = multipliers;
    }

    private void RequireInterior()
    {
        for (int i = 0; i < Rows.Original.Count; i++)
        {
            int sign = Rows.SlackSign(i);
            if (sign < 0 || (sign == 0 && !Groups.IsTrivial[i]))
            {
                throw new ArgumentException(
                    $"the point given as strictly interior {(sign < 0 ? "violates" : "lies on")} row {i}, expected all rows with a nonzero normal to be strict");
            }
        }
    }
}

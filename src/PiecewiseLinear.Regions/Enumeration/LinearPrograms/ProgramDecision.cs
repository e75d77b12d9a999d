namespace PiecewiseLinear.Regions;

/// <summary>
/// How the decision boundary meets the region a walk by linear programs stands on: the tournament of <see cref="DecisionClipper{TSet}"/>, each meeting decided by
/// a <see cref="SideSearch"/>.
/// </summary>
internal sealed class ProgramDecision(ProgramState state)
{
    private readonly SideSearch _search = new(state);
    private readonly int _outputs = state.Plan.Network.OutputDimension;
    private readonly double[] _form = new double[state.Plan.Dimension + 2];
    private int _winner;
    private bool _crossed;

    /// <summary>Classifies the current region.</summary>
    public BoundaryRelation Classify()
    {
        FormPlan plan = state.Plan;
        state.Forms.Compose(plan.Layers == 0 ? 0 : plan.ReluNodes[^1], plan.Network.Nodes.Length);
        _winner = -1;
        _crossed = false;
        int top = state.Lists.Top, count = state.Witnesses.Count;
        int inside = state.Lists.Last;
        if (_outputs == 1)
        {
            (bool positive, bool negative, _, _) = Signs(0, inside);
            state.Lists.Pop(top);
            state.Witnesses.Pop(count);
            return positive && negative ? BoundaryRelation.Crossed : positive || negative ? BoundaryRelation.Uncrossed : BoundaryRelation.Tied;
        }

        Meet(0, tied: false, 1, inside);
        state.Lists.Pop(top);
        state.Witnesses.Pop(count);
        return _crossed ? BoundaryRelation.Crossed : _winner < 0 ? BoundaryRelation.Tied : BoundaryRelation.Uncrossed;
    }

    private void Meet(int champion, bool tied, int next, int inside)
    {
        for (int label = next; label < _outputs && !_crossed; label++)
        {
            int index = OutputDifference.Index(champion, label, _outputs);
            (bool positive, bool negative, int above, int below) = Signs(index, inside);
            if (positive && negative)
            {
                Within(index, Networks.ActivationPhase.Inactive, () => Meet(label, tied: false, label + 1, below));
                Within(index, Networks.ActivationPhase.Active, () => Meet(champion, tied, label + 1, above));
                return;
            }

            (champion, tied) = negative ? (label, false) : (champion, tied || !positive);
        }

        if (!tied && !_crossed)
        {
            _crossed = _winner >= 0 && _winner != champion;
            _winner = champion;
        }
    }

    private void Within(int index, Networks.ActivationPhase phase, Action meet)
    {
        if (_crossed)
        {
            return;
        }

        state.Rows.Add(state.Row(state.Plan.Layers, index, phase));
        meet();
        state.Rows.RemoveAt(state.Rows.Count - 1);
    }

    /// <summary>The signs that a form takes inside, and a witness of each.</summary>
    private (bool Positive, bool Negative, int Above, int Below) Signs(int index, int inside)
    {
        if (state.ExactForms.Row(state.Plan.Layers, index) is null)
        {
            return (false, false, inside, inside);
        }

        LayerFrame frame = new(state.Plan.Dimension);
        state.Forms.CopyForm(state.Plan.Layers, index, _form);
        frame.Fill(state.Plan.Layers, index, _form, rigorous: true);
        frame.Filter(inside, state.Point(inside), state.Witnesses.Errors[inside], 1);
        bool positive = frame.Positive[inside] != 0, negative = frame.Negative[inside] != 0;
        int above = inside, below = inside;
        using StageRows rows = new(state, frame);
        if (!positive && _search.Find(rows, frame, 0, positive: true, inside))
        {
            (positive, above) = (true, state.Lists.Last);
        }

        if (!negative && _search.Find(rows, frame, 0, positive: false, inside))
        {
            (negative, below) = (true, state.Lists.Last);
        }

        return (positive, negative, above, below);
    }
}

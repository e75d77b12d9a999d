using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;
using PiecewiseLinear.Regions;

namespace PiecewiseLinear.Verification.BoundaryQueries;

/// <summary>A row in doubles over the changes δ = x − p of the inputs (columns 0 … d−1) and the activations of earlier neurons (columns d + n): each number is correctly rounded.</summary>
internal sealed record ChangeRow(int[] Columns, double[] Weights, double Constant);

/// <summary>The network as it states itself, layer by layer, in doubles and relative to the point of a query: every pre-activation and every output is one row.</summary>
internal sealed class ChangeNetwork
{
    private ChangeNetwork(int inputs, ChangeRow[] neurons, ChangeRow[] outputs) => (Inputs, Neurons, Outputs) = (inputs, neurons, outputs);

    public int Inputs { get; }

    public ChangeRow[] Neurons { get; }

    public ChangeRow[] Outputs { get; }

    /// <summary>The rows of a network around a point. Cost: one exact evaluation, and a rounding for each weight.</summary>
    public static ChangeNetwork Of(ReluNetwork network, ImmutableArray<Rational> point, CancellationToken cancellationToken)
    {
        LayeredForms forms = new(network);
        List<ChangeRow> neurons = new(network.HiddenNeurons);
        for (int layer = 0; layer < network.HiddenLayers.Length; layer++)
        {
            neurons.AddRange(Rows(forms.PreActivations(layer, cancellationToken), point, cancellationToken));
        }

        return new ChangeNetwork(network.InputDimension, [.. neurons], [.. Rows(forms.Output(cancellationToken), point, cancellationToken)]);
    }

    private static IEnumerable<ChangeRow> Rows(LayerForms forms, ImmutableArray<Rational> point, CancellationToken cancellationToken)
    {
        for (int i = 0; i < forms.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<int> columns = [];
            List<double> weights = [];
            Rational constant = forms.Coefficient(i, forms.InputDimension);
            for (int column = 0; column < forms.InputDimension && forms[i] is not null; column++)
            {
                Rational coefficient = forms.Coefficient(i, column);
                if (coefficient.IsZero)
                {
                    continue;
                }

                columns.Add(column);
                weights.Add(coefficient.ToDoubleApproximate());
                if (column < point.Length && !point[column].IsZero)
                {
                    constant += coefficient * point[column];
                }
            }

            yield return new ChangeRow([.. columns], [.. weights], constant.ToDoubleApproximate());
        }
    }
}

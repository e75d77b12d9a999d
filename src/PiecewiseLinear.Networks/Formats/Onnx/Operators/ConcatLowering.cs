using PiecewiseLinear.Networks.Formats.Onnx.Lowering;

namespace PiecewiseLinear.Networks.Formats.Onnx.Operators;

/// <summary>Concat along one axis, of constants and of tensors of the network.</summary>
internal sealed class ConcatLowering : IOperatorLowering
{
    public IReadOnlyList<string> Operators { get; } = ["Concat"];

    public GraphValue Lower(NodeContext node)
    {
        node.ExpectInputs(1, int.MaxValue);
        GraphValue[] inputs = [.. Enumerable.Range(0, node.InputCount).Select(node.Input)];
        TensorShape first = inputs[0].Shape;
        if (!node.Attributes.Has("axis"))
        {
            throw new RefusalException("it has no attribute 'axis'");
        }

        int axis = first.Axis(node.Attributes.Integer("axis", 0), first.Rank);
        foreach (GraphValue input in inputs)
        {
            if (input.Shape.Rank != first.Rank || Enumerable.Range(0, first.Rank).Any(a => a != axis && input.Shape[a] != first[a]))
            {
                throw new RefusalException($"it joins the shapes {string.Join(" and ", inputs.Select(static other => other.Shape).Distinct())} along axis {axis}; expected shapes that differ in that axis only");
            }
        }

        int[] sizes = Array.ConvertAll(inputs, input => input.Shape[axis]);
        TensorShape shape = TensorShape.Of(first.Dimensions.Select((size, a) => a == axis ? checked((int)sizes.Sum(static s => (long)s)) : size));
        int outer = shape.CountOf(0, axis), inner = shape.CountOf(axis + 1, shape.Rank);
        node.Work.Spend(inputs.Length, 1L + outer);
        node.Work.Spend(2, shape.Count);
        Pick[] picks = new Pick[shape.Count];
        int at = 0;
        for (int o = 0; o < outer; o++)
        {
            for (int k = 0; k < inputs.Length; k++)
            {
                for (int e = 0; e < sizes[k] * inner; e++)
                {
                    picks[at++] = new Pick(k, (o * sizes[k] * inner) + e);
                }
            }
        }

        return TensorSelection.Take(node, inputs, shape, picks);
    }
}

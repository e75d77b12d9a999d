namespace PiecewiseLinear.Networks.Formats.Onnx.Lowering;

/// <summary>Chooses elements of tensors, constant or not.</summary>
internal static class TensorSelection
{
    /// <summary>The elements of one tensor with the given row-major indices, in a new shape.</summary>
    public static GraphValue Take(NodeContext node, GraphValue value, TensorShape shape, int[] indices)
        => Take(node, [value], shape, Array.ConvertAll(indices, static index => new Pick(0, index)));

    /// <summary>Elements of several tensors: all integers, or all floats.</summary>
    public static GraphValue Take(NodeContext node, GraphValue[] values, TensorShape shape, Pick[] picks)
    {
        node.Work.Spend(picks.Length + values.Length);
        if (values.All(static value => value is ConstantValue { Tensor.Integers: not null }))
        {
            long[][] integers = Array.ConvertAll(values, static value => ((ConstantValue)value).Tensor.Integers!);
            return new ConstantValue(ConstantTensor.Of(shape, Array.ConvertAll(picks, pick => integers[pick.Source][pick.Index])));
        }

        if (values.All(static value => value is ConstantValue { Tensor.Floats: not null }))
        {
            double[][] floats = Array.ConvertAll(values, static value => ((ConstantValue)value).Tensor.Floats!);
            return new ConstantValue(ConstantTensor.Of(shape, Array.ConvertAll(picks, pick => floats[pick.Source][pick.Index])));
        }

        return new FlowValue(shape, node.Algebra.Select(Array.ConvertAll(values, static value => NodeContext.AsFlow(value).Expression), picks));
    }

    /// <summary>The same elements in another shape of equally many.</summary>
    public static GraphValue Reshape(GraphValue value, TensorShape shape)
        => value switch
        {
            ConstantValue constant => new ConstantValue(constant.Tensor.Reshape(shape)),
            FlowValue flow => flow with { Shape = shape },
            _ => throw new InvalidOperationException($"unknown value {value.GetType().Name}"),
        };
}

using System.Collections.Immutable;

namespace PiecewiseLinear.Networks;

/// <summary>A node of the lowered network: a vector of numbers computed from earlier nodes.</summary>
/// <param name="Width">The number of numbers.</param>
/// <param name="Name">The tensor of the source file that it stands for, for messages.</param>
public abstract record NetworkNode(int Width, string Name);

/// <summary>The network's input x; always node 0.</summary>
public sealed record InputNode(int Width, string Name) : NetworkNode(Width, Name);

/// <summary>
/// The affine node (Σₖ Wₖ·vₖ + b) / divisor over earlier nodes vₖ: one term for a plain layer, several for residual additions and
/// concatenations. All of Wₖ and b are doubles read exactly; the divisor is a small positive integer (averages), one otherwise.
/// </summary>
public sealed record AffineNode(int Width, string Name, ImmutableArray<AffineTerm> Terms, ImmutableArray<double> Bias, int Divisor = 1)
    : NetworkNode(Width, Name);

/// <summary>One term of an affine node.</summary>
/// <param name="Source">The index of the earlier node v.</param>
/// <param name="Operator">The matrix W.</param>
public sealed record AffineTerm(int Source, LinearOperator Operator);

/// <summary>One hidden layer: relu(v) of the earlier node <paramref name="Source"/>, each component a hidden neuron.</summary>
/// <param name="Width">The number of neurons.</param>
/// <param name="Name">The tensor of the source file that it stands for, for messages.</param>
/// <param name="Source">The index of the node of its pre-activations.</param>
/// <param name="Layer">The number of the hidden layer, counted from 0 in node order.</param>
public sealed record ReluNode(int Width, string Name, int Source, int Layer) : NetworkNode(Width, Name);

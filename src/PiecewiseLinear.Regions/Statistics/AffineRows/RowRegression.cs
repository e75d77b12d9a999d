using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace PiecewiseLinear.Regions;

/// <summary>
/// Whether the affine rows of one network say those of another (Sattelberg et al. 2023): for each output a linear map M is fitted by least squares to rows(A)·M ≈ rows(B) over training points; then
/// the test points' rows of A, mapped by M, are used as if they were those of B. Descriptive: doubles throughout.
/// </summary>
public static class RowRegression
{
    /// <summary>How many test points get their class from the mapped rows.</summary>
    /// <remarks>
    /// The least-squares solution of minimal norm by a singular value decomposition; directions whose singular value is below 10⁻¹⁰ of the largest are left out (constant inputs make the rows rank
    /// deficient). O(n·d²) for n points and d inputs, an output.
    /// </remarks>
    /// <param name="trainingFrom">The rows of network A at the training points.</param>
    /// <param name="trainingTo">The rows of network B at the same points.</param>
    /// <param name="testFrom">The rows of network A at the test points.</param>
    /// <param name="examples">The test points with their classes.</param>
    /// <param name="cancellationToken">Ends the work with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The tables are not of the same points, inputs and outputs.</exception>
    public static int Correct(
        AffineRowTable trainingFrom, AffineRowTable trainingTo, AffineRowTable testFrom, LabelledPoints examples, CancellationToken cancellationToken)
    {
        bool fits = trainingFrom.Points == trainingTo.Points && trainingFrom.Outputs == trainingTo.Outputs && trainingFrom.Inputs == trainingTo.Inputs
            && testFrom.Outputs == trainingFrom.Outputs && testFrom.Inputs == trainingFrom.Inputs && testFrom.Points == examples.Points.Length && trainingFrom.Points > 0;
        if (!fits)
        {
            throw new ArgumentException(
                $"rows of {trainingFrom.Points} points cannot be fitted to rows of {trainingTo.Points} points and tested on {testFrom.Points}: expected the same points, inputs and outputs",
                nameof(trainingTo));
        }

        double[][,] mapped = new double[testFrom.Outputs][,];
        for (int k = 0; k < mapped.Length; k++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Matrix<double> map = Fit(Rows(trainingFrom, k), Rows(trainingTo, k));
            mapped[k] = (Rows(testFrom, k) * map).ToArray();
        }

        return examples.Correct(testFrom.Outputs, (p, k) => Enumerable.Range(0, testFrom.Inputs + 1).Select(j => mapped[k][p, j]).ToArray());
    }

    /// <summary>The least-squares solution M of X·M ≈ Y of minimal norm.</summary>
    internal static Matrix<double> Fit(Matrix<double> x, Matrix<double> y)
    {
        // With fewer rows than columns the decomposition is that of the transpose: same values, the two orthogonal factors change places.
        bool wide = x.RowCount < x.ColumnCount;
        Svd<double> svd = (wide ? x.Transpose() : x).Svd();
        Matrix<double> left = wide ? svd.VT.Transpose() : svd.U, rightTransposed = wide ? svd.U.Transpose() : svd.VT;
        int rank = svd.S.Count(s => s > svd.S[0] * 1e-10);
        Matrix<double> coordinates = left.SubMatrix(0, left.RowCount, 0, rank).TransposeThisAndMultiply(y);
        for (int i = 0; i < rank; i++)
        {
            coordinates.SetRow(i, coordinates.Row(i) / svd.S[i]);
        }

        return rightTransposed.SubMatrix(0, rank, 0, rightTransposed.ColumnCount).TransposeThisAndMultiply(coordinates);
    }

    private static Matrix<double> Rows(AffineRowTable table, int output)
        => Matrix<double>.Build.DenseOfRowArrays(Enumerable.Range(0, table.Points).Select(p => table.Row(p, output).ToArray()));
}

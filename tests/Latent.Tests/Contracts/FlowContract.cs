using Latent.Distributions;
using Latent.Flows;
using Latent.Layers;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Tests.Contracts;

/// <summary>What every flow must hold to.</summary>
public abstract class FlowContract
{
    private const int Rows = 4;

    /// <summary>A flow over this many values, with or without a context.</summary>
    protected abstract Flow Create(int size, Rng rng);

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Forward_LogDeterminant_IsThatOfTheNumericalJacobian(int size)
    {
        Flow flow = Create(size, new Rng(1));
        (Tensor z, Tensor? context) = Inputs(flow, Rows, 2);
        float[] logDeterminants = Whole(flow.Forward(z, context)).ToArray();
        double[][,] jacobians = Jacobians(values => flow.Forward(values, context).Values, z);
        for (int row = 0; row < Rows; row++)
        {
            ((double)logDeterminants[row]).ShouldBe(LogDeterminant(jacobians[row]), 1e-3, $"row {row}");
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void Inverse_OfForward_IsWhatWentIn(int size)
    {
        Flow flow = Create(size, new Rng(3));
        (Tensor z, Tensor? context) = Inputs(flow, 100, 4);
        Transformed forward = flow.Forward(z, context);
        if (!flow.HasInverse)
        {
            Should.Throw<NotSupportedException>(() => flow.Inverse(forward.Values, context)).Message.ShouldContain("inverse");
            return;
        }
        Transformed back = flow.Inverse(forward.Values, context);
        back.Values.ToArray().ShouldBe(z.ToArray(), 1e-4);
        Whole(back).ToArray().ShouldBe(Whole(forward).ToArray().Select(v => -v), 1e-4);
    }

    [Fact]
    public void Forward_MovesValuesAndVolume()
    {
        Flow flow = Create(3, new Rng(5));
        (Tensor z, Tensor? context) = Inputs(flow, Rows, 6);
        Transformed forward = flow.Forward(z, context);
        forward.Values.Shape.ShouldBe(z.Shape);
        forward.Values.ToArray().Zip(z.ToArray(), (after, before) => Math.Abs(after - before)).Max().ShouldBeGreaterThan(1e-3f);
        forward.LogDeterminant.ToArray().ShouldContain(v => Math.Abs(v) > 1e-3);
    }

    [Fact]
    public void Density_OverAGrid_IntegratesToOne()
    {
        const int Side = 601;
        const double Reach = 15, Step = 2 * Reach / (Side - 1);
        Flow flow = Create(2, new Rng(7));
        if (!flow.HasInverse)
        {
            return;
        }
        float[] grid = new float[2 * Side * Side];
        for (int i = 0; i < Side * Side; i++)
        {
            grid[2 * i] = (float)(-Reach + (Step * (i % Side)));
            grid[(2 * i) + 1] = (float)(-Reach + (Step * (i / Side)));
        }
        Distribution distribution = Flowed(flow, 8);
        double total = distribution.LogProbability(Tensor.From(grid, new Shape(Side * Side, 2))).ToArray().Sum(log => Math.Exp(log) * Step * Step);
        total.ShouldBe(1, 5e-3);
    }

    [Fact]
    public void Density_OfItsOwnDraws_IntegratesToTheAreaThatTheyFill()
    {
        // The mean of 1 / density over the draws within a disc is the area of the disc.
        const int Draws = 400_000;
        const double Radius = 0.7;
        Distribution distribution = Flowed(Create(2, new Rng(9)), 10);
        Tensor draws = distribution.Sample(Draws, new Rng(11));
        float[] values = draws.ToArray(), logs = distribution.LogProbability(draws).ToArray(), centre = distribution.Mean.ToArray();
        double total = 0;
        for (int i = 0; i < Draws; i++)
        {
            double x = values[2 * i] - centre[0], y = values[(2 * i) + 1] - centre[1];
            total += (x * x) + (y * y) < Radius * Radius ? Math.Exp(-logs[i]) / Draws : 0;
        }
        total.ShouldBe(Math.PI * Radius * Radius, 0.02 * Math.PI * Radius * Radius);
    }

    [Fact]
    public void Forward_ByParametersContextAndValues_HasTheGradientOfDifferences()
    {
        Flow flow = Create(3, new Rng(12));
        (Tensor[] learned, Tensor z, Tensor? context) = Learned(flow);
        FiniteDifferences.ShouldAgree(learned, () => Terms(flow.Forward(z, context)), step: 3e-3f);
    }

    [Fact]
    public void Inverse_ByParametersContextAndValues_HasTheGradientOfDifferences()
    {
        Flow flow = Create(3, new Rng(13));
        (Tensor[] learned, Tensor z, Tensor? context) = Learned(flow);
        if (flow.HasInverse)
        {
            FiniteDifferences.ShouldAgree(learned, () => Terms(flow.Inverse(z, context)), step: 3e-3f);
        }
    }

    [Fact]
    public void Forward_OfFarValues_IsFinite()
    {
        Flow flow = Create(3, new Rng(14));
        (Tensor z, Tensor? context) = Inputs(flow, Rows, 15);
        foreach (float scale in new[] { 0, 30f, -1000f })
        {
            Transformed forward = flow.Forward(z * scale, context?.Multiply(scale));
            forward.Values.ToArray().ShouldAllBe(v => float.IsFinite(v));
            forward.LogDeterminant.ToArray().ShouldAllBe(v => float.IsFinite(v));
        }
    }

    /// <summary>Standard normal draws, sent through the flow with one context for all.</summary>
    private static FlowedDistribution Flowed(Flow flow, ulong seed) =>
        new(new StandardNormal(flow.Size).Given(), flow, Inputs(flow, 1, seed).Context);

    private static (Tensor Values, Tensor? Context) Inputs(Flow flow, int rows, ulong seed)
    {
        var rng = new Rng(seed);
        return (Tensor.Normal(new Shape(rows, flow.Size), rng), flow.ContextSize == 0 ? null : Tensor.Normal(new Shape(rows, flow.ContextSize), rng));
    }

    private static (Tensor[] Learned, Tensor Values, Tensor? Context) Learned(Flow flow)
    {
        (Tensor z, Tensor? context) = Inputs(flow, 2, 16);
        z = Tensor.Parameter(z.ToArray(), z.Shape);
        context = context is null ? null : Tensor.Parameter(context.ToArray(), context.Shape);
        ParameterSet parameters = [];
        flow.Collect("flow", parameters);
        return (context is null ? [.. parameters, z] : [.. parameters, z, context], z, context);
    }

    private static Tensor Terms(Transformed transformed) => transformed.Values.Square().Sum(1) + transformed.LogDeterminant;

    private static Tensor Whole(Transformed transformed) => transformed.LogDeterminant.Expand(new Shape(transformed.Values.Shape[0]));

    /// <summary>The derivatives of every row's results by its values, by central differences.</summary>
    private static double[][,] Jacobians(Func<Tensor, Tensor> map, Tensor at)
    {
        const float Step = 4e-3f;
        int rows = at.Shape[0], size = at.Shape[1];
        double[][,] jacobians = [.. Enumerable.Range(0, rows).Select(_ => new double[size, size])];
        for (int input = 0; input < size; input++)
        {
            float[] up = at.ToArray(), down = at.ToArray();
            for (int row = 0; row < rows; row++)
            {
                up[(row * size) + input] += Step;
                down[(row * size) + input] -= Step;
            }
            float[] above = map(Tensor.From(up, at.Shape)).ToArray(), below = map(Tensor.From(down, at.Shape)).ToArray();
            for (int i = 0; i < above.Length; i++)
            {
                int row = i / size, which = (row * size) + input;
                jacobians[row][i % size, input] = ((double)above[i] - below[i]) / ((double)up[which] - down[which]);
            }
        }
        return jacobians;
    }

    /// <summary>By elimination.</summary>
    private static double LogDeterminant(double[,] matrix)
    {
        int size = matrix.GetLength(0);
        double log = 0;
        for (int k = 0; k < size; k++)
        {
            int pivot = Enumerable.Range(k, size - k).MaxBy(i => Math.Abs(matrix[i, k]));
            for (int j = 0; j < size; j++)
            {
                (matrix[k, j], matrix[pivot, j]) = (matrix[pivot, j], matrix[k, j]);
            }
            log += Math.Log(Math.Abs(matrix[k, k]));
            for (int i = k + 1; i < size; i++)
            {
                double factor = matrix[i, k] / matrix[k, k];
                for (int j = k; j < size; j++)
                {
                    matrix[i, j] -= factor * matrix[k, j];
                }
            }
        }
        return log;
    }
}

using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Tests.Contracts;

/// <summary>What every distribution with a density must hold to: three rows of two independent values.</summary>
public abstract class DistributionContract
{
    protected const int Rows = 3;
    protected const int Values = 2;

    /// <summary>Some ordinary parameters, those of every row different.</summary>
    protected abstract Parameter[] Parameters { get; }

    /// <summary>Parameters at the ends of what may come up, with values to meet there.</summary>
    protected abstract (Parameter[] Parameters, float[] Values)[] Extremes { get; }

    /// <summary>The exact means of the values under <see cref="Parameters"/>.</summary>
    protected abstract double[] Means { get; }

    /// <summary>Their exact variances.</summary>
    protected abstract double[] Variances { get; }

    /// <summary>Where practically all of the probability is.</summary>
    protected abstract (double From, double To) Support { get; }

    /// <summary>How many values, equally far apart, have probability; 0 where the distribution has a density.</summary>
    protected virtual int Levels => 0;

    /// <summary>Whether every value has a log-density of its own.</summary>
    protected virtual bool HasElements => true;

    /// <summary>How many rows the distribution itself has: three, or one that stands for all.</summary>
    protected virtual int OwnRows => Rows;

    /// <summary>Whether gradients pass through samples.</summary>
    protected virtual bool IsReparameterized => true;

    protected abstract Distribution Create(IReadOnlyList<Tensor> parameters);

    [Fact]
    public void LogProbability_OverTheSupport_IntegratesToOne()
    {
        const int Points = 20_001;
        (double from, double to) = Support;
        int points = Levels > 0 ? Levels : Points;
        double step = (to - from) / (points - 1);
        float[] grid = [.. Enumerable.Range(0, points).SelectMany(i => Enumerable.Repeat((float)(from + (i * step)), Rows * Values))];
        Tensor x = Tensor.From(grid, new Shape(points * Rows, Values));
        Distribution distribution = Create();
        for (int value = 0; value < Values; value++)
        {
            float[] logs = distribution.LogProbability(x, Mask(value)).ToArray();
            for (int row = 0; row < Rows; row++)
            {
                double total = 0;
                for (int i = 0; i < points; i++)
                {
                    double weight = Levels > 0 ? 1 : step * (i is 0 or Points - 1 ? 0.5 : 1);
                    total += weight * Math.Exp(logs[(i * Rows) + row]);
                }
                total.ShouldBe(1, 5e-4, $"row {row}, value {value}");
            }
        }
    }

    [Fact]
    public void LogProbability_OfARow_IsTheSumOfItsElements()
    {
        Distribution distribution = Create();
        Tensor x = Draws(distribution, 4);
        float[] rows = distribution.LogProbability(x).ToArray();
        if (!HasElements)
        {
            Should.Throw<NotSupportedException>(() => distribution.ElementLogProbability(x));
            return;
        }
        Tensor elements = distribution.ElementLogProbability(x);
        elements.Shape.ShouldBe(x.Shape);
        float[] values = elements.ToArray();
        for (int r = 0; r < rows.Length; r++)
        {
            rows[r].ShouldBe(values[r * Values] + values[(r * Values) + 1], 1e-4);
        }
    }

    [Fact]
    public void Sample_OfManyDraws_HasTheMeansAndVariances()
    {
        const int Draws = 100_000;
        Tensor draws = Create().Sample(Draws * Rows / OwnRows, new Rng(1));
        draws.Shape.ShouldBe(new Shape(Draws * Rows, Values));
        float[] values = draws.ToArray();
        for (int j = 0; j < Rows * Values; j++)
        {
            double mean = 0, squares = 0;
            for (int s = 0; s < Draws; s++)
            {
                double x = values[(s * Rows * Values) + j] - Means[j];
                mean += x / Draws;
                squares += x * x / Draws;
            }
            mean.ShouldBe(0, 4.5 * Math.Sqrt(Variances[j] / Draws), $"the mean of value {j}");

            // Four and a half standard errors of a variance, for tails as heavy as the Laplace's.
            (squares - (mean * mean)).ShouldBe(Variances[j], 4.5 * Math.Sqrt(5.0 / Draws) * Variances[j], $"the variance of value {j}");
        }
    }

    [Fact]
    public void Mean_IsTheMean()
    {
        float[] mean = Create().Mean.Expand(new Shape(Rows, Values)).ToArray();
        for (int j = 0; j < mean.Length; j++)
        {
            ((double)mean[j]).ShouldBe(Means[j], 1e-5 * (1 + Math.Abs(Means[j])));
        }
    }

    [Fact]
    public void LogProbability_OfMoreRows_MeetsTheParametersAgain()
    {
        Distribution distribution = Create();
        Tensor x = Draws(distribution, 5), mask = Tensor.From([1, 0, 1, 1, 0, 1], new Shape(Rows, Values));
        float[] together = distribution.LogProbability(x, mask).ToArray();
        float[] wide = distribution.LogProbability(x, mask.Repeat(5)).ToArray();
        for (int s = 0; s < 5; s++)
        {
            float[] alone = distribution.LogProbability(x.Slice(0, s * Rows, Rows), mask).ToArray();
            together[(s * Rows)..((s + 1) * Rows)].ShouldBe(alone, 1e-5);
            wide[(s * Rows)..((s + 1) * Rows)].ShouldBe(alone, 1e-5);
        }
    }

    [Fact]
    public void LogProbability_OfFewerRows_MeetsTheValuesAgain()
    {
        Distribution samples = Create([.. Parameters.Select(p => p.Shape.Rank == 2 && p.Shape[0] == Rows ? p.Tensor().Repeat(4) : p.Tensor())]);
        Distribution one = Create();
        Tensor x = Draws(one, 1), mask = Tensor.From([1, 0, 1, 1, 0, 1], new Shape(Rows, Values));
        foreach (Tensor? observed in new[] { null, mask })
        {
            float[] expected = one.LogProbability(x, observed).ToArray();
            float[] rows = samples.LogProbability(x, observed).ToArray();
            for (int r = 0; r < rows.Length; r++)
            {
                rows[r].ShouldBe(expected[r % Rows], 1e-5);
            }
        }
    }

    [Fact]
    public void LogProbability_WithAMask_LeavesValuesOut()
    {
        Distribution distribution = Create();
        Tensor x = Draws(distribution, 1);
        float[] all = distribution.LogProbability(x).ToArray();
        float[] first = distribution.LogProbability(x, Mask(0)).ToArray(), second = distribution.LogProbability(x, Mask(1)).ToArray();
        float[] changed = x.ToArray();
        for (int r = 0; r < Rows; r++)
        {
            changed[(r * Values) + 1] = 1 - changed[(r * Values) + 1];
            (first[r] + second[r]).ShouldBe(all[r], 1e-4);
        }
        distribution.LogProbability(Tensor.From(changed, x.Shape), Mask(0)).ToArray().ShouldBe(first);
        distribution.LogProbability(x, Tensor.Zeros(x.Shape)).ToArray().ShouldBe(new float[Rows]);
        distribution.LogProbability(x, Tensor.Full(x.Shape, 1)).ToArray().ShouldBe(all, 1e-5);
    }

    [Fact]
    public void LogProbability_ByItsParameters_HasTheGradientOfDifferences()
    {
        Tensor[] learned = Learned(Parameters);
        Tensor x = Draws(Create(), 3), mask = Tensor.From([1, 0, 1, 1, 1, 1], new Shape(Rows, Values));
        if (learned.Length > 0)
        {
            FiniteDifferences.ShouldAgree(learned, () => Create(learned).LogProbability(x));
            FiniteDifferences.ShouldAgree(learned, () => Create(learned).LogProbability(x, mask));
        }
    }

    [Fact]
    public void Sample_ByItsParameters_HasTheGradientOfDifferences()
    {
        Tensor[] learned = Learned(Parameters);
        if (IsReparameterized && learned.Length > 0)
        {
            FiniteDifferences.ShouldAgree(learned, () => Create(learned).Sample(2, new Rng(5)).Square());
        }
    }

    [Fact]
    public void Detach_KeepsTheValuesAndStopsTheGradient()
    {
        Tensor[] learned = Learned(Parameters);
        Tensor x = Draws(Create(), 1);
        var tape = new Tape();
        using Tape.Scope scope = tape.Begin();
        Distribution distribution = Create(learned);
        float[] expected = distribution.LogProbability(x).ToArray();
        Tensor held = distribution.Detach().LogProbability(x);
        held.ToArray().ShouldBe(expected, 1e-6);
        held.RequiresGradient.ShouldBeFalse();
    }

    [Fact]
    public void Everything_AtExtremeParameters_IsFinite()
    {
        foreach ((Parameter[] parameters, float[] values) in Extremes)
        {
            Tensor[] learned = Learned(parameters);
            ShouldBeFinite(Create(learned).Mean);
            ShouldBeFinite(Create(learned).Sample(100, new Rng(2)));
            foreach (float value in values)
            {
                Tensor x = Tensor.Full(new Shape(Rows, Values), value);
                ShouldBeFinite(Create(learned).LogProbability(x));
                if (learned.Length > 0)
                {
                    FiniteDifferences.Gradients(learned, () => Create(learned).LogProbability(x)).ShouldAllBe(g => g.All(float.IsFinite));
                    FiniteDifferences.Gradients(learned, () => Create(learned).Mean).ShouldAllBe(g => g.All(float.IsFinite));
                }
            }
        }
    }

    protected static void ShouldBeFinite(Tensor tensor) => tensor.ToArray().ShouldAllBe(v => float.IsFinite(v));

    protected Distribution Create() => Create([.. Parameters.Select(p => p.Tensor())]);

    private Tensor Draws(Distribution distribution, int samples) => distribution.Sample(samples * Rows / OwnRows, new Rng(9)).Detach();

    private static Tensor[] Learned(Parameter[] parameters) => [.. parameters.Select(p => Tensor.Parameter(p.Values, p.Shape))];

    private static Tensor Mask(int value) => Tensor.From([.. Enumerable.Range(0, Rows * Values).Select(i => i % Values == value ? 1f : 0)], new Shape(Rows, Values));

    /// <summary>One parameter of a distribution.</summary>
    protected sealed record Parameter(float[] Values, Shape Shape)
    {
        /// <summary>One for every value of every row.</summary>
        public static Parameter Full(params float[] values) => new(values, new Shape(Rows, DistributionContract.Values));

        public Tensor Tensor() => Latent.Tensors.Tensor.From(Values, Shape);
    }
}

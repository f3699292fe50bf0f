using Latent.Distributions;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

public class SelfMaskedDistributionTests
{
    private static readonly TableSchema s_schema = new(
    [
        new Column("x", ColumnKind.Real) { Minimum = -3, Maximum = 3 },
        new Column("level", ColumnKind.Categorical) { Levels = ["a", "b"] },
    ]);

    [Fact]
    public void LogProbability_OverAllThatCanBeSeen_SumsToOne()
    {
        Distribution p = Example(out _);
        double sum = 0;

        // Levels a, b and any other, or none; x in small steps, or none.
        for (int level = -1; level < 3; level++)
        {
            sum += Math.Exp(LogProbability(p, null, level));
            for (double x = -9; x < 9; x += 0.02)
            {
                sum += 0.02 * Math.Exp(LogProbability(p, x, level));
            }
        }

        sum.ShouldBe(1, 2e-3);
    }

    [Fact]
    public void MissingMean_OfNumbersThatAreMissingWhereLarge_LiesAboveTheMean()
    {
        var p = (SelfMaskedDistribution)Example(out double[] slopes);

        float[] mean = p.Mean.ToArray(), missing = p.MissingMean.ToArray();

        slopes[0].ShouldBeGreaterThan(0);
        double weight = 0, expected = 0;
        for (double x = -9; x < 9; x += 0.01)
        {
            double density = Math.Exp(-0.5 * (x - mean[0]) * (x - mean[0]) / Deviation / Deviation) / (1 + Math.Exp(-(Level + (slopes[0] * x))));
            weight += density;
            expected += density * x;
        }
        ((double)missing[0]).ShouldBe(expected / weight, 0.01);
        missing[0].ShouldBeGreaterThan(mean[0]);
        (missing[1] + missing[2] + missing[3]).ShouldBe(1, 1e-5f);
    }

    private const double Deviation = 0.8, Level = 0.3;

    private static Distribution Example(out double[] slopes)
    {
        var likelihood = new SelfMasking(s_schema, new Columns(s_schema, n => new Gaussian(n, Variance.Fixed, Deviation)));
        var parameters = new ParameterSet();
        likelihood.Collect("p", parameters);
        slopes = [1.5, 0.7, -0.4, 0.1];
        parameters[parameters.Names.ToList().IndexOf("p.missing.level")].Set([(float)Level, -0.2f]);
        parameters[parameters.Names.ToList().IndexOf("p.missing.slope")].Set([.. slopes.Select(s => (float)s)]);
        return likelihood.Given(Tensor.From([0.4f, 0.5f, 0.2f, -0.6f], new Shape(1, 4)));
    }

    private static double LogProbability(Distribution p, double? x, int level)
    {
        float[] values = new float[4], mask = [x is null ? 0 : 1, level < 0 ? 0 : 1, level < 0 ? 0 : 1, level < 0 ? 0 : 1];
        values[0] = (float)(x ?? 0);
        if (level >= 0)
        {
            values[1 + level] = 1;
        }
        return p.LogProbability(Tensor.From(values, new Shape(1, 4)), Tensor.From(mask, new Shape(1, 4))).ToArray()[0];
    }
}

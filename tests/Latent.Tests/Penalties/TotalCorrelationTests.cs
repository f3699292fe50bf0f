using Latent.Bounds;
using Latent.Distributions;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Penalties;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Penalties;

public class TotalCorrelationTests : PenaltyContract
{
    private const long DataRows = 100;

    protected override Penalty Create(double weight) => new TotalCorrelation(weight);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Value_IsThatOfTheFormula(bool stratified)
    {
        Pass pass = Pass();
        double[][] z = RowsOf(pass.Latent), mean = RowsOf(pass.Posterior.Mean), log = RowsOf(((GaussianDistribution)pass.Posterior).LogVariance);
        int rows = mean.Length;
        double expected = 0;
        for (int i = 0; i < z.Length; i++)
        {
            double joint = 0;
            double[] each = new double[2];
            for (int j = 0; j < rows; j++)
            {
                int ahead = (j - (i % rows) + rows) % rows;
                double share = !stratified ? 1.0 / (DataRows * rows) : ahead == 0 ? 1.0 / DataRows : ahead == 1 ? (DataRows - rows + 1.0) / (DataRows * (rows - 1.0)) : 1.0 / (rows - 1);
                double[] density = [.. Enumerable.Range(0, 2).Select(d => Math.Exp(-0.5 * ((Math.Pow(z[i][d] - mean[j][d], 2) / Math.Exp(log[j][d])) + log[j][d] + Math.Log(2 * Math.PI))))];
                joint += share * density[0] * density[1];
                each[0] += share * density[0];
                each[1] += share * density[1];
            }
            expected += (Math.Log(joint) - Math.Log(each[0]) - Math.Log(each[1])) / z.Length;
        }
        double value = new TotalCorrelation(2, stratified).Value(pass, LinearGaussian.Context() with { DataRows = DataRows }).Item();
        value.ShouldBe(2 * expected, 1e-4);
    }

    [Fact]
    public void Stratified_HasTheGradientOfDifferences()
    {
        var linear = new LinearGaussian(new Elbo());
        var penalty = new TotalCorrelation(0.5, stratified: true);
        FiniteDifferences.ShouldAgree(linear.Model.Parameters, () => penalty.Value(linear.Pass(7), LinearGaussian.Context() with { DataRows = DataRows }), tolerance: 5e-3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    public void Stratified_OfNormalLatents_IsTheirTotalCorrelation(double correlation)
    {
        // Means of this correlation with noise of deviation 0.5: a normal aggregated posterior, whose total correlation is known.
        const int Rows = 600;
        var rng = new Rng(1);
        Tensor packed = Tensor.From([.. Enumerable.Range(0, Rows).SelectMany(_ =>
        {
            double a = rng.NextNormal(), b = (correlation * a) + (Math.Sqrt(1 - (correlation * correlation)) * rng.NextNormal());
            return new[] { (float)a, (float)b, (float)Math.Log(0.25), (float)Math.Log(0.25) };
        })], new Shape(Rows, 4));
        var identity = new Linear(4, 4, Activation.None, rng);
        var model = new Vae(new Shape(4), identity, new DiagonalGaussian(2), new StandardNormal(2), new Linear(2, 4, Activation.None, rng), new Gaussian(4), new Elbo());
        model.Parameters[0].Set([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
        model.Parameters[1].Set(new float[4]);
        double value = new TotalCorrelation(1, stratified: true).Value(model.Infer(new Batch(packed), 1, rng), LinearGaussian.Context() with { DataRows = Rows }).Item();
        value.ShouldBe(-0.5 * Math.Log(1 - Math.Pow(correlation / 1.25, 2)), 0.06);
    }

    [Fact]
    public void Value_OfALastBatchOfOneRow_IsFinite()
    {
        var linear = new LinearGaussian(new Elbo());
        Pass pass = linear.Model.Infer(new Batch(Tensor.From(linear.Values.AsSpan(0, 4), new Shape(1, 4))), 1, new Rng(1));
        StepContext step = LinearGaussian.Context();
        double.IsFinite(new TotalCorrelation(1).Value(pass, step).Item()).ShouldBeTrue();
        ((double)new TotalCorrelation(1, stratified: true).Value(pass, step).Item()).ShouldBe(0, 1e-5);
    }
}

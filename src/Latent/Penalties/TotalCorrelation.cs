using Latent.Posteriors;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Penalties;

/// <summary>
/// weight KL(q(z) || prod_j q(z_j)) of the aggregated posterior q(z), the mean of q(z|x) over the data (beta-TCVAE: Chen
/// et al. 2018): how much the values of a latent tell of one another. Beside an ELBO a weight of b - 1 is their beta b.
/// q(z) is estimated from the rows of a batch and the number of rows that the data have: by minibatch-weighted sampling, or
/// by stratified sampling, which is unbiased for q(z).
/// </summary>
public sealed class TotalCorrelation : Penalty
{
    private readonly float _weight;
    private readonly bool _stratified;
    private readonly Dictionary<(int Rows, long Data), Tensor> _strata = [];

    /// <summary>A penalty of this weight.</summary>
    /// <param name="weight">The nats that one nat of total correlation costs.</param>
    /// <param name="stratified">Whether the estimate is the stratified one.</param>
    public TotalCorrelation(double weight = 5, bool stratified = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        _weight = (float)weight;
        _stratified = stratified;
    }

    /// <inheritdoc/>
    public override Tensor Value(Pass pass, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(pass);
        int rows = pass.Batch.Rows, latents = pass.Latent.Shape.Columns, draws = pass.Latent.Shape[0];
        Tensor pairs = PairwiseLogProbability(pass, rows, latents, draws), joint = pairs.Sum(3), each = pairs;
        double constant = 0;
        if (_stratified)
        {
            Tensor strata = Strata(rows, Math.Max(step.DataRows, rows), pairs.Backend);
            joint += strata;
            each += strata.Reshape(rows, rows, 1);
        }
        else
        {
            // log(1 / (data rows * batch rows)) stands in q(z) once and in the product of the q(z_j) once for each.
            constant = (latents - 1) * (Math.Log(Math.Max(step.DataRows, rows)) + Math.Log(rows));
        }
        Tensor estimate = joint.LogSumExp(2).Sum() - each.LogSumExp(2).Sum();
        return estimate.Affine(_weight / draws, _weight * (float)constant);
    }

    /// <inheritdoc/>
    public override string? Objection(Posterior posterior)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        const string Fit = "needs a posterior whose values have densities of their own";
        return posterior.HasDensity && posterior.Given(Tensor.Zeros(new Shape(1, posterior.EncoderOutputs))).Factorizes
            ? null
            : $"{Fit}, and {posterior.GetType().Name} has none; take the posterior diagonal-gaussian, or the penalty density-ratio";
    }

    /// <summary>[samples, rows, rows, latent]: log q(z_j|x) of every draw under every row of the batch, value by value.</summary>
    private static Tensor PairwiseLogProbability(Pass pass, int rows, int latents, int draws)
    {
        Tensor met = pass.Latent.Reshape(draws, 1, latents).Expand(new Shape(draws, rows, latents)).Reshape(draws * rows, latents);
        return pass.Posterior.ElementLogProbability(met).Reshape(draws / rows, rows, rows, latents);
    }

    /// <summary>
    /// [rows, rows]: the logarithms of the weights of a batch in q(z) for a draw of row i: 1 / data rows for row i itself, of
    /// which there is one, and for the others of the batch 1 / (rows - 1) but for one, whose weight makes the sum one.
    /// </summary>
    private Tensor Strata(int rows, long data, Backend backend)
    {
        if (_strata.TryGetValue((rows, data), out Tensor? strata))
        {
            return strata;
        }
        float[] logs = new float[rows * rows];
        int others = rows - 1;
        Array.Fill(logs, (float)-Math.Log(Math.Max(1, others)));
        for (int i = 0; i < rows; i++)
        {
            logs[(i * rows) + ((i + 1) % rows)] = (float)Math.Log((data - (double)others) / (data * (double)Math.Max(1, others)));
            logs[(i * rows) + i] = rows == 1 ? 0 : (float)-Math.Log(data);
        }
        return _strata[(rows, data)] = Tensor.Constant(logs, new Shape(rows, rows), backend);
    }
}

using Latent.Data;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Backend = Latent.Tensors.Backends.Backend;

namespace Latent.Likelihoods;

/// <summary>
/// The means of counts from a decoder's output. Outputs are relative to the mean of their column over the training rows,
/// which is kept with the model: columns differ by orders of magnitude, and to learn that would take most of the training.
/// </summary>
internal sealed class CountMean
{
    // The logarithm of a mean bends below this, and cannot overflow however far an output goes.
    private const float LargestLog = 15;

    // softplus of this is 1.
    private const float OneOfSoftplus = 0.54132485f;

    private readonly CountLink _link;
    private readonly Tensor _usual;

    public CountMean(int values, CountLink link, Backend? backend)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(values);
        _link = link;
        _usual = Tensor.Constant(new float[values], new Shape(values), backend);
    }

    /// <summary>Takes the means of the rows' columns for the usual ones.</summary>
    public void Begin(RowSource rows)
    {
        double[] sums = new double[_usual.Length];
        int count = 0;
        foreach ((_, float[] row) in rows.Spread())
        {
            count++;
            for (int j = 0; j < sums.Length; j++)
            {
                sums[j] += float.IsNaN(row[j]) ? 0 : row[j];
            }
        }

        // Half a count more, since a column of zeros has a mean, too.
        _usual.Set([.. sums.Select(sum => (float)Math.Log((sum + 0.5) / (count + 1)))]);
    }

    /// <summary>The logarithms of the means.</summary>
    /// <param name="output">[rows, ...]: what the decoder gave.</param>
    public Tensor Log(Tensor output)
    {
        Tensor usual = _usual.Reshape(output.Shape.WithFirst(1));
        Tensor log = _link is CountLink.Log ? output + usual : output.Affine(1, OneOfSoftplus).Softplus().Maximum(1e-8f).Log() + usual;
        return log.Affine(-1, LargestLog).Softplus().Affine(-1, LargestLog);
    }

    public void Collect(string path, ParameterSet parameters) => parameters.AddStatistic(path, _usual);
}

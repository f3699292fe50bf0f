using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Flows;

/// <summary>
/// y_i = x_i exp(s_i) + t_i, where s and t come from a masked network of the values of x before i. From x to y takes one
/// pass of the network; back, one for every value.
/// </summary>
/// <param name="size">How many values a row has.</param>
/// <param name="hidden">The network's hidden layers.</param>
/// <param name="rng">Where its weights are drawn from.</param>
/// <param name="contextSize">How many numbers a row the network is told beside the values.</param>
/// <param name="backend">Where the weights live.</param>
internal sealed class AutoregressiveTransform(int size, IReadOnlyList<int> hidden, Rng rng, int contextSize, Backend? backend)
{
    // Bounded units: unbounded ones, one flow after the other, send a rare row far away.
    private readonly MaskedNetwork _network = new(size, 2, hidden, Activation.Tanh, rng, contextSize, backend, Flow.FirstShare);

    /// <summary>How many values a row has.</summary>
    public int Size => size;

    /// <summary>How many numbers a row the network is told beside them.</summary>
    public int ContextSize => contextSize;

    public void Collect(string path, ParameterSet parameters) => _network.Collect(path, parameters);

    /// <summary>From x to y.</summary>
    public Transformed Parallel(Tensor x, Tensor? context)
    {
        Read(x, context, out Tensor logScale, out Tensor shift);
        return new Transformed((x * logScale.Exp()) + shift, logScale.Sum(1));
    }

    /// <summary>From y to x, value by value.</summary>
    public Transformed Sequential(Tensor y, Tensor? context)
    {
        Tensor x = Tensor.Zeros(y.Shape, y.Backend);
        float[] one = new float[Size];
        for (int i = 0; i < Size; i++)
        {
            Read(x, context, out Tensor scale, out Tensor shift);
            one[i] = 1;
            x += (y - shift) * (-scale).Exp() * Tensor.From(one, new Shape(1, Size), y.Backend);
            one[i] = 0;
        }
        Read(x, context, out Tensor logScale, out _);
        return new Transformed(x, -logScale.Sum(1));
    }

    private void Read(Tensor x, Tensor? context, out Tensor logScale, out Tensor shift)
    {
        Tensor outputs = _network.Forward(contextSize == 0 ? x : x.Concat(context!, 1), Phase.Evaluation);
        logScale = LogScale.Bounded(outputs.Slice(1, 0, Size));
        shift = outputs.Slice(1, Size, Size);
    }
}

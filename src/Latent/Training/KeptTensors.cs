using Latent.Tensors;

namespace Latent.Training;

/// <summary>The values that some tensors had, to have them again if a step comes to nothing.</summary>
internal sealed class KeptTensors
{
    private readonly IReadOnlyList<Tensor> _tensors;
    private readonly Tensor[] _values;

    public KeptTensors(IReadOnlyList<Tensor> tensors)
    {
        _tensors = tensors;
        _values = [.. tensors.Select(t => Tensor.Constant(t.ToArray(), t.Shape, t.Backend))];
    }

    /// <summary>Takes down the present values.</summary>
    public void Keep()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i].CopyFrom(_tensors[i]);
        }
    }

    /// <summary>Brings back the values that were kept last.</summary>
    public void Restore()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            _tensors[i].CopyFrom(_values[i]);
        }
    }
}

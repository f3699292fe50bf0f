using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>Networks that read the same and tell together the mean of what each tells, of classes that of their probabilities, as its logarithms: they err less together than each alone.</summary>
public sealed class Committee : Layer
{
    private readonly Layer[] _members;
    private readonly bool _ofClasses;

    /// <summary>A committee of these.</summary>
    /// <param name="ofClasses">Whether they tell the log-odds of classes.</param>
    /// <param name="members">The networks.</param>
    /// <exception cref="ArgumentException">There are none, or they do not read or tell the same.</exception>
    public Committee(bool ofClasses, params IReadOnlyList<Layer> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        _ofClasses = ofClasses;
        _members = [.. members];
        if (_members.Length == 0 || _members.Any(m => m.Inputs != members[0].Inputs || m.Outputs != members[0].Outputs))
        {
            throw new ArgumentException("A committee needs members, all with the same inputs and outputs.", nameof(members));
        }
    }

    /// <inheritdoc/>
    public override int Inputs => _members[0].Inputs;

    /// <inheritdoc/>
    public override int Outputs => _members[0].Outputs;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase)
    {
        if (_members.Length == 1)
        {
            return _members[0].Forward(x, phase);
        }
        Tensor? all = null;
        foreach (Layer member in _members)
        {
            Tensor told = member.Forward(x, phase);
            told = (_ofClasses ? told.LogSoftmax() : told).Reshape(new Shape(1, x.Shape[0], Outputs));
            all = all is null ? told : all.Concat(told, 0);
        }
        return _ofClasses ? all!.LogSumExp(0).Affine(1, -MathF.Log(_members.Length)) : all!.Mean(0);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        for (int i = 0; i < _members.Length; i++)
        {
            _members[i].Collect(_members.Length == 1 ? path : FormattableString.Invariant($"{path}.{i}"), parameters);
        }
    }
}

using Latent.Conditions;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>
/// The picture that a small one grows into: itself at full size, and details from convolutions over the small picture
/// beside a map made of the latent. The convolutions see small pictures, and the last gives all pixels that one of theirs
/// becomes (Shi et al. 2016), so that a step costs a fraction of one at full size.
/// </summary>
internal sealed class DetailDecoder : Layer
{
    private readonly LowResolution _condition;
    private readonly Shape _row;
    private readonly int _latent;
    private readonly int _outputs;
    private readonly Shape _mapShape;
    private readonly Enlarged _enlarged;
    private readonly Linear _map;
    private readonly Convolution _first;
    private readonly Convolution[] _trunk;
    private readonly Convolution _last;

    /// <param name="condition">What the small pictures are.</param>
    /// <param name="row">[height, width, channels] of the full ones.</param>
    /// <param name="latent">How many values a latent has.</param>
    /// <param name="outputs">How many the likelihood needs for every value of a row; the first is about the value itself.</param>
    /// <param name="mapChannels">The channels of the map that is made of a latent.</param>
    /// <param name="channels">The channels of the convolutions.</param>
    /// <param name="blocks">How many pairs of convolutions there are between the first and the last.</param>
    /// <param name="activation">What follows them.</param>
    /// <param name="rng">Where the weights are drawn from.</param>
    public DetailDecoder(LowResolution condition, Shape row, int latent, int outputs, int mapChannels, int channels, int blocks, Activation activation, Rng rng)
    {
        _condition = condition;
        _row = row;
        _latent = latent;
        _outputs = outputs;
        _enlarged = new Enlarged(condition, row.Columns);
        Shape small = condition.SmallShape;
        _mapShape = new Shape(small[0], small[1], mapChannels);
        _map = new Linear(latent, _mapShape.Length, activation, rng);
        _first = new Convolution(new Shape(small[0], small[1], row.Columns + mapChannels), channels, 3, null, activation, rng);
        _trunk = new Convolution[2 * blocks];
        for (int i = 0; i < _trunk.Length; i++)
        {
            _trunk[i] = new Convolution(_first.OutputShape, channels, 3, null, i % 2 == 0 ? activation : Activation.None, rng);
        }
        _last = new Convolution(_first.OutputShape, condition.Factor * condition.Factor * outputs * row.Columns, 3, null, Activation.None, rng);
    }

    public override int Inputs => _latent + _condition.Size;

    public override int Outputs => _row.Length * _outputs;

    public override Tensor Forward(Tensor x, Phase phase)
    {
        int rows = x.Shape[0], factor = _condition.Factor, channels = _row.Columns, height = _mapShape[0], width = _mapShape[1];
        Tensor flat = x.Reshape(new Shape(rows, Inputs)), small = flat.Slice(1, _latent, _condition.Size);
        Tensor map = _map.Forward(flat.Slice(1, 0, _latent), phase).Reshape(_mapShape.Prepend(rows));
        Tensor seen = _first.Forward(small.Reshape(new Shape(rows, height, width, channels)).Concat(map, 3), phase);
        for (int i = 0; i < _trunk.Length; i += 2)
        {
            seen += _trunk[i + 1].Forward(_trunk[i].Forward(seen, phase), phase);
        }
        Tensor details = _last.Forward(seen, phase)
            .Reshape(new Shape(rows, height, width, factor, factor, _outputs * channels)).Permute(0, 1, 3, 2, 4, 5)
            .Reshape(new Shape(rows, _row[0], _row[1], _outputs * channels));
        Tensor enlarged = _enlarged.Of(small);
        return _outputs == 1
            ? details + enlarged
            : (details.Slice(3, 0, channels) + enlarged).Concat(details.Slice(3, channels, (_outputs - 1) * channels), 3);
    }

    public override void Collect(string path, ParameterSet parameters)
    {
        _map.Collect($"{path}.map", parameters);
        _first.Collect($"{path}.first", parameters);
        for (int i = 0; i < _trunk.Length; i++)
        {
            _trunk[i].Collect(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}.trunk{i}"), parameters);
        }
        _last.Collect($"{path}.last", parameters);
    }
}

using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Detection;

/// <summary>One model of a detector, with the training rows that others are compared with.</summary>
internal sealed class DetectorMember
{
    // Noise below this share of a value's deviation is rounding, not knowledge.
    private const float LeastNoise = 0.05f;

    // How often missing values are expected anew from those that were expected before.
    private const int FillRounds = 3;

    private readonly Vae _model;
    private readonly Tensor _units;
    private readonly Tensor _references;
    private readonly int _width;

    // The references' squared lengths: of all their coordinates, and of those of the latent.
    private readonly float[] _squares;
    private readonly float[] _latentSquares;

    /// <summary>A member around a model, its references yet to be set.</summary>
    /// <param name="model">A model of scaled rows.</param>
    /// <param name="references">How many rows others are compared with.</param>
    public DetectorMember(Vae model, int references)
    {
        _model = model;
        _width = model.RowShape.Length;
        int coordinates = model.LatentSize + _width;
        _units = Tensor.Constant(new float[coordinates], new Shape(1, coordinates));
        _references = Tensor.Constant(new float[references * coordinates], new Shape(references, coordinates));
        (_squares, _latentSquares) = (new float[references], new float[references]);
        Parameters = [];
        model.Collect("model.", Parameters);
        Parameters.AddStatistic("units", _units);
        Parameters.AddStatistic("references", _references);
    }

    /// <summary>Everything that a file has to hold.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>How many rows others are compared with.</summary>
    public int References => _references.Shape[0];

    /// <summary>How many coordinates are those of the latent.</summary>
    public int Latent => _model.LatentSize;

    /// <summary>Learns the units of the coordinates from some rows and takes others as references.</summary>
    /// <param name="rows">[rows, width].</param>
    /// <param name="mask">1 where a value is there; null if all are.</param>
    /// <param name="chosen">Which of the rows are references.</param>
    public void Fit(Tensor rows, Tensor? mask, int[] chosen)
    {
        var q = (GaussianDistribution)_model.Encode(new Batch(rows) { Mask = mask }, default);
        float[] variances = q.LogVariance.Exp().Mean(0).ToArray();
        var p = (GaussianDistribution)_model.Decode(q.Mean);
        float[] noise = p.LogVariance.ToArray();
        // Two posterior means lie apart by the noise of both.
        float[] units = [.. variances.Select(v => 1 / MathF.Sqrt(2 * Math.Max(v, 1e-6f))), .. noise.Select(v => 1 / Math.Max(LeastNoise, MathF.Exp(0.5f * v)))];
        _units.Set(units);
        float[] all = Coordinates(rows, mask).ToArray(), references = new float[_references.Length];
        int size = units.Length;
        for (int i = 0; i < chosen.Length; i++)
        {
            all.AsSpan(chosen[i] * size, size).CopyTo(references.AsSpan(i * size));
        }
        _references.Set(references);
        Restore();
    }

    /// <summary>Works out what follows from the parameters, once they have been read.</summary>
    public void Restore()
    {
        float[] references = _references.ToArray();
        for (int i = 0; i < References; i++)
        {
            ReadOnlySpan<float> reference = references.AsSpan(i * _units.Length, _units.Length);
            _squares[i] = SumOfSquares(reference);
            _latentSquares[i] = SumOfSquares(reference[..Latent]);
        }
    }

    /// <summary>Where rows lie: their posterior means in units of the posterior, then what the decoder misses of every value in units of its noise.</summary>
    /// <returns>[rows, latent + width].</returns>
    public Tensor Coordinates(Tensor rows, Tensor? mask)
    {
        rows = mask is null ? rows : Complete(rows, mask);
        Tensor mean = _model.Encode(new Batch(rows), default).Mean;
        Tensor missed = rows - _model.Decode(mean).Mean;
        return mean.Concat(mask is null ? missed : missed * mask, 1) * _units;
    }

    /// <summary>Rows with what the model expects in the place of what is missing, given the rest.</summary>
    private Tensor Complete(Tensor rows, Tensor mask)
    {
        for (int round = 0; round < FillRounds; round++)
        {
            rows = mask.Where(rows, _model.Decode(_model.Encode(new Batch(rows), default).Mean).Mean);
        }
        return rows;
    }

    /// <summary>The values that the model expects of rows, given all of them.</summary>
    public Tensor Reconstruct(Tensor rows, Tensor? mask) => _model.Decode(_model.Encode(new Batch(rows) { Mask = mask }, default).Mean).Mean;

    /// <summary>The mean distance of every row to the nearest references.</summary>
    /// <param name="coordinates">What <see cref="Coordinates"/> gave.</param>
    /// <param name="latentAlone">Whether only the coordinates of the latent count.</param>
    /// <param name="neighbours">How many of the nearest count.</param>
    /// <param name="add">The distances are added to these.</param>
    public void AddDistances(Tensor coordinates, bool latentAlone, int neighbours, Span<float> add)
    {
        (Tensor places, Tensor references, float[] squares) = latentAlone
            ? (coordinates.Slice(1, 0, Latent), _references.Slice(1, 0, Latent), _latentSquares)
            : (coordinates, _references, _squares);
        Tensor products = references.MatMul(places, transposeB: true);
        float[] own = places.Square().Sum(1).ToArray();
        // Where tensors live on the host nothing is copied.
        NearestMean.Add(products.TryGetSpan(out Span<float> there) ? there : products.ToArray(), squares, own, neighbours, add);
    }

    /// <summary>Adds a score in nats of every row.</summary>
    /// <param name="rows">[rows, width].</param>
    /// <param name="mask">1 where a value is there; null if all are.</param>
    /// <param name="score">Which.</param>
    /// <param name="noise">[samples, latent]: normal draws, the same for every row, so that a row's score does not depend on the others.</param>
    /// <param name="add">The scores are added to these.</param>
    public void AddNats(Tensor rows, Tensor? mask, AnomalyScore score, float[][] noise, Span<float> add)
    {
        var q = (GaussianDistribution)_model.Encode(new Batch(rows) { Mask = mask }, default);
        Tensor values;
        if (score is AnomalyScore.Kl)
        {
            values = q.KlTo(_model.Prior())!.Sum(1);
        }
        else
        {
            Tensor observed = mask is null ? rows : mask.Where(rows, Tensor.Zeros(Shape.Scalar));
            Tensor deviation = q.LogVariance.Affine(0.5f).Exp();
            Tensor? all = null;
            foreach (float[] draw in noise)
            {
                Tensor e = Tensor.From(draw, new Shape(1, Latent)), z = q.Mean + (deviation * e);
                Tensor term = _model.Decode(z).LogProbability(observed, mask);
                if (score is AnomalyScore.ImportanceWeighted)
                {
                    // log p(z) - log q(z|x); the constants cancel.
                    term += (z.Square() - e.Square() - q.LogVariance).Sum(1).Affine(-0.5f);
                }
                Tensor column = term.Reshape(new Shape(rows.Shape[0], 1));
                all = all is null ? column : all.Concat(column, 1);
            }
            values = score is AnomalyScore.Reconstruction ? all!.Mean(1).Affine(-1) : all!.LogSumExp(1).Affine(-1, MathF.Log(noise.Length));
        }
        float[] computed = values.ToArray();
        for (int i = 0; i < rows.Shape[0]; i++)
        {
            add[i] += computed[i];
        }
    }

    private static float SumOfSquares(ReadOnlySpan<float> x)
    {
        float sum = 0;
        foreach (float v in x)
        {
            sum += v * v;
        }
        return sum;
    }
}

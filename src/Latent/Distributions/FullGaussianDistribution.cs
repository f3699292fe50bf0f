using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>Normal values that depend on one another: N(mean, L L'), with L lower triangular and a positive diagonal.</summary>
public sealed class FullGaussianDistribution : Distribution
{
    private static readonly double s_logTwoPi = Math.Log(2 * Math.PI);

    private readonly LowerTriangle _triangle;
    private readonly Tensor _packed;
    private readonly Tensor _logDiagonal;
    private Tensor? _factor;
    private Tensor? _drawn;
    private Tensor? _noise;

    /// <param name="packed">[rows, size * (size + 3) / 2]: the means, the logarithms of L's diagonal, and its elements below, row by row.</param>
    /// <param name="triangle">How the elements make a matrix, and at which scale.</param>
    internal FullGaussianDistribution(Tensor packed, LowerTriangle triangle)
    {
        _packed = packed;
        _triangle = triangle;
        Mean = packed.Slice(1, 0, triangle.Size);
        _logDiagonal = packed.Slice(1, triangle.Size, triangle.Size);
    }

    /// <inheritdoc/>
    public override bool Factorizes => false;

    /// <inheritdoc/>
    public override Tensor Mean { get; }

    /// <summary>[rows, size, size]: L, the factor of the covariance.</summary>
    public Tensor Factor => _factor ??= MakeFactor();

    /// <summary>[rows, size]: the standard deviation of every value.</summary>
    public Tensor Deviations => Factor.Square().Sum(2).Sqrt();

    private int Size => _triangle.Size;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">There is a mask.</exception>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (mask is not null)
        {
            throw new NotSupportedException("The values of a row under a full Gaussian are not independent; their density is that of all of them.");
        }
        int own = Mean.Shape[0], rows = Math.Max(x.Shape[0], own);
        Tensor noise = ReferenceEquals(x, _drawn) ? _noise! : Whitened(x.Repeat(rows / x.Shape[0]));
        Tensor squares = noise.Square().Sum(2), half = _logDiagonal.Sum(1);
        return (squares.Affine(-0.5f, (float)(-0.5 * Size * s_logTwoPi)) - half).Reshape(new Shape(rows));
    }

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng)
    {
        int rows = Mean.Shape[0];
        _noise = Tensor.Normal(new Shape(samples, rows, Size), rng, Mean.Backend);
        Tensor spread = (Factor * _noise.Reshape(new Shape(samples, rows, 1, Size))).Sum(3);
        return _drawn = (spread + Mean).Reshape(new Shape(samples * rows, Size));
    }

    /// <summary>The divergence from the standard normal, whole: [rows, 1]. From others there is no closed form here.</summary>
    public override Tensor? KlTo(Distribution other)
    {
        if (other is not StandardNormalDistribution)
        {
            return null;
        }
        Tensor squares = Factor.Square().Sum(2).Sum(1, keep: true) + Mean.Square().Sum(1, keep: true);
        return squares.Affine(0.5f, -0.5f * Size) - _logDiagonal.Sum(1, keep: true);
    }

    /// <inheritdoc/>
    public override Distribution Detach() => new FullGaussianDistribution(_packed.Detach(), _triangle);

    private Tensor MakeFactor()
    {
        int below = LowerTriangle.Elements(Size);
        return _triangle.Matrices(_logDiagonal.Exp(), below == 0 ? null : _packed.Slice(1, 2 * Size, below));
    }

    /// <summary>[samples, rows, size]: the noise that the values would be made of, by forward substitution.</summary>
    private Tensor Whitened(Tensor x)
    {
        int rows = Mean.Shape[0], samples = x.Shape[0] / rows;
        Tensor away = x.Reshape(new Shape(samples, rows, Size)) - Mean, inverse = (-_logDiagonal).Exp();
        Tensor noise = Tensor.Zeros(away.Shape, x.Backend);
        float[] one = new float[Size];
        for (int i = 0; i < Size; i++)
        {
            Tensor row = Factor.Slice(1, i, 1).Reshape(new Shape(rows, Size));
            Tensor known = (noise * row).Sum(2, keep: true);
            one[i] = 1;
            noise += (away.Slice(2, i, 1) - known) * inverse.Slice(1, i, 1) * Tensor.From(one, new Shape(Size), x.Backend);
            one[i] = 0;
        }
        return noise;
    }
}

using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Evaluation;

/// <summary>Latents that walk about in p(z) p(x|z)^t by Hamiltonian moves (Neal 2011), many a row at once.</summary>
internal sealed class HamiltonianWalk
{
    private readonly LatentModel _model;
    private readonly Batch _batch;
    private readonly Tape _tape;
    private readonly int _size;
    private readonly Tensor _latent;
    private readonly Tensor[] _leaf;
    private readonly float[] _values;
    private readonly float[] _proposed;
    private readonly float[] _momenta;
    private readonly float[] _gradients;
    private readonly float[] _logPriors;
    private readonly float[] _priors;
    private readonly float[] _likelihoods;

    /// <summary>Begins in the prior.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">The rows, with their conditions.</param>
    /// <param name="tape">A tape that records.</param>
    /// <param name="chains">How many latents a row.</param>
    /// <param name="rng">Where they are drawn from.</param>
    public HamiltonianWalk(LatentModel model, Batch batch, Tape tape, int chains, Rng rng)
    {
        (_model, _batch, _tape) = (model, batch, tape);
        Count = chains * batch.Rows;
        _size = model.LatentSize;
        _values = new float[Count * _size];
        (_proposed, _momenta, _gradients) = (new float[_values.Length], new float[_values.Length], new float[_values.Length]);
        (_logPriors, _priors, _likelihoods, LogLikelihoods) = (new float[Count], new float[Count], new float[Count], new float[Count]);
        using (tape.Begin())
        {
            // The prior has a row for every row, or one for all.
            Distribution prior = model.Prior(batch.Condition);
            Tensor first = prior.Sample(chains, rng.Split(0));
            (first.Shape[0] == Count ? first : prior.Sample(Count, rng.Split(0))).CopyTo(_values);
        }
        _latent = Tensor.Parameter(_values, new Shape(Count, _size), tape.Backend);
        _leaf = [_latent];
        Differentiate(_values, 0, LogLikelihoods, _logPriors);
    }

    /// <summary>How many latents there are: latent k of row r is k * rows + r.</summary>
    public int Count { get; }

    /// <summary>log p(x|z) of every latent.</summary>
    public float[] LogLikelihoods { get; }

    /// <summary>Moves every latent once, or leaves it where it is if the move is refused.</summary>
    /// <param name="temperature">t.</param>
    /// <param name="leapfrogs">How many steps a move has.</param>
    /// <param name="sizes">The size of a step, for every row.</param>
    /// <param name="accepted">Takes every row's mean probability that its moves are accepted.</param>
    /// <param name="rng">Where momenta come from.</param>
    public void Move(double temperature, int leapfrogs, double[] sizes, double[] accepted, Rng rng)
    {
        int rows = _batch.Rows;
        using (_tape.Begin())
        {
            Tensor.Normal(_latent.Shape, rng.Split(0), _tape.Backend).CopyTo(_momenta);
        }
        double[] energies = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            energies[i] = Energy(i, temperature, LogLikelihoods, _logPriors);
        }
        _values.CopyTo(_proposed, 0);
        Differentiate(_values, temperature, _likelihoods, _priors);
        Push(sizes, 0.5);
        for (int step = 1; step <= leapfrogs; step++)
        {
            for (int i = 0; i < _proposed.Length; i++)
            {
                _proposed[i] += (float)(sizes[i / _size % rows] * _momenta[i]);
            }
            Differentiate(_proposed, temperature, _likelihoods, _priors);
            Push(sizes, step < leapfrogs ? 1 : 0.5);
        }
        Array.Clear(accepted);
        Rng choices = rng.Split(1);
        for (int i = 0; i < Count; i++)
        {
            double rise = Energy(i, temperature, _likelihoods, _priors) - energies[i];
            double probability = double.IsNaN(rise) ? 0 : Math.Exp(Math.Min(0, -rise));
            accepted[i % rows] += probability * rows / Count;
            if (choices.NextDouble() < probability)
            {
                _proposed.AsSpan(i * _size, _size).CopyTo(_values.AsSpan(i * _size));
                LogLikelihoods[i] = _likelihoods[i];
                _logPriors[i] = _priors[i];
            }
        }
    }

    private void Push(double[] sizes, double share)
    {
        for (int i = 0; i < _momenta.Length; i++)
        {
            _momenta[i] += (float)(share * sizes[i / _size % _batch.Rows] * _gradients[i]);
        }
    }

    private double Energy(int i, double temperature, float[] likelihoods, float[] priors)
    {
        double kinetic = 0;
        foreach (float momentum in _momenta.AsSpan(i * _size, _size))
        {
            kinetic += 0.5 * momentum * momentum;
        }
        return kinetic - priors[i] - (temperature * likelihoods[i]);
    }

    /// <summary>log p(x|z), log p(z), and the gradient of log p(z) + t log p(x|z).</summary>
    private void Differentiate(float[] values, double temperature, float[] likelihoods, float[] priors)
    {
        _latent.Set(values);
        using Tape.Scope scope = _tape.Begin();
        Tensor likelihood = _model.Decode(_latent, _batch.Condition).LogProbability(_batch.Values, _batch.Mask);
        Tensor prior = _model.Prior(_batch.Condition).LogProbability(_latent);
        _tape.Backward((prior + likelihood.Affine((float)temperature)).Sum(), _leaf);
        likelihood.CopyTo(likelihoods);
        prior.CopyTo(priors);
        _latent.Gradient!.CopyTo(_gradients);
    }
}

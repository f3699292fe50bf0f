using Latent.Composition;
using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Samplers;

/// <summary>
/// p(codes) = product over positions of p(code | those before it). One network for all positions (after Bengio et al. 2003): it
/// sees the embeddings of the last few codes, nearest first, and where it is. Rows are the numbers of codes.
/// </summary>
internal sealed class CodePrior : RowModel
{
    private readonly int _positions;
    private readonly int _codes;
    private readonly bool _shares;
    private readonly int _context;
    private readonly int _nothing;
    private readonly Tensor _embedding;
    private readonly Tensor _places;
    private readonly Tensor _tilts;
    private readonly Linear _first;
    private readonly Linear _second;
    private readonly Linear _last;
    private readonly Tape _drawing;
    private readonly Lock _one = new();
    private int[] _numbers = [];
    private Indices _before = new(0);
    private Indices _where = new(0);
    private int _room;

    public CodePrior(int positions, int codes, bool shares, CodePriorSize size, WeightBudget weights, Rng rng, Backend backend)
        : base("codes", positions)
    {
        _positions = positions;
        _codes = codes;
        _shares = shares;
        _context = size.Context;
        weights.Take(shares ? 1 : positions, codes + 1, size.Embedding);
        weights.Take(positions, size.Hidden + codes);
        weights.TakePerceptron(size.Context * size.Embedding, size.Hidden, size.Hidden, codes);
        _nothing = shares ? codes : positions * codes;
        _embedding = FreshWeights.Draw(new Shape(_nothing + 1, size.Embedding), size.Embedding, rng, backend);
        _places = FreshWeights.Draw(new Shape(positions, size.Hidden), size.Hidden, rng, backend);
        _tilts = Tensor.Parameter(new float[positions * codes], new Shape(positions, codes), backend);
        _first = new Linear(size.Context * size.Embedding, size.Hidden, Activation.None, rng, backend);
        _second = new Linear(size.Hidden, size.Hidden, Activation.Relu, rng, backend);
        _last = new Linear(size.Hidden, codes, Activation.None, rng, backend);
        _drawing = new Tape(backend, record: false);
        Parameters.Add("embedding", _embedding);
        Parameters.Add("places", _places);
        Parameters.Add("tilts", _tilts);
        _first.Collect("first", Parameters);
        _second.Collect("second", Parameters);
        _last.Collect("last", Parameters);
    }

    public override Distribution Decode(Tensor latent, Tensor? condition, Phase phase)
    {
        ReadOnlySpan<float> values = latent.TryGetSpan(out Span<float> own) ? own : latent.ToArray();
        if (_numbers.Length < values.Length)
        {
            _numbers = new int[values.Length];
        }
        for (int i = 0; i < values.Length; i++)
        {
            _numbers[i] = (int)values[i];
        }
        return new CodeSequenceDistribution(Logits(_numbers, values.Length / _positions, 0, _positions, phase), _positions);
    }

    /// <summary>Draws codes, one position after the other.</summary>
    /// <param name="codes">Takes as many numbers a row as there are positions.</param>
    /// <param name="rng">Where they are drawn from.</param>
    /// <param name="temperature">What logits are divided by; at 0 the likeliest code is taken every time.</param>
    public void Draw(Span<int> codes, Rng rng, float temperature)
    {
        // What a step works on is kept for the next: one thread at a time.
        using Lock.Scope one = _one.EnterScope();
        int rows = codes.Length / _positions;
        int[] drawn = new int[rows];
        for (int i = 0; i < _positions; i++)
        {
            using Tape.Scope scope = _drawing.Begin();
            Tensor scores = Logits(codes, rows, i, 1, Phase.Evaluation);
            if (temperature > 0)
            {
                scores = scores.Affine(1 / temperature) + CategoricalDistribution.Gumbel(scores.Shape, rng, scores.Backend);
            }
            Largest.Of(scores, drawn);
            for (int r = 0; r < rows; r++)
            {
                codes[(r * _positions) + i] = drawn[r];
            }
        }
    }

    /// <summary>The logits of some positions of every row, given the codes before them: [rows * count, codes].</summary>
    private Tensor Logits(ReadOnlySpan<int> codes, int rows, int from, int count, Phase phase)
    {
        int places = rows * count;
        if (_room < places)
        {
            _room = places;
            _before = new Indices(places * _context);
            _where = new Indices(places);
        }
        Span<int> before = _before.Refill(places * _context), where = _where.Refill(places);
        for (int i = 0, slot = 0; i < places; i++)
        {
            int position = where[i] = from + (i % count), start = i / count * _positions;
            for (int back = 1; back <= _context; back++, slot++)
            {
                int earlier = position - back;
                before[slot] = earlier < 0 ? _nothing : codes[start + earlier] + (_shares ? 0 : earlier * _codes);
            }
        }
        Tensor context = _embedding.Gather(_before).Reshape(new Shape(places, _first.Inputs));
        Tensor hidden = (_first.Forward(context, phase) + _places.Gather(_where)).Relu();
        return _last.Forward(_second.Forward(hidden, phase), phase) + _tilts.Gather(_where);
    }
}

/// <summary>How large the network of a <see cref="CodePrior"/> is.</summary>
/// <param name="Context">How many codes before a position it sees.</param>
/// <param name="Embedding">How many values stand for a code.</param>
/// <param name="Hidden">How wide its hidden layers are.</param>
internal readonly record struct CodePriorSize(int Context, int Embedding, int Hidden);

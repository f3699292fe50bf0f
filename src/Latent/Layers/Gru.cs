using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>
/// A gated recurrent unit (Cho et al. 2014), one step of it: what goes in and the state so far make a candidate, and gates
/// decide how much of the old state it replaces. Over vectors its maps are linear; over pictures they are convolutions
/// (Ballas et al. 2016), and the state keeps a place for everything.
/// </summary>
public sealed class Gru : Layer
{
    private readonly Shape _state;
    private readonly Shape? _input;
    private readonly Layer _gates;
    private readonly Layer _candidate;

    private Gru(Shape state, Shape? input, Layer gates, Layer candidate)
    {
        _state = state;
        _input = input;
        _gates = gates;
        _candidate = candidate;
    }

    /// <summary>Values of the input, then those of the state.</summary>
    public override int Inputs => (_input?.Length ?? 0) + _state.Length;

    /// <inheritdoc/>
    public override int Outputs => _state.Length;

    /// <summary>The shape of one row's state.</summary>
    public Shape StateShape => _state;

    /// <summary>A unit over vectors.</summary>
    /// <param name="inputs">How many values go in at every step; 0 for a state that moves by itself.</param>
    /// <param name="size">How many values the state has.</param>
    /// <param name="rng">Where the weights are drawn from.</param>
    /// <param name="backend">Where the weights live.</param>
    public static Gru Dense(int inputs, int size, Rng rng, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        return new Gru(
            new Shape(size),
            inputs == 0 ? null : new Shape(inputs),
            new Linear(inputs + size, 2 * size, Activation.Sigmoid, rng, backend),
            new Linear(inputs + size, size, Activation.Tanh, rng, backend));
    }

    /// <summary>A unit over pictures, sequences or volumes.</summary>
    /// <param name="state">[spatial..., channels] of the state.</param>
    /// <param name="inputs">How many channels go in at every step, of the same extents; 0 for a state that moves by itself.</param>
    /// <param name="kernel">The window's extent in every dimension; odd.</param>
    /// <param name="rng">Where the weights are drawn from.</param>
    /// <param name="backend">Where the weights live.</param>
    /// <exception cref="ArgumentException">The window's extent is even: the state would change its extents.</exception>
    public static Gru Convolutional(Shape state, int inputs, int kernel, Rng rng, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(inputs);
        if (kernel % 2 == 0)
        {
            throw new ArgumentException($"A window {kernel} wide has no middle; take an odd one.", nameof(kernel));
        }
        Shape both = state.WithLast(state.Columns + inputs);
        return new Gru(
            state,
            inputs == 0 ? null : state.WithLast(inputs),
            new Convolution(both, 2 * state.Columns, kernel, null, Activation.Sigmoid, rng, backend: backend),
            new Convolution(both, state.Columns, kernel, null, Activation.Tanh, rng, backend: backend));
    }

    /// <summary>The next state.</summary>
    /// <param name="state">[rows, ...state]: the state so far.</param>
    /// <param name="input">[rows, ...input]; null for a unit without input.</param>
    /// <param name="phase">Training or evaluation.</param>
    /// <returns>[rows, ...state].</returns>
    public Tensor Step(Tensor state, Tensor? input, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (input is null != _input is null)
        {
            throw new ArgumentException(_input is null ? "This unit takes no input." : "This unit takes an input.", nameof(input));
        }
        state = state.Reshape(_state.Prepend(state.Shape[0]));
        input = input?.Reshape(_input!.Value.Prepend(input.Shape[0]));
        int channels = _state.Columns;
        Tensor gates = _gates.Forward(With(input, state), phase);
        Tensor update = gates.Slice(^1, 0, channels), reset = gates.Slice(^1, channels, channels);
        Tensor candidate = _candidate.Forward(With(input, reset * state), phase);
        return state + (update * (candidate - state));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (_input is not { } input)
        {
            return Step(x, null, phase);
        }
        Tensor flat = x.Reshape(new Shape(x.Shape[0], Inputs));
        return Step(flat.Slice(1, input.Length, _state.Length), flat.Slice(1, 0, input.Length), phase);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        _gates.Collect($"{path}.gates", parameters);
        _candidate.Collect($"{path}.candidate", parameters);
    }

    private static Tensor With(Tensor? input, Tensor state) => input is null ? state : input.Concat(state, ^1);
}

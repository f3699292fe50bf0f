using Latent.Tensors.Backends;

namespace Latent.Tensors;

/// <summary>
/// A dense, row-major array of 32-bit floats. Created inside a <see cref="Tape"/>'s scope it lives until the scope ends
/// and its memory is used again; created outside it is an ordinary object that the garbage collector takes care of.
/// </summary>
public sealed partial class Tensor
{
    private Storage? _storage;

    /// <summary>A tensor over its own, uninitialised, storage.</summary>
    internal Tensor(Shape shape, Storage storage)
    {
        Shape = shape;
        _storage = storage;
    }

    /// <summary>For the tape, which fills the object in.</summary>
    internal Tensor()
    {
    }

    /// <summary>The extents, outermost first.</summary>
    public Shape Shape { get; private set; }

    /// <summary>How many elements there are.</summary>
    public int Length => Shape.Length;

    /// <summary>The backend that computes on this tensor.</summary>
    public Backend Backend => Storage.Backend;

    /// <summary>Whether gradients reach this tensor: it is a parameter, or was computed from one while a tape recorded.</summary>
    public bool RequiresGradient { get; internal set; }

    /// <summary>The gradient that the last <see cref="Tape.Backward"/> left on this parameter; null before, and for tensors that are not parameters.</summary>
    public Tensor? Gradient { get; internal set; }

    /// <summary>The tape that owns this tensor; null when the garbage collector does.</summary>
    internal Tape? Tape { get; private set; }

    /// <summary>The memory.</summary>
    /// <exception cref="ObjectDisposedException">The scope in which the tensor was made has ended.</exception>
    internal Storage Storage => _storage ?? throw new ObjectDisposedException(nameof(Tensor), "This tensor belonged to a step that has ended; copy what you need out of the step with ToArray.");

    /// <summary>The memory, for backends that compute in ordinary memory.</summary>
    internal unsafe float* Pointer => ((HostStorage)Storage).Pointer;

    /// <summary>Marks the run of the backward pass in which this tensor takes part.</summary>
    internal long Stamp { get; set; }

    /// <summary>Whether the memory is another tensor's, or was given back: it is not returned when the scope ends.</summary>
    internal bool IsView { get; set; }

    /// <summary>Whether the gradient already holds a contribution of this backward pass.</summary>
    internal bool GradientStarted { get; set; }

    /// <summary>A tensor with these values.</summary>
    /// <exception cref="TensorException">There are more or fewer values than the shape has elements.</exception>
    public static Tensor From(ReadOnlySpan<float> values, Shape shape, Backend? backend = null)
    {
        Tensor tensor = Empty(shape, backend);
        tensor.Set(values);
        return tensor;
    }

    /// <summary>A tensor whose elements all have this value.</summary>
    public static Tensor Full(Shape shape, float value, Backend? backend = null)
    {
        Tensor tensor = Empty(shape, backend);
        tensor.Backend.Fill(tensor, value);
        return tensor;
    }

    /// <summary>A tensor of zeros.</summary>
    public static Tensor Zeros(Shape shape, Backend? backend = null) => Full(shape, 0, backend);

    /// <summary>Independent uniform draws from [0, 1).</summary>
    public static Tensor Uniform(Shape shape, Rng rng, Backend? backend = null) => Random(RandomDistribution.Uniform, shape, rng, backend);

    /// <summary>Independent standard normal draws.</summary>
    public static Tensor Normal(Shape shape, Rng rng, Backend? backend = null) => Random(RandomDistribution.Normal, shape, rng, backend);

    /// <summary>A tensor whose elements are whatever the memory held.</summary>
    internal static Tensor Empty(Shape shape, Backend? backend = null)
    {
        Tape? tape = Tape.Current;
        if (tape is not null && (backend is null || backend == tape.Backend))
        {
            return tape.Rent(shape);
        }
        backend ??= Backend.Default;
        return new Tensor(shape, backend.Allocate(shape.Length));
    }

    /// <summary>A tensor with these values that the garbage collector owns, even if a tape's scope is open: what a model keeps.</summary>
    public static Tensor Constant(ReadOnlySpan<float> values, Shape shape, Backend? backend = null)
    {
        backend ??= Backend.Default;
        var tensor = new Tensor(shape, backend.Allocate(shape.Length));
        tensor.Set(values);
        return tensor;
    }

    /// <summary>A leaf that can be learned: outside every tape, with these initial values.</summary>
    public static Tensor Parameter(ReadOnlySpan<float> values, Shape shape, Backend? backend = null)
    {
        Tensor tensor = Constant(values, shape, backend);
        tensor.RequiresGradient = true;
        return tensor;
    }

    /// <summary>Overwrites all elements.</summary>
    /// <exception cref="TensorException">There are more or fewer values than elements.</exception>
    public void Set(ReadOnlySpan<float> values)
    {
        if (values.Length != Length)
        {
            throw new TensorException($"{values.Length} values cannot fill a tensor of shape {Shape}, which has {Length} elements.");
        }
        Storage.Write(0, values);
    }

    /// <summary>Copies all elements, row-major, into the beginning of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<float> destination) => Storage.Read(0, destination[..Length]);

    /// <summary>The elements themselves, where the backend computes in ordinary memory; a way to fill a tensor without a copy.</summary>
    public bool TryGetSpan(out Span<float> elements)
    {
        elements = Storage is HostStorage host ? host.Span[..Length] : default;
        return Storage is HostStorage;
    }

    /// <summary>All elements, row-major.</summary>
    public float[] ToArray()
    {
        float[] values = new float[Length];
        CopyTo(values);
        return values;
    }

    /// <summary>The only element.</summary>
    /// <exception cref="TensorException">There is not exactly one.</exception>
    public float Item()
    {
        if (Length != 1)
        {
            throw new TensorException($"Item needs one element; shape {Shape} has {Length}.");
        }
        Span<float> value = stackalloc float[1];
        Storage.Read(0, value);
        return value[0];
    }

    /// <summary>The shape and the first elements.</summary>
    public override string ToString()
    {
        if (_storage is null)
        {
            return $"Tensor {Shape}, of a step that has ended";
        }
        float[] first = new float[Math.Min(8, Length)];
        _storage.Read(0, first);
        return $"Tensor {Shape} {{ {string.Join(", ", first)}{(Length > 8 ? ", ..." : "")} }}";
    }

    internal void Attach(Shape shape, Storage storage, Tape tape)
    {
        Shape = shape;
        _storage = storage;
        Tape = tape;
        RequiresGradient = false;
        Gradient = null;
        Stamp = 0;
        IsView = false;
    }

    internal void Release()
    {
        _storage = null;
        Gradient = null;
    }

    private static Tensor Random(RandomDistribution distribution, Shape shape, Rng rng, Backend? backend)
    {
        ArgumentNullException.ThrowIfNull(rng);
        Tensor tensor = Empty(shape, backend);
        tensor.Backend.Random(distribution, rng.Key, rng.Reserve((ulong)(shape.Length + 3) / 4), tensor);
        return tensor;
    }
}

using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Tensors;

/// <summary>
/// Define by run: while a scope is open on this thread, every result is memory of the tape, and, if the tape records,
/// every operation on something learnable is noted so that <see cref="Backward"/> can run it in reverse. When the scope
/// ends, all of it is used again for the next step; a loop of equal steps makes no garbage.
/// </summary>
/// <example><code>
/// using (tape.Begin())
/// {
///     Tensor loss = model.Loss(batch);
///     tape.Backward(loss, parameters);
/// }
/// </code></example>
public sealed class Tape
{
    [ThreadStatic]
    private static Tape? s_current;

    private static long s_stamps;

    private readonly List<Node> _nodes = [];
    private readonly List<Tensor> _rented = [];
    private readonly Stack<Tensor> _objects = new();
    private readonly StoragePool _pool;
    private readonly bool _records;
    private Tape? _outer;
    private bool _open;

    /// <summary>A tape on a backend. One that does not record is for evaluation: the same pooling, no gradients.</summary>
    public Tape(Backend? backend = null, bool record = true)
    {
        Backend = backend ?? Backend.Default;
        _records = record;
        _pool = new StoragePool(Backend);
    }

    /// <summary>The tape whose scope is open on this thread, innermost first; null when there is none.</summary>
    internal static Tape? Current => s_current;

    /// <summary>Where the tape's tensors live.</summary>
    public Backend Backend { get; }

    /// <summary>How many operations have been noted since the scope began.</summary>
    public int Recorded => _nodes.Count;

    /// <summary>Opens the tape's scope on this thread.</summary>
    /// <exception cref="InvalidOperationException">It is open already.</exception>
    public Scope Begin()
    {
        if (_open)
        {
            throw new InvalidOperationException("This tape's scope is open already; use another tape for a nested one.");
        }
        _open = true;
        _outer = s_current;
        s_current = this;
        return new Scope(this);
    }

    /// <summary>
    /// Computes the derivative of a scalar by every one of <paramref name="parameters"/> and leaves it on their
    /// <see cref="Tensor.Gradient"/>. Others' gradients are untouched, so that each of several players can be
    /// differentiated on its own. A parameter that the scalar does not depend on gets a gradient of zeros.
    /// </summary>
    /// <exception cref="TensorException"><paramref name="scalar"/> has more than one element or was not recorded here.</exception>
    public void Backward(Tensor scalar, IReadOnlyList<Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(scalar);
        ArgumentNullException.ThrowIfNull(parameters);
        if (scalar.Length != 1)
        {
            throw new TensorException($"Only a scalar has a gradient here; this tensor's shape is {scalar.Shape}.");
        }
        long stamp = Interlocked.Increment(ref s_stamps);
        for (int i = 0; i < parameters.Count; i++)
        {
            Tensor parameter = parameters[i];
            parameter.Stamp = stamp;
            parameter.GradientStarted = false;
            parameter.Gradient ??= new Tensor(parameter.Shape, Backend.Allocate(parameter.Length));
        }
        foreach (ref readonly Node node in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_nodes))
        {
            if (node.DependsOn(stamp))
            {
                node.Output.Stamp = stamp;
                node.Output.GradientStarted = false;
                node.Output.Gradient = null;
            }
        }
        if (scalar.Stamp != stamp)
        {
            throw new TensorException("This scalar does not depend on any of the parameters, or was not computed while this tape recorded.");
        }
        if (scalar.Tape == this)
        {
            scalar.Gradient = Rent(scalar.Shape);
        }
        if (scalar.Gradient is null)
        {
            throw new TensorException($"This scalar lives on another backend ({scalar.Backend.Name}) than the tape ({Backend.Name}); open the tape on the backend of the parameters.");
        }
        Backend.Fill(scalar.Gradient, 1);
        scalar.GradientStarted = true;

        // Operations that run below allocate from the tape but are not themselves noted.
        int count = _nodes.Count;
        _replaying = true;
        try
        {
            for (int i = count - 1; i >= 0; i--)
            {
                Node node = _nodes[i];
                if (node.Output.Stamp == stamp && node.Output.GradientStarted)
                {
                    node.Operation.Backward(new Derivation(node, stamp, this));
                    Return(node.Output.Gradient!);
                    node.Output.Gradient = null;
                    node.Output.GradientStarted = false;
                }
            }
        }
        finally
        {
            _replaying = false;
        }
        for (int i = 0; i < parameters.Count; i++)
        {
            if (!parameters[i].GradientStarted)
            {
                Backend.Fill(parameters[i].Gradient!, 0);
            }
        }
    }

    private bool _replaying;

    /// <summary>A tensor of this tape, uninitialised.</summary>
    internal Tensor Rent(Shape shape)
    {
        Tensor tensor = _objects.Count > 0 ? _objects.Pop() : new Tensor();
        tensor.Attach(shape, _pool.Rent(shape.Length), this);
        _rented.Add(tensor);
        return tensor;
    }

    /// <summary>Another shape over memory that some tensor already holds.</summary>
    internal Tensor View(Tensor source, Shape shape)
    {
        Tensor tensor = _objects.Count > 0 ? _objects.Pop() : new Tensor();
        tensor.Attach(shape, source.Storage, this);
        tensor.IsView = true;
        _rented.Add(tensor);
        return tensor;
    }

    /// <summary>Gives a temporary's memory back before the scope ends.</summary>
    internal void Return(Tensor tensor)
    {
        if (tensor.Tape != this)
        {
            return;
        }
        if (!tensor.IsView)
        {
            _pool.Return(tensor.Storage);
        }
        tensor.IsView = true;
    }

    /// <summary>Notes an operation, if this tape records and any operand is learnable.</summary>
    internal void Record(in Node node)
    {
        if (_records && !_replaying && node.RequiresGradient)
        {
            node.Output.RequiresGradient = true;
            _nodes.Add(node);
        }
    }

    private void End()
    {
        foreach (Tensor tensor in _rented)
        {
            if (!tensor.IsView)
            {
                _pool.Return(tensor.Storage);
            }
            tensor.IsView = false;
            tensor.Release();
            _objects.Push(tensor);
        }
        _rented.Clear();
        _nodes.Clear();
        s_current = _outer;
        _outer = null;
        _open = false;
    }

    /// <summary>An open scope; disposing it ends the step.</summary>
    public readonly struct Scope : IDisposable
    {
        private readonly Tape _tape;

        internal Scope(Tape tape) => _tape = tape;

        /// <summary>Ends the step: its tensors' memory is used again.</summary>
        public void Dispose() => _tape.End();
    }
}

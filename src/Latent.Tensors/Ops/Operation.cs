namespace Latent.Tensors.Ops;

/// <summary>The derivative of one operation. Instances have no state: what a run needs is in its <see cref="Node"/>.</summary>
internal abstract class Operation
{
    /// <summary>Adds the output's gradient, carried back through this operation, to the inputs' gradients.</summary>
    public abstract void Backward(in Derivation derivation);
}

/// <summary>One noted operation: its operands, its result and its constants. The last operand is one that never has a gradient.</summary>
internal readonly record struct Node(Operation Operation, Tensor Output, Tensor? A = null, Tensor? B = null, Tensor? C = null, Tensor? D = null, Tensor? E = null)
{
    public float Number { get; init; }

    public float Number2 { get; init; }

    public int Code { get; init; }

    public int Code2 { get; init; }

    public Indices? Indices { get; init; }

    /// <summary>What else the operation was told.</summary>
    public object? Settings { get; init; }

    /// <summary>Where its random numbers began.</summary>
    public (ulong Key, ulong Counter) Draws { get; init; }

    public bool RequiresGradient =>
        A is { RequiresGradient: true } || B is { RequiresGradient: true } || C is { RequiresGradient: true } || D is { RequiresGradient: true };

    public bool DependsOn(long stamp) => A?.Stamp == stamp || B?.Stamp == stamp || C?.Stamp == stamp || D?.Stamp == stamp;
}

/// <summary>One step of the backward pass, as an operation sees it.</summary>
internal readonly ref struct Derivation(Node node, long stamp, Tape tape)
{
    /// <summary>What was computed.</summary>
    public Node Node { get; } = node;

    /// <summary>The gradient of the output.</summary>
    public Tensor OutputGradient => Node.Output.Gradient!;

    /// <summary>Whether the gradient of this operand is asked for.</summary>
    public bool Needs(Tensor? operand) => operand is not null && operand.Stamp == stamp;

    /// <summary>Where to put an operand's gradient: to be overwritten, or, if others came first, added to.</summary>
    public Tensor Target(Tensor operand, out bool accumulate)
    {
        accumulate = operand.GradientStarted;
        operand.GradientStarted = true;
        return operand.Gradient ??= tape.Rent(operand.Shape);
    }

    /// <summary>As <see cref="Target"/>, for kernels that fill in several gradients at once; empty if this one is not asked for.</summary>
    public Backends.GradientTarget TargetOf(Tensor? operand)
    {
        if (!Needs(operand))
        {
            return default;
        }
        Tensor target = Target(operand!, out bool accumulate);
        return new(target, accumulate);
    }

    /// <summary>Memory for an intermediate result; give it back with <see cref="Return"/>.</summary>
    public Tensor Temporary(Shape shape) => tape.Rent(shape);

    /// <summary>Gives a temporary's memory back.</summary>
    public void Return(Tensor temporary) => tape.Return(temporary);

    /// <summary>The tensor as that shape: itself if it has it, else a view.</summary>
    public Tensor As(Tensor tensor, Shape shape) => tensor.Shape == shape ? tensor : tape.View(tensor, shape);

    /// <summary>
    /// Adds the output's gradient, unchanged, to that of an operand of as many elements. If it is the operand's first, the
    /// memory changes hands and nothing is copied: use this last, since the output's gradient is no longer valid after it.
    /// </summary>
    public void PassOn(Tensor operand)
    {
        Tensor gradient = OutputGradient;
        if (operand.Gradient is not null || gradient.IsView || gradient.Tape != tape)
        {
            Tensor target = Target(operand, out bool accumulate);
            gradient.Backend.Copy(gradient, target, accumulate);
            return;
        }
        operand.Gradient = tape.View(gradient, operand.Shape);
        operand.Gradient.IsView = false;
        operand.GradientStarted = true;
        gradient.IsView = true;
    }

    /// <summary>Adds <paramref name="gradient"/>, which is smaller than the operand, to every element of the operand that it is stretched to.</summary>
    public void AddStretched(Tensor gradient, Tensor operand)
    {
        Tensor target = Target(operand, out bool accumulate);

        // The maximum of a number and itself is that number: the plainest broadcast there is.
        gradient.Backend.Binary(Backends.BinaryOperation.Maximum, gradient, gradient, target, accumulate);
    }

    /// <summary>Adds <paramref name="gradient"/>, which has the output's shape, to the gradient of a possibly smaller, broadcast, operand.</summary>
    public void AddReduced(Tensor gradient, Tensor operand)
    {
        Tensor target = Target(operand, out bool accumulate);
        if (gradient.Shape == target.Shape)
        {
            gradient.Backend.Copy(gradient, target, accumulate);
        }
        else
        {
            gradient.Backend.Reduce(Backends.ReduceOperation.Sum, gradient, target, accumulate);
        }
    }
}

using System.Globalization;

namespace Latent.Tensors;

/// <summary>
/// How the window of a convolution moves. Every list has one number for each spatial dimension, or a single number for
/// all of them.
/// </summary>
/// <param name="stride">How far the window moves from one result to the next; at least 1.</param>
/// <param name="padding">How many zeros are thought of before and after every dimension; at least 0.</param>
/// <param name="dilation">How far apart the taps of the window lie; at least 1.</param>
/// <param name="groups">Into how many groups the channels fall that do not see one another; 1 for none.</param>
/// <param name="outputPadding">For transposed convolutions: how many more results there are at the end of every dimension, to tell apart the inputs that a stride above 1 makes the same length.</param>
/// <exception cref="ArgumentException">A number is out of range.</exception>
public sealed class ConvolutionGeometry(IReadOnlyList<int> stride, IReadOnlyList<int> padding, IReadOnlyList<int>? dilation = null, int groups = 1, IReadOnlyList<int>? outputPadding = null)
{
    /// <summary>The same numbers in every dimension.</summary>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public ConvolutionGeometry(int stride = 1, int padding = 0, int dilation = 1, int groups = 1, int outputPadding = 0)
        : this([stride], [padding], [dilation], groups, [outputPadding])
    {
    }

    /// <summary>How far the window moves from one result to the next.</summary>
    public IReadOnlyList<int> Stride { get; } = Checked(stride, 1, nameof(stride));

    /// <summary>How many zeros are thought of before and after every dimension.</summary>
    public IReadOnlyList<int> Padding { get; } = Checked(padding, 0, nameof(padding));

    /// <summary>How far apart the taps of the window lie.</summary>
    public IReadOnlyList<int> Dilation { get; } = Checked(dilation ?? [1], 1, nameof(dilation));

    /// <summary>Into how many groups the channels fall.</summary>
    public int Groups { get; } = groups >= 1 ? groups : throw new ArgumentOutOfRangeException(nameof(groups), groups, "There must be at least one group of channels.");

    /// <summary>How many more results a transposed convolution has at the end of every dimension.</summary>
    public IReadOnlyList<int> OutputPadding { get; } = Checked(outputPadding ?? [0], 0, nameof(outputPadding));

    /// <summary>The extents of a result: of the convolution, or of the transposed one.</summary>
    /// <param name="spatial">The spatial extents of what goes in.</param>
    /// <param name="kernel">The spatial extents of the window.</param>
    /// <param name="transposed">Which of the two.</param>
    /// <param name="result">Takes the extents, as many as there are in <paramref name="spatial"/>.</param>
    /// <exception cref="TensorException">The window does not fit, nothing would be left, or the output padding is not below the stride.</exception>
    public void ResultExtents(ReadOnlySpan<int> spatial, ReadOnlySpan<int> kernel, bool transposed, Span<int> result)
    {
        for (int i = 0; i < spatial.Length; i++)
        {
            result[i] = transposed ? Transposed(i, spatial[i], kernel[i]) : Convolved(i, spatial[i], kernel[i]);
        }
    }

    private int Convolved(int i, int spatial, int kernel)
    {
        int padding = At(Padding, i), dilation = At(Dilation, i);
        long room = spatial + (2L * padding) - ((long)dilation * (kernel - 1)) - 1;
        return room >= 0 ? (int)((room / At(Stride, i)) + 1) : throw new TensorException(string.Create(CultureInfo.InvariantCulture,
            $"A window of {kernel} (dilation {dilation}) does not fit into the {spatial} values of spatial dimension {i} with padding {padding}."));
    }

    private int Transposed(int i, int spatial, int kernel)
    {
        int stride = At(Stride, i), padding = At(Padding, i), dilation = At(Dilation, i), extra = At(OutputPadding, i);
        if (extra > 0 && extra >= Math.Max(stride, dilation))
        {
            throw new TensorException(string.Create(CultureInfo.InvariantCulture, $"An output padding of {extra} must be below the stride {stride} or the dilation {dilation}."));
        }
        long extent = ((spatial - 1L) * stride) - (2L * padding) + ((long)dilation * (kernel - 1)) + 1 + extra;
        return extent is >= 1 and <= int.MaxValue ? (int)extent : throw new TensorException(string.Create(CultureInfo.InvariantCulture,
            $"A transposed convolution of {spatial} values with a window of {kernel}, stride {stride} and padding {padding} would have {extent}."));
    }

    internal static int At(IReadOnlyList<int> list, int dimension) => list.Count == 1 ? list[0] : list[dimension];

    /// <summary>Throws unless the geometry fits so many spatial dimensions.</summary>
    /// <exception cref="TensorException">A list has another number of entries.</exception>
    public void RequireDimensions(int dimensions)
    {
        foreach (IReadOnlyList<int> list in (ReadOnlySpan<IReadOnlyList<int>>)[Stride, Padding, Dilation, OutputPadding])
        {
            if (list.Count != 1 && list.Count != dimensions)
            {
                throw new TensorException(string.Create(CultureInfo.InvariantCulture, $"A geometry for {list.Count} spatial dimensions does not fit a convolution over {dimensions}."));
            }
        }
    }

    private static int[] Checked(IReadOnlyList<int> list, int least, string name)
    {
        ArgumentNullException.ThrowIfNull(list, name);
        if (list.Count is 0 or > 3)
        {
            throw new ArgumentException($"A convolution has 1 to 3 spatial dimensions, not {list.Count}.", name);
        }
        foreach (int value in list)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        }
        return [.. list];
    }
}

using Latent.Data;
using Latent.Pictures;

namespace Latent.Evaluation.Images;

/// <summary>What a feature classifier learns to tell: the labels of the rows, or, without any, which way up a picture is.</summary>
internal abstract class FeatureTask
{
    /// <summary>How many classes there are.</summary>
    public abstract int Classes { get; }

    /// <summary>How many examples come of every row.</summary>
    public virtual int ExamplesARow => 1;

    /// <summary>The task in words, with a place for the data's name.</summary>
    public abstract string Describe(string data);

    /// <summary>Makes examples and their classes.</summary>
    /// <param name="rows">[rows, width].</param>
    /// <param name="numbers">The rows' numbers in the data.</param>
    /// <param name="examples">Takes <see cref="ExamplesARow"/> times as many rows.</param>
    /// <param name="classes">Takes their classes.</param>
    public abstract void Prepare(ReadOnlySpan<float> rows, ReadOnlySpan<int> numbers, Span<float> examples, Span<int> classes);

    /// <summary>The task that some data allow; null if there is none.</summary>
    public static FeatureTask? For(DataSet data)
    {
        if (data.Labels is { Length: > 0 } labels)
        {
            int[] distinct = [.. labels.Distinct().Order()];
            if (distinct.Length > 1)
            {
                return new Labelled([.. labels.Select(label => Array.BinarySearch(distinct, label))], distinct.Length);
            }
        }
        return ImageLayout.Of(data.Kind, data.RowShape) is { } layout ? new Turned(layout) : null;
    }

    private sealed class Labelled(int[] classes, int count) : FeatureTask
    {
        public override int Classes => count;

        public override string Describe(string data) => $"classifier trained on {data}";

        public override void Prepare(ReadOnlySpan<float> rows, ReadOnlySpan<int> numbers, Span<float> examples, Span<int> of)
        {
            rows.CopyTo(examples);
            for (int i = 0; i < numbers.Length; i++)
            {
                of[i] = classes[numbers[i]];
            }
        }
    }

    private sealed class Turned(ImageLayout layout) : FeatureTask
    {
        public override int Classes => PictureTurns.Count;

        public override int ExamplesARow => PictureTurns.Count;

        public override string Describe(string data) => layout.Height == layout.Width
            ? $"classifier of rotations trained on {data} without labels"
            : $"classifier of mirrorings trained on {data} without labels";

        public override void Prepare(ReadOnlySpan<float> rows, ReadOnlySpan<int> numbers, Span<float> examples, Span<int> of)
        {
            int width = layout.Planes * layout.Height * layout.Width;
            for (int i = 0; i < of.Length; i++)
            {
                of[i] = i % Classes;
                PictureTurns.Turn(rows.Slice(i / Classes * width, width), layout, of[i], examples.Slice(i * width, width));
            }
        }
    }
}

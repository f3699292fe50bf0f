using System.Buffers;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>
/// Small random changes that make no image another: what a model sees in training varies, and it learns that such things do
/// not matter. Every row of a batch has draws of its own, fixed by the step's generator and its place in the batch.
/// </summary>
public sealed record Augmentation
{
    // Draws of four words that a row may use; a row's own begin at its place times this.
    private const int BlocksPerRow = 4;
    private const ulong Stream = 0xA06_3E57, MixStream = 0xA06_313B;

    /// <summary>Nothing is changed.</summary>
    public static Augmentation None { get; } = new();

    /// <summary>Whether every second image, at random, is turned left to right.</summary>
    public bool Flip { get; init; }

    /// <summary>By how many pixels at most an image is moved, each way by itself.</summary>
    public int Shift { get; init; }

    /// <summary>By how many degrees at most an image is turned, either way.</summary>
    public double Rotation { get; init; }

    /// <summary>By what share at most values are made greater or less.</summary>
    public double Brightness { get; init; }

    /// <summary>The greatest share that the next row of the batch has in a row; the share itself is drawn uniformly (mixup, Zhang et al. 2018).</summary>
    public double Mix { get; init; }

    /// <summary>What stands where an image was moved or turned away from.</summary>
    public AugmentationEdge Edge { get; init; }

    /// <summary>Whether rows are volumes, [depth, height, width] or with channels after, which are moved along all three dimensions and neither turned nor mirrored.</summary>
    public bool Volumes { get; init; }

    /// <summary>Whether anything is changed at all.</summary>
    public bool IsActive => Flip || Shift > 0 || Rotation > 0 || Brightness > 0 || Mix > 0;

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="InputException">One of them makes no sense.</exception>
    public void Validate()
    {
        Require(Shift >= 0, "shift", "a number of pixels, and cannot be negative");
        Require(Rotation is >= 0 and <= 180, "rotation", "from 0 to 180 degrees");
        Require(Brightness is >= 0 and <= 1, "brightness", "a share from 0 to 1");
        Require(Mix is >= 0 and <= 1, "mix", "a share from 0 to 1");
        Require(!Volumes || !Flip, "flip", "left out for volumes");
        Require(!Volumes || Rotation == 0, "rotation", "left out for volumes");

        static void Require(bool holds, string name, string what)
        {
            if (!holds)
            {
                throw new InputException($"The recipe's 'data.augment.{name}' must be {what}.");
            }
        }
    }

    /// <summary>Whether rows of this shape can be changed like this: [height, width] or [height, width, channels]; for volumes, one dimension more.</summary>
    public bool Fits(Shape rowShape) => (rowShape.Rank - (Volumes ? 1 : 0)) is 2 or 3;

    /// <summary>Changes rows in place.</summary>
    /// <param name="rows">Whole rows, one after the other.</param>
    /// <param name="rowShape">[height, width] or [height, width, channels]; of volumes, [depth, height, width] or with channels.</param>
    /// <param name="rng">The step's generator; it does not move.</param>
    /// <exception cref="ArgumentException">Rows of this shape are no images.</exception>
    public void Apply(Span<float> rows, Shape rowShape, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(rng);
        if (!Fits(rowShape))
        {
            throw new ArgumentException($"Rows of shape {rowShape} are no images.", nameof(rowShape));
        }
        if (!IsActive)
        {
            return;
        }
        int length = rowShape.Length, depth = Volumes ? rowShape[0] : 1, first = Volumes ? 1 : 0;
        int height = rowShape[first], width = rowShape[first + 1], channels = length / Math.Max(1, depth * height * width);
        float[] copy = ArrayPool<float>.Shared.Rent(length);
        for (int i = 0; i < rows.Length / length; i++)
        {
            Span<float> row = rows.Slice(i * length, length);
            var draws = new Draws(rng.Key ^ Stream, (ulong)i * BlocksPerRow);
            bool flip = Flip & (draws.Next() < 0.5);
            double right = Whole(draws.Next()), down = Whole(draws.Next()), turn = ((2 * draws.Next()) - 1) * Rotation * Math.PI / 180;
            int deep = Volumes ? (int)Whole(draws.Next()) : 0;
            if (Volumes && (deep != 0 || right != 0 || down != 0))
            {
                row.CopyTo(copy);
                MoveVolume(copy, row, depth, height * width * channels, deep, new Move(false, right, down, 0, Edge == AugmentationEdge.Zero), height, width, channels);
            }
            else if (flip || right != 0 || down != 0 || turn != 0)
            {
                row.CopyTo(copy);
                var move = new Move(flip, right, down, turn, Edge == AugmentationEdge.Zero);
                if (turn == 0)
                {
                    move.Copy(copy, row, width, height, channels);
                }
                else
                {
                    move.Turn(copy, row, width, height, channels);
                }
            }
            if (Brightness > 0)
            {
                float factor = (float)(1 + (((2 * draws.Next()) - 1) * Brightness));
                for (int v = 0; v < row.Length; v++)
                {
                    row[v] = Math.Clamp(row[v] * factor, 0, 1);
                }
            }
        }
        if (Mix > 0)
        {
            MixRows(rows, length, copy, rng.Key ^ MixStream);
        }
        ArrayPool<float>.Shared.Return(copy);
    }

    /// <summary>Every row takes its share of the next one as it was, the last of the first.</summary>
    private void MixRows(Span<float> rows, int length, Span<float> first, ulong key)
    {
        rows[..length].CopyTo(first);
        for (int start = 0; start < rows.Length; start += length)
        {
            Span<float> row = rows.Slice(start, length), next = start + length < rows.Length ? rows.Slice(start + length, length) : first[..length];
            var draws = new Draws(key, (ulong)(start / length));
            float share = (float)(Mix * draws.Next());
            for (int v = 0; v < length; v++)
            {
                row[v] += share * (next[v] - row[v]);
            }
        }
    }

    /// <summary>Every slice is moved within itself, and takes the place of one that lies <paramref name="deep"/> further on.</summary>
    private static void MoveVolume(ReadOnlySpan<float> from, Span<float> to, int depth, int slice, int deep, Move move, int height, int width, int channels)
    {
        for (int d = 0; d < depth; d++)
        {
            int source = d - deep;
            Span<float> target = to.Slice(d * slice, slice);
            if (move.Zero && (uint)source >= (uint)depth)
            {
                target.Clear();
                continue;
            }
            move.Copy(from.Slice(Math.Clamp(source, 0, depth - 1) * slice, slice), target, width, height, channels);
        }
    }

    /// <summary>A whole number of pixels from -shift to shift, each as likely.</summary>
    private double Whole(double draw) => Math.Floor(draw * ((2 * Shift) + 1)) - Shift;

    /// <summary>The uniform draws of one row, straight from the generator's blocks.</summary>
    private ref struct Draws(ulong key, ulong counter)
    {
        private ulong _counter = counter;
        private ulong _spare;
        private bool _hasSpare;

        public double Next()
        {
            ulong bits = _spare;
            if (!_hasSpare)
            {
                Rng.Block(key, _counter++, out uint a, out uint b, out uint c, out uint d);
                (bits, _spare) = (((ulong)b << 32) | a, ((ulong)d << 32) | c);
            }
            _hasSpare = !_hasSpare;
            return (bits >> 11) * (1.0 / (1UL << 53));
        }
    }

    /// <summary>Where the pixels of a changed image come from.</summary>
    private readonly record struct Move(bool Flip, double Right, double Down, double Angle, bool Zero)
    {
        public void Copy(ReadOnlySpan<float> from, Span<float> to, int width, int height, int channels)
        {
            int right = (int)Right, down = (int)Down;
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    int sourceX = Flip ? width - 1 - (x - right) : x - right, sourceY = y - down;
                    Span<float> pixel = to.Slice(((y * width) + x) * channels, channels);
                    if (Zero && ((uint)sourceX >= (uint)width || (uint)sourceY >= (uint)height))
                    {
                        pixel.Clear();
                        continue;
                    }
                    int at = (Math.Clamp(sourceY, 0, height - 1) * width) + Math.Clamp(sourceX, 0, width - 1);
                    from.Slice(at * channels, channels).CopyTo(pixel);
                }
            }
        }

        /// <summary>About the middle of the image, between pixels by their four neighbours.</summary>
        public void Turn(ReadOnlySpan<float> from, Span<float> to, int width, int height, int channels)
        {
            float cos = (float)Math.Cos(Angle), sin = (float)Math.Sin(Angle), middleX = (width - 1) / 2f, middleY = (height - 1) / 2f;
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    float dx = x - (float)Right - middleX, dy = y - (float)Down - middleY;
                    float sourceX = middleX + ((Flip ? -1 : 1) * ((cos * dx) + (sin * dy))), sourceY = middleY + (cos * dy) - (sin * dx);
                    Mix(from, to.Slice(((y * width) + x) * channels, channels), sourceX, sourceY, width, height);
                }
            }
        }

        private void Mix(ReadOnlySpan<float> from, Span<float> pixel, float x, float y, int width, int height)
        {
            int left = (int)MathF.Floor(x), top = (int)MathF.Floor(y);
            float across = x - left, down = y - top;
            pixel.Clear();
            for (int corner = 0; corner < 4; corner++)
            {
                int cornerX = left + (corner & 1), cornerY = top + (corner >> 1);
                float weight = ((corner & 1) == 0 ? 1 - across : across) * ((corner >> 1) == 0 ? 1 - down : down);
                if (weight == 0 || (Zero && ((uint)cornerX >= (uint)width || (uint)cornerY >= (uint)height)))
                {
                    continue;
                }
                int at = ((Math.Clamp(cornerY, 0, height - 1) * width) + Math.Clamp(cornerX, 0, width - 1)) * pixel.Length;
                for (int c = 0; c < pixel.Length; c++)
                {
                    pixel[c] += weight * from[at + c];
                }
            }
        }
    }
}

/// <summary>What stands where an image was moved or turned away from.</summary>
public enum AugmentationEdge
{
    /// <summary>The nearest pixel of the image's edge.</summary>
    Extend,

    /// <summary>Zero: black.</summary>
    Zero,
}

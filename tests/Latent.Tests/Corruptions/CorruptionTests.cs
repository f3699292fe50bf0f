using Latent.Composition;
using Latent.Corruptions;
using Latent.Data;
using Latent.Pictures;
using Latent.Tensors;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Corruptions;

public class CorruptionTests
{
    private static readonly Tensor s_ones = Tensor.Full(new Shape(100, 1000), 1);

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.75)]
    [InlineData(1)]
    public void MaskingNoise_ZeroesThatShareOfTheValues(double probability)
    {
        float[] values = new MaskingNoise(probability).Corrupt(s_ones, new Rng(1)).ToArray();
        values.ShouldAllBe(v => v == 0 || v == 1);
        values.Average(v => 1.0 - v).ShouldBe(probability, 5 * Math.Sqrt(probability * (1 - probability) / values.Length) + 1e-9);
    }

    [Fact]
    public void Movement_MovesEveryPictureByItself()
    {
        float[] pictures = new float[50 * 49];
        for (int i = 0; i < 50; i++)
        {
            pictures[(i * 49) + 24] = 1;
        }
        var movement = new Movement(new Augmentation { Shift = 2, Edge = AugmentationEdge.Zero }, new Shape(7, 7));
        Tensor given = Tensor.Constant(pictures, new Shape(50, 7, 7));
        float[] moved = movement.Corrupt(given, new Rng(1)).ToArray();
        int[] places = [.. Enumerable.Range(0, 50).Select(i => Array.IndexOf(moved, 1, i * 49, 49) - (i * 49))];
        places.ShouldAllBe(p => Math.Abs((p / 7) - 3) <= 2 && Math.Abs((p % 7) - 3) <= 2);
        places.Distinct().Count().ShouldBeGreaterThan(10);
        moved.Sum().ShouldBe(50);
        given.ToArray().ShouldBe(pictures);
        movement.Corrupt(given, new Rng(1)).ToArray().ShouldBe(moved);
        Should.Throw<InputException>(() => new Movement(new Augmentation { Shift = 1 }, new Shape(7))).Message.ShouldContain("no pictures");
    }

    [Fact]
    public void GaussianNoise_HasThatDeviation()
    {
        float[] values = new GaussianNoise(0.3).Corrupt(s_ones, new Rng(1)).ToArray();
        values.Average(v => (double)v).ShouldBe(1, 5 * 0.3 / Math.Sqrt(values.Length));
        Math.Sqrt(values.Average(v => Math.Pow(v - 1.0, 2))).ShouldBe(0.3, 0.01);
    }

    [Fact]
    public void GaussianNoise_Clipped_StaysInTheUnitInterval()
    {
        float[] values = new GaussianNoise(0.3, clip: true).Corrupt(s_ones, new Rng(1)).ToArray();
        float[] free = new GaussianNoise(0.3).Corrupt(s_ones, new Rng(1)).ToArray();
        values.ShouldBe([.. free.Select(v => Math.Clamp(v, 0, 1))]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.2)]
    [InlineData(1)]
    public void SaltAndPepper_ReplacesThatShareHalfByEither(double probability)
    {
        float[] values = new SaltAndPepper(probability).Corrupt(Tensor.Full(new Shape(100, 1000), 0.25f), new Rng(1)).ToArray();
        values.ShouldAllBe(v => v == 0 || v == 0.25f || v == 1);
        double error = 5 * Math.Sqrt(probability / values.Length);
        values.Average(v => v == 0 ? 1.0 : 0).ShouldBe(probability / 2, error + 1e-9);
        values.Average(v => v == 1 ? 1.0 : 0).ShouldBe(probability / 2, error + 1e-9);
    }

    [Fact]
    public void PatchMasking_ZeroesWholePatches()
    {
        const int Rows = 60, Height = 10, Width = 13, Side = 3;
        var masking = new PatchMasking(new ImageLayout(2, Height, Width, 3), 0.4, Side);
        var rng = new Rng(2);
        var grids = new HashSet<(int, int)>();
        for (int batch = 0; batch < 8; batch++)
        {
            float[] values = masking.Corrupt(Tensor.Full(new Shape(Rows, 2, Height, Width, 3), 1), rng).ToArray();
            values.ShouldAllBe(v => v == 0 || v == 1);
            values.Average(v => 1.0 - v).ShouldBe(0.4, 0.06);
            bool[] lines = new bool[Height], columns = new bool[Width];
            for (int picture = 0; picture < Rows * 2; picture++)
            {
                float At(int i, int j, int c = 0) => values[(((((picture * Height) + i) * Width) + j) * 3) + c];
                for (int i = 0; i < Height; i++)
                {
                    for (int j = 0; j < Width; j++)
                    {
                        (At(i, j, 1), At(i, j, 2)).ShouldBe((At(i, j), At(i, j)));
                        lines[i] |= i > 0 && At(i, j) != At(i - 1, j);
                        columns[j] |= j > 0 && At(i, j) != At(i, j - 1);
                    }
                }
            }

            // Edges between patches lie on a grid of the side's width, and nowhere else.
            int first = Array.IndexOf(lines, true), left = Array.IndexOf(columns, true);
            lines.ShouldBe([.. Enumerable.Range(0, Height).Select(i => i > 0 && i % Side == first % Side)]);
            columns.ShouldBe([.. Enumerable.Range(0, Width).Select(j => j > 0 && j % Side == left % Side)]);
            grids.Add((first, left));
        }
        grids.Count.ShouldBeGreaterThan(2);
    }

    [Theory]
    [InlineData("{ kind: gaussian, clip: true }", "the corruption gaussian with 'clip' is for values in [0, 1]")]
    [InlineData("salt-and-pepper", "is for values in [0, 1]")]
    [InlineData("patches", "is for pictures")]
    public void Compose_OfATable_RefusesWhatIsForPictures(string corruption, string message) =>
        Should.Throw<InputException>(() => SmallData.Compose("vae", SmallData.Table(4), ("model.corruption", corruption))).Message.ShouldContain(message);

    [Theory]
    [InlineData("{ kind: gaussian, clip: true }")]
    [InlineData("salt-and-pepper")]
    [InlineData("{ kind: patches, probability: 0.5, side: 2 }")]
    public void Training_WithACorruption_Learns(string corruption)
    {
        DataSet data = SmallData.Images(60);
        ComposedModel composed = SmallData.Compose("vae", data, ("model.corruption", corruption), ("training.batch", "20"), ("training.epochs", "2"));
        TrainingState state = new Trainer(composed.Model, composed.Training, composed.Preparation).Fit(data.Rows, cancellation: TestContext.Current.CancellationToken);
        state.History[1].Elbo.ShouldBeGreaterThan(state.History[0].Elbo);
    }

    [Fact]
    public void Corruption_DrawsAnewEveryTime()
    {
        var rng = new Rng(1);
        var noise = new GaussianNoise(0.3);
        noise.Corrupt(s_ones, rng).ToArray().ShouldNotBe(noise.Corrupt(s_ones, rng).ToArray());
    }
}

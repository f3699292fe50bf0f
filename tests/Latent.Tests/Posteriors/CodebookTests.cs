using Latent.Distributions;
using Latent.Layers;
using Latent.Posteriors;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Tests.Contracts;

namespace Latent.Tests.Posteriors;

public sealed class CodebookTests
{
    private static readonly Phase s_training = new(new Rng(3));

    [Fact]
    public void Nearest_IsTheNearest_HoweverManyPointsThereAre()
    {
        const int Points = 20_000;
        Codebook book = Book(7, 3, new CodebookOptions());
        Tensor points = Tensor.Normal(new Shape(Points, 3), new Rng(2)) * 0.2f;
        float[] x = points.ToArray(), codes = book.Vectors.ToArray();
        ReadOnlySpan<int> nearest = book.Nearest(points).Values;
        nearest.Length.ShouldBe(Points);
        for (int i = 0; i < Points; i++)
        {
            double Distance(int k) => Enumerable.Range(0, 3).Sum(d => Math.Pow(x[(i * 3) + d] - codes[(k * 3) + d], 2));
            Distance(nearest[i]).ShouldBeLessThanOrEqualTo(Enumerable.Range(0, 7).Min(Distance) + 1e-6);
        }
    }

    [Fact]
    public void Given_InTraining_MovesCodesByTheRunningMean()
    {
        Codebook book = Book(2, 1, new CodebookOptions { Decay = 0.75, Restart = 0 });
        book.Vectors.Set([-1, 1]);
        Tensor counts = Counts(book);
        counts.Set([3, 1]);
        new VectorQuantized(2, book).Given(Tensor.From([-1.5f, -0.5f, 0.5f, 2.5f, 3, 3], new Shape(3, 2)), s_training);

        // Counts: 0.75 n + 0.25 (those of the batch). Codes: 0.75 n e + 0.25 (the sum of the points), over that.
        counts.ToArray().ShouldBe([(0.75f * 3) + (0.25f * 2), 0.75f + (0.25f * 4)], 1e-6);
        book.Vectors.ToArray().ShouldBe([((0.75f * 3 * -1) + (0.25f * -2)) / 2.75f, ((0.75f * 1) + (0.25f * 9)) / 1.75f], 1e-6);
    }

    [Fact]
    public void Given_InEvaluation_LeavesTheCodesAlone()
    {
        Codebook book = Book(4, 2, new CodebookOptions());
        float[] before = book.Vectors.ToArray();
        new VectorQuantized(3, book).Given(Tensor.Normal(new Shape(5, 6), new Rng(1)));
        book.Vectors.ToArray().ShouldBe(before);
        Counts(book).ToArray().ShouldAllBe(n => n == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Given_InTraining_StartsCodesAnewThatAreOutOfUse(bool byGradient)
    {
        Codebook book = Book(3, 2, new CodebookOptions { ByGradient = byGradient, Restart = 0.05 });
        book.Vectors.Set([0, 0, 1, 1, 100, 100]);
        Counts(book).Set([50, 50, 0.01f]);
        Tensor points = Tensor.Uniform(new Shape(60, 2), new Rng(1));
        new VectorQuantized(1, book).Given(points, s_training);
        (float, float) restarted = (book.Vectors.ToArray()[4], book.Vectors.ToArray()[5]);
        points.ToArray().Chunk(2).Select(p => (p[0], p[1])).ShouldContain(restarted);
        book.Vectors.ToArray()[..2].ShouldAllBe(v => Math.Abs(v) < 0.1);
    }

    [Fact]
    public void Collect_NamesWhatIsKept()
    {
        ParameterSet average = [], gradient = [];
        Book(3, 2, new CodebookOptions()).Collect("posterior", average);
        Book(3, 2, new CodebookOptions { ByGradient = true }).Collect("posterior", gradient);
        average.Names.ShouldBeEmpty();
        average.StatisticNames.ShouldBe(["posterior.codes", "posterior.counts"]);
        gradient.Names.ShouldBe(["posterior.codes"]);
        gradient.StatisticNames.ShouldBe(["posterior.counts"]);
    }

    [Fact]
    public void Sample_IsMadeOfCodes_AndItsGradientReachesTheEncoder()
    {
        Codebook book = Book(5, 2, new CodebookOptions());
        var posterior = new VectorQuantized(3, book, commitment: 0);
        Tensor encoded = Tensor.Parameter(Tensor.Normal(new Shape(24), new Rng(4)).ToArray(), new Shape(4, 6)), weights = Tensor.Normal(new Shape(4, 6), new Rng(5));
        float[][] codes = [.. book.Vectors.ToArray().Chunk(2)];
        posterior.Given(encoded).Sample(1, new Rng(1)).ToArray().Chunk(2).ShouldAllBe(z => codes.Any(c => c.SequenceEqual(z)));
        FiniteDifferences.Gradients([encoded], () => posterior.Given(encoded).Sample(1, new Rng(1)) * weights)[0].ShouldBe(weights.ToArray());
    }

    [Fact]
    public void Loss_DrawsTheEncoderToTheCodes_AndTheCodesToTheEncoder()
    {
        Codebook book = Book(5, 2, new CodebookOptions { ByGradient = true, Restart = 0 });
        var posterior = new VectorQuantized(3, book, commitment: 0.25);
        Tensor encoded = Tensor.Parameter(Tensor.Normal(new Shape(24), new Rng(4)).ToArray(), new Shape(4, 6));
        float[][] gradients = FiniteDifferences.Gradients([encoded, book.Vectors], () => posterior.Loss(posterior.Given(encoded))!);
        float[] z = encoded.ToArray(), e = posterior.Given(encoded).Mean.ToArray();
        gradients[0].ShouldBe(z.Zip(e, (a, b) => 0.25f * 2 * (a - b) / 4).ToArray(), 1e-5);
        float[] expected = new float[10];
        int[] codes = new int[12];
        posterior.Read(posterior.Given(encoded).Mean, codes);
        for (int i = 0; i < 24; i++)
        {
            expected[(codes[i / 2] * 2) + (i % 2)] += 2 * (e[i] - z[i]) / 4;
        }
        gradients[1].ShouldBe(expected, 1e-5);
    }

    [Fact]
    public void Write_OfWhatWasRead_IsTheSame()
    {
        var vectors = new VectorQuantized(3, Book(5, 2, new CodebookOptions()));
        var categories = new Concrete(3, 4);
        foreach (DiscretePosterior posterior in new DiscretePosterior[] { vectors, categories })
        {
            Tensor latents = posterior.Uniform.Given().Sample(20, new Rng(6));
            latents.Shape.ShouldBe(new Shape(20, posterior.LatentSize));
            var codes = new Indices(60);
            posterior.Read(latents, codes.Refill(60));
            codes.Values.ToArray().Distinct().Count().ShouldBe(posterior.Codes);
            posterior.Write(codes).ToArray().ShouldBe(latents.ToArray());
        }
    }

    [Fact]
    public void Given_UnderTheUniformPrior_CostsTheLogarithmOfTheCodesEverywhere()
    {
        var posterior = new VectorQuantized(3, Book(5, 2, new CodebookOptions()));
        Distribution q = posterior.Given(Tensor.Normal(new Shape(4, 6), new Rng(1))), p = posterior.Uniform.Given();
        q.KlTo(p)!.Shape.ShouldBe(new Shape(4, 3));
        q.KlTo(p)!.ToArray().ShouldAllBe(v => v == MathF.Log(5));
        Tensor z = q.Sample(2, new Rng(1));
        (q.LogProbability(z) - p.LogProbability(z)).ToArray().ShouldAllBe(v => Math.Abs(v - (3 * MathF.Log(5))) < 1e-5);
        q.LogProbability(z + 1).ToArray().ShouldAllBe(v => float.IsNegativeInfinity(v));
        p.Mean.Shape.ShouldBe(new Shape(1, 6));
    }

    private static Codebook Book(int codes, int dimension, CodebookOptions options) => new(codes, dimension, options, new Rng(1));

    private static Tensor Counts(Codebook book)
    {
        ParameterSet set = [];
        book.Collect("", set);
        return set.Statistics[^1];
    }
}

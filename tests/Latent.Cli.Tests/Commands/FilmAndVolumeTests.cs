using System.Buffers.Binary;
using System.Text.Json;
using Latent.Data;
using Latent.Tensors;
using Latent.Volumes;

namespace Latent.Cli.Tests.Commands;

/// <summary>Sequences and volumes through every command that reads or writes rows.</summary>
public sealed class FilmAndVolumeTests(FilmAndVolumeTests.Runs runs) : FolderTests, IClassFixture<FilmAndVolumeTests.Runs>
{
    [Theory]
    [InlineData("sample", "--count", "4")]
    [InlineData("reconstruct", "--count", "4")]
    [InlineData("interpolate", "--steps", "3")]
    [InlineData("traverse", "--steps", "3")]
    public void Sequences_ToPng_AreAFilmOfAllTheirFrames(string command, params string[] more)
    {
        Tool.Run([command, runs.Film, "--out", Folder["f.png"], .. more, "--json"]).ShouldGiveJson("out");
        byte[] file = File.ReadAllBytes(Folder["f.png"]);
        int control = file.AsSpan().IndexOf("acTL"u8);
        control.ShouldBeGreaterThan(0);
        BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(control + 4)).ShouldBe(5);
    }

    [Fact]
    public void Train_WindowsOfAFilm_AreRowsAndAreOpenedAgain()
    {
        JsonElement result = Tool.Run("evaluate", runs.Film, "--json").ShouldGiveJson("rows");
        // 40 frames, 36 windows, a tenth of them watched.
        result.GetProperty("rows").GetInt32().ShouldBe(4);
        Tool.Run("reconstruct", runs.Film, "--rows", "40..", "--out", Folder["r.npy"]).Code.ShouldBe(0);
        NpyFile.ReadFloats(Folder["r.npy"], out Shape shape);
        shape.ShouldBe(new Shape(16, 5, 6, 7));
        Tool.Run("reconstruct", runs.Film, runs.FilmData, "--out", Folder["r.npy"]).Code.ShouldBe(0);
        NpyFile.ReadFloats(Folder["r.npy"], out shape);
        shape.ShouldBe(new Shape(56, 5, 6, 7));
        Tool.Run("reconstruct", runs.Film, "--split", "all", "--out", Folder["r.npy"]).Code.ShouldBe(0);
        NpyFile.ReadFloats(Folder["r.npy"], out shape);
        shape.ShouldBe(new Shape(36, 5, 6, 7));
    }

    [Theory]
    [InlineData(".nii")]
    [InlineData(".nii.gz")]
    public void Sample_OneVolume_IsAFileThatOpensAgainEqual(string ending)
    {
        Tool.Run("sample", runs.Volumes, "--count", "1", "--out", Folder["v" + ending]).Code.ShouldBe(0);
        Tool.Run("sample", runs.Volumes, "--count", "1", "--out", Folder["v.npy"]).Code.ShouldBe(0);
        DataSet data = DataSets.Open(Folder["v" + ending]);
        float[] row = new float[data.RowShape.Length];
        data.Rows.Read([0], row);
        row.ShouldBe(NpyFile.ReadFloats(Folder["v.npy"], out Shape shape));
        shape.ShouldBe(data.RowShape.Prepend(1));
    }

    [Theory]
    [InlineData(3, "sample", "--count", "3")]
    [InlineData(2, "reconstruct", "--count", "2")]
    [InlineData(4, "interpolate", "--steps", "4")]
    [InlineData(6, "traverse", "--steps", "3", "--dimensions", "2")]
    public void Volumes_Several_AreNumberedFiles(int count, string command, params string[] more)
    {
        Tool.Run([command, runs.Volumes, "--out", Folder["v.nii.gz"], .. more]).Code.ShouldBe(0);
        Directory.GetFiles(Folder[""]).Select(Path.GetFileName).Order().ShouldBe(Enumerable.Range(0, count).Select(i => $"v-{i}.nii.gz"));
        NiftiFile.Read(Folder["v-1.nii.gz"]).Shape.ShouldBe(new Shape(8, 8, 8));
        Tool.Run([command, runs.Volumes, Folder[""], "--out", Folder["v.png"], .. command == "sample" ? more : ["--volume-size", "8x8x8"]]).Code.ShouldBe(command == "sample" ? 2 : 0);
    }

    [Fact]
    public void Volumes_OfOtherSizes_GetTheModels()
    {
        NiftiFile.Write(Folder["other.nii"], new float[1000], new Shape(10, 10, 10));
        Tool.Run("reconstruct", runs.Volumes, Folder["other.nii"], "--out", Folder["r.png"]).Code.ShouldBe(0);
        Tool.Run("reconstruct", runs.Volumes, Folder["other.nii"], "--volume-size", "4x4x4", "--out", Folder["r.png"]).ShouldRefuse("[4, 4, 4]");
    }

    [Fact]
    public void Options_ThatMakeNoSense_AreRefused()
    {
        Tool.Run("data", "info", runs.FilmData, "--rows", "3").ShouldRefuse("--rows", "0..1600");
        Tool.Run("data", "info", runs.FilmData, "--window", "0").ShouldFail("--window");
        Tool.Run("data", "info", runs.FilmData, "--window", "100").ShouldRefuse("which have 60");
        Tool.Run("data", "info", runs.FilmData, "--volume-size", "3x3").ShouldRefuse("--volume-size", "32x48x32");
        Tool.Run("sample", runs.Film, "--out", Folder["f.nii.gz"]).ShouldRefuse("only volumes", "sequence");
        Tool.Run("data", "info", "moving-shapes", "--as", "image").ShouldRefuse("a set of sequences");
    }

    [Theory]
    [InlineData("sprites", "image", 5)]
    [InlineData("moving-shapes", "sequence", 17)]
    [InlineData("volumes", "volume", 9)]
    public void Make_DrawnSet_HasItsFactors(string name, string kind, int factors)
    {
        Tool.Run("data", "make", name, "--count", "3", "--out", Folder["m.npz"], "--json").ShouldGiveJson("factors").GetProperty("factors").GetArrayLength().ShouldBe(factors);
        Tool.Run("data", "info", Folder["m.npz"], "--as", kind, "--json").ShouldGiveJson("rows").GetProperty("rows").GetInt32().ShouldBe(3);
    }

    /// <summary>A film of 60 frames and some small volumes, and a model trained on each.</summary>
    public sealed class Runs : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Runs()
        {
            FilmData = _folder["film.npy"];
            Film = _folder["film-run"];
            Volumes = _folder["volume-run"];
            var rng = new Rng(4);
            NpyFile.Write(FilmData, Noise(60 * 42, rng), new Shape(60, 6, 7));
            TinyRun.Train(FilmData, Film, "--recipe", "vae", "--as", "sequence", "--window", "5", "--rows", "0..40", "--epochs", "1", "--set", "training.batch=8").ShouldGiveJson();
            Directory.CreateDirectory(_folder["scans"]);
            for (int i = 0; i < 20; i++)
            {
                NiftiFile.Write(_folder[$"scans/scan{i}.nii.gz"], Noise(8 * 8 * (8 + (i % 3)), rng), new Shape(8, 8 + (i % 3), 8));
            }
            TinyRun.Train(_folder["scans"], Volumes, "--volume-size", "8x8x8", "--epochs", "1", "--set", "training.batch=8").ShouldGiveJson();
        }

        public string FilmData { get; }

        public string Film { get; }

        public string Volumes { get; }

        public void Dispose() => _folder.Dispose();

        private static float[] Noise(int count, Rng rng) => [.. Enumerable.Range(0, count).Select(_ => (float)rng.NextDouble())];
    }
}

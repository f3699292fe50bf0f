using System.Buffers.Binary;
using System.Text.Json;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Cli.Tests.Commands;

public sealed class ForecastCommandTests(ForecastCommandTests.Films films) : FolderTests, IClassFixture<ForecastCommandTests.Films>
{
    [Fact]
    public void Forecast_TellsTheErrorsOfTheModelAndOfPlainForecasts()
    {
        JsonElement result = Tool.Run("forecast", films.Run, films.Data, "--rows", "30..40", "--out", Folder["f.npy"], "--json").ShouldGiveJson("mse", "copy_mse", "linear_motion_mse");
        (result.GetProperty("rows").GetInt32(), result.GetProperty("context").GetInt32(), result.GetProperty("frames").GetInt32()).ShouldBe((5, 3, 3));
        NpyFile.ReadFloats(Folder["f.npy"], out Shape shape);
        shape.ShouldBe(new Shape(5, 3, 8, 10));

        // The dot moves one pixel a frame and stands out against nothing.
        result.GetProperty("copy_mse").EnumerateArray().Select(e => e.GetDouble()).ShouldBe([2 / 80.0, 2 / 80.0, 2 / 80.0], 1e-6);
        result.GetProperty("linear_motion_mse").EnumerateArray().ShouldAllBe(e => e.GetDouble() < 1e-6);
        result.GetProperty("mean_copy_mse").GetDouble().ShouldBe(2 / 80.0, 1e-6);
        result.GetProperty("mse").GetArrayLength().ShouldBe(3);

        string text = Tool.Run("forecast", films.Run, films.Data, "--out", Folder["f.npy"]).Output;
        text.ShouldContain("frames ahead");
        text.ShouldContain("motion");
    }

    [Fact]
    public void Forecast_ToPng_IsAFilmOfGivenAndForecastFrames()
    {
        Tool.Run("forecast", films.Run, films.Data, "--out", Folder["f.png"]).Code.ShouldBe(0);
        byte[] film = File.ReadAllBytes(Folder["f.png"]);
        int control = film.AsSpan().IndexOf("acTL"u8);
        control.ShouldBeGreaterThan(0);
        BinaryPrimitives.ReadInt32BigEndian(film.AsSpan(control + 4)).ShouldBe(6);

        Tool.Run("forecast", films.Run, films.Data, "--out", Folder["s.png"], "--strips", "--count", "2").Code.ShouldBe(0);
        File.ReadAllBytes(Folder["s.png"]).AsSpan().IndexOf("acTL"u8).ShouldBe(-1);
    }

    [Fact]
    public void Forecast_PastTheEndOfTheData_HasNothingToCompare()
    {
        JsonElement result = Tool.Run("forecast", films.Run, films.Data, "--rows", "38..", "--window", "3", "--frames", "7", "--out", Folder["f.npz"], "--json").ShouldGiveJson("mse");
        result.GetProperty("mse").GetArrayLength().ShouldBe(0);
        using (NpzFile archive = NpzFile.Open(Folder["f.npz"]))
        {
            archive.Names.Order().ShouldBe(["forecast", "given"]);
            ShapeOf(archive, "forecast").ShouldBe(new Shape(1, 7, 8, 10));
        }
        Tool.Run("forecast", films.Run, films.Data, "--window", "9", "--context", "4", "--out", Folder["f.npz"]).Code.ShouldBe(0);
        using NpzFile longer = NpzFile.Open(Folder["f.npz"]);
        ShapeOf(longer, "given").ShouldBe(new Shape(33, 4, 8, 10));
        ShapeOf(longer, "truth").ShouldBe(new Shape(33, 3, 8, 10));
    }

    [Fact]
    public void Sequences_ThatCannotBeGoneOnWith_AreRefused()
    {
        Tool.Run("forecast", films.Run, films.Data, "--window", "2", "--out", Folder["f.npy"]).ShouldRefuse("2 frames");
        Tool.Run("forecast", films.Run, films.Data, "--context", "2", "--out", Folder["f.npy"]).ShouldRefuse("at least 3");
        Tool.Run("forecast", films.Run, films.Data, "--rows", "39..", "--out", Folder["f.npy"]).ShouldRefuse("which have 2");
        NpyFile.Write(Folder["other.npy"], new float[9 * 49], new Shape(9, 7, 7));
        Tool.Run("forecast", films.Run, Folder["other.npy"], "--window", "6", "--out", Folder["f.npy"]).ShouldRefuse("[8, 10]", "[6, 7, 7]");
        Tool.Run("forecast", films.Run, films.Data, "--out", Folder["f.csv"]).ShouldRefuse(".npy");
        Tool.Run("forecast", films.PlainRun, films.Data, "--out", Folder["f.npy"]).ShouldRefuse("video-vae");
        Tool.Run("train", films.Data, "--as", "sequence", "--window", "6", "--set", "model.network.context=6", "--out", Folder["run"]).ShouldRefuse("at most 5");
        File.Exists(Folder["f.npy"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("sample", "--count", "4")]
    [InlineData("reconstruct", "--count", "4")]
    [InlineData("interpolate", "--steps", "3")]
    [InlineData("traverse", "--steps", "3")]
    [InlineData("evaluate")]
    public void Commands_ForRowsOfAnyKind_TakeTheModel(string command, params string[] more)
    {
        string[] file = command == "evaluate" ? [] : ["--out", Folder["f.png"]];
        Tool.Run([command, films.Run, .. file, .. more]).Code.ShouldBe(0);
    }

    private static Shape ShapeOf(NpzFile archive, string name)
    {
        RowSource rows = archive.ReadRows(name, new DataOptions { As = DataKind.Sequence });
        return rows.RowShape.Prepend(rows.Count);
    }

    /// <summary>A film of a dot that goes to and fro, and small models of it.</summary>
    public sealed class Films : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Films()
        {
            Data = _folder["film.npy"];
            Run = _folder["run"];
            PlainRun = _folder["plain"];
            float[] frames = new float[41 * 80];
            for (int t = 0; t < 41; t++)
            {
                frames[(t * 80) + 30 + (t < 30 ? t % 10 : 2)] = 1;
            }
            MoveEvenly(frames);
            NpyFile.Write(Data, frames, new Shape(41, 8, 10));
            string[] small = [Data, "--as", "sequence", "--window", "6", "--rows", "0..30", "--batch", "8", "--epochs", "1", "--json", "--quiet"];
            Tool.Run(["train", .. small, "--out", Run, "--set", "model.network.state=4", "--set", "model.network.width=4", "--set", "model.network.hidden=8", "--set", "model.latent=3"]).ShouldGiveJson();
            Tool.Run(["train", .. small, "--out", PlainRun, "--recipe", "vae", "--set", "model.hidden=[8]", "--latent", "2"]).ShouldGiveJson();
        }

        public string Data { get; }

        public string Run { get; }

        public string PlainRun { get; }

        public void Dispose() => _folder.Dispose();

        /// <summary>From frame 30 on the dot moves on, a pixel a frame.</summary>
        private static void MoveEvenly(float[] frames)
        {
            frames.AsSpan(30 * 80).Clear();
            for (int t = 30; t < 41; t++)
            {
                frames[(t * 80) + 30 + Math.Min(t - 30, 9)] = 1;
            }
        }
    }
}

using System.Text.Json;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Cli.Tests.Commands;

/// <summary>The commands that write rows: sample, reconstruct, encode, interpolate, traverse.</summary>
public sealed class RowCommandTests(TinyRun tiny) : FolderTests, IClassFixture<TinyRun>
{
    [Theory]
    [InlineData("png")]
    [InlineData("npy")]
    [InlineData("npz")]
    [InlineData("csv")]
    public void Sample_EveryFormat_IsWritten(string format)
    {
        string path = Folder["samples." + format];
        JsonElement result = Tool.Run("sample", tiny.Run, "--count", "6", "--out", path, "--json").ShouldGiveJson("run", "out", "count", "row_shape");
        result.GetProperty("count").GetInt32().ShouldBe(6);
        new FileInfo(path).Length.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Sample_Npy_HasTheShapeAndUnitsOfTheData()
    {
        Tool.Run("sample", tiny.TableRun, "--count", "700", "--out", Folder["s.npy"]).Code.ShouldBe(0);
        float[] rows = NpyFile.ReadFloats(Folder["s.npy"], out Shape shape);
        shape.ShouldBe(new Shape(700, 6));
        rows.Average().ShouldBe(12.5f, 1.5f);
    }

    [Fact]
    public void Sample_SameSeed_SameRowsWhateverTheCount()
    {
        float[] Rows(string name, params string[] more)
        {
            Tool.Run(["sample", tiny.Run, "--out", Folder[name], .. more]).Code.ShouldBe(0);
            return NpyFile.ReadFloats(Folder[name], out _);
        }
        float[] five = Rows("a.npy", "--count", "5"), nine = Rows("b.npy", "--count", "9"), other = Rows("c.npy", "--count", "5", "--seed", "7");
        nine[..five.Length].ShouldBe(five);
        other.ShouldNotBe(five);
    }

    [Fact]
    public void Sample_TemperatureZero_IsOneRow()
    {
        Tool.Run("sample", tiny.Run, "--count", "2", "--temperature", "0", "--out", Folder["s.npy"]).Code.ShouldBe(0);
        float[] rows = NpyFile.ReadFloats(Folder["s.npy"], out _);
        rows[..1024].ShouldBe(rows[1024..]);
    }

    [Fact]
    public void Sample_Csv_HasAHeaderAndALineARow()
    {
        Tool.Run("sample", tiny.TableRun, "--count", "3", "--out", Folder["s.csv"]).Code.ShouldBe(0);
        string[] lines = File.ReadAllLines(Folder["s.csv"]);
        lines[0].ShouldBe("x0,x1,x2,x3,x4,x5");
        lines.Length.ShouldBe(4);
    }

    [Fact]
    public void Reconstruct_Picture_IsWritten()
    {
        JsonElement result = Tool.Run("reconstruct", tiny.Run, tiny.Shapes, "--out", Folder["r.png"], "--count", "20", "--json").ShouldGiveJson("mean_squared_error", "count");
        result.GetProperty("count").GetInt32().ShouldBe(20);
        File.ReadAllBytes(Folder["r.png"])[1..4].ShouldBe("PNG"u8.ToArray());
    }

    [Fact]
    public void Reconstruct_Npy_HasARowForEveryRow()
    {
        Tool.Run("reconstruct", tiny.Run, tiny.Shapes, "--out", Folder["r.npy"]).Code.ShouldBe(0);
        NpyFile.ReadFloats(Folder["r.npy"], out Shape shape);
        shape.ShouldBe(new Shape(120, 32, 32));
    }

    [Fact]
    public void Encode_Npy_HoldsTheMeansThatNpzHolds()
    {
        Tool.Run("encode", tiny.Run, tiny.Shapes, "--out", Folder["z.npy"], "--json").ShouldGiveJson("rows", "latent");
        float[] means = NpyFile.ReadFloats(Folder["z.npy"], out Shape shape);
        shape.ShouldBe(new Shape(120, 4));
        Tool.Run("encode", tiny.Run, tiny.Shapes, "--out", Folder["z.npz"]).Code.ShouldBe(0);
        DataSet archived = DataSets.Open(Folder["z.npz"], new DataOptions { ArrayName = "mean" });
        float[] again = new float[means.Length];
        archived.Rows.Read([.. Enumerable.Range(0, 120)], again);
        again.ShouldBe(means);
    }

    [Fact]
    public void Encode_CsvWithDeviations_HasBothBesideEachOther()
    {
        Tool.Run("encode", tiny.Run, tiny.Shapes, "--out", Folder["z.csv"], "--deviations").Code.ShouldBe(0);
        string[] lines = File.ReadAllLines(Folder["z.csv"]);
        lines[0].ShouldBe("z0,z1,z2,z3,s0,s1,s2,s3");
        lines.Length.ShouldBe(121);
        lines[1].Split(',')[4..].ShouldAllBe(s => float.Parse(s, System.Globalization.CultureInfo.InvariantCulture) > 0);
    }

    [Fact]
    public void Interpolate_EndsAreTheRowsReconstructions()
    {
        Tool.Run("interpolate", tiny.Run, tiny.Shapes, "--from", "2", "--to", "5", "--steps", "4", "--out", Folder["i.npy"]).Code.ShouldBe(0);
        float[] walk = NpyFile.ReadFloats(Folder["i.npy"], out Shape shape);
        shape.ShouldBe(new Shape(1, 4, 32, 32));
        Tool.Run("reconstruct", tiny.Run, tiny.Shapes, "--out", Folder["r.npy"]).Code.ShouldBe(0);
        float[] rows = NpyFile.ReadFloats(Folder["r.npy"], out _);
        walk[..1024].Zip(rows[(2 * 1024)..(3 * 1024)], (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-5f);
        walk[(3 * 1024)..].Zip(rows[(5 * 1024)..(6 * 1024)], (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-5f);
    }

    [Theory]
    [InlineData("--arc")]
    [InlineData("--quiet")]
    public void Interpolate_Pairs_GiveALineEach(string more)
    {
        JsonElement result = Tool.Run("interpolate", tiny.Run, tiny.Shapes, "--pairs", "0:1,2:3,4:5", more, "--out", Folder["i.png"], "--json").ShouldGiveJson("walks", "steps");
        result.GetProperty("walks").GetInt32().ShouldBe(3);
    }

    [Fact]
    public void Interpolate_RowBeyondTheLast_IsRefused() =>
        Tool.Run("interpolate", tiny.Run, tiny.Shapes, "--to", "120", "--out", Folder["i.png"]).ShouldRefuse("120", "0 to 119");

    [Fact]
    public void Traverse_Array_HasALineADimension()
    {
        JsonElement result = Tool.Run("traverse", tiny.Run, "--out", Folder["t.npy"], "--steps", "5", "--dimensions", "3", "--json").ShouldGiveJson("dimensions");
        result.GetProperty("dimensions").GetArrayLength().ShouldBe(3);
        NpyFile.ReadFloats(Folder["t.npy"], out Shape shape);
        shape.ShouldBe(new Shape(3, 5, 32, 32));
        result.GetProperty("followed_factors").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void Traverse_OfDataWithKnownFactors_NamesTheOneThatEachDimensionFollows()
    {
        JsonElement[] factors = [.. Tool.Run("traverse", tiny.Run, "shapes", "--out", Folder["t.png"], "--dimensions", "3", "--json").ShouldGiveJson("followed_factors").GetProperty("followed_factors").EnumerateArray()];
        factors.Length.ShouldBe(3);
        factors.ShouldAllBe(f => f.ValueKind == JsonValueKind.Null || Shapes.FactorNames.Contains(f.GetString()));
        string followed = factors.First(f => f.ValueKind == JsonValueKind.String).GetString()!;
        Tool.Run("traverse", tiny.Run, "shapes", "--out", Folder["t.png"], "--dimensions", "3").Output.ShouldContain($"({followed})");
        Tool.Run("traverse", tiny.Run, "shapes", "--limit", "1", "--row", "0", "--out", Folder["t.png"], "--json").ShouldGiveJson().GetProperty("followed_factors").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void Traverse_FromARow_IsWritten()
    {
        Tool.Run("traverse", tiny.Run, tiny.Shapes, "--row", "3", "--out", Folder["t.png"]).Code.ShouldBe(0);
        File.Exists(Folder["t.png"]).ShouldBeTrue();
    }

    [Fact]
    public void Commands_UnknownFormat_IsRefused() =>
        Tool.Run("sample", tiny.Run, "--out", Folder["s.gif"]).ShouldRefuse(".png", ".csv");

    [Fact]
    public void Commands_ModelFileAlone_IsEnough()
    {
        File.Copy(tiny.Model, Folder["alone.safetensors"]);
        Tool.Run("sample", Folder["alone.safetensors"], "--count", "2", "--out", Folder["s.png"]).Code.ShouldBe(0);
        Tool.Run("evaluate", Folder["alone.safetensors"]).ShouldRefuse("name some");
    }
}

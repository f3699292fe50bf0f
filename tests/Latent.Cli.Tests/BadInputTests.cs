using System.IO.Compression;
using System.Text;
using Latent.Data;
using Latent.Files;
using Latent.Tensors;

namespace Latent.Cli.Tests;

/// <summary>Each of these ends with exit code 2 and one sentence, and leaves nothing behind.</summary>
public sealed class BadInputTests(TinyRun tiny) : FolderTests, IClassFixture<TinyRun>
{
    [Fact]
    public void Train_MissingFile_IsRefused() => Refuses(Folder["none.npy"], "none.npy");

    [Fact]
    public void Train_TruncatedGzip_IsRefused()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write([0, 0, 8, 3, 0, 0, 0, 50, 0, 0, 0, 8, 0, 0, 0, 8]);
            gzip.Write([.. Enumerable.Range(0, 50 * 64).Select(i => (byte)(i * 7919 >> 3))]);
        }
        Refuses(Folder.Write("images.gz", packed.ToArray()[..((int)packed.Length / 2)]), "images.gz");
    }

    [Fact]
    public void Train_IdxOfTwoBillionRows_IsRefused() =>
        Refuses(Folder.Write("huge.idx", [0, 0, 8, 3, 0x80, 0, 0, 0, 0, 0, 0, 28, 0, 0, 0, 28, 1, 2, 3, 4]), "huge.idx");

    [Fact]
    public void Train_WrongMagic_IsRefused() => Refuses(Folder.Write("text.npy", "hello, this is no array"u8.ToArray()), "text.npy");

    [Fact]
    public void Train_EmptyFile_IsRefused() => Refuses(Folder.Write("empty.npy", []), "empty");

    [Fact]
    public void Train_NpyWithoutRows_IsRefused() => Refuses(Npy("scalar.npy", "'<f4'", "()", new byte[4]), "scalar.npy");

    [Fact]
    public void Train_NpyCutShort_IsRefused() => Refuses(Npy("short.npy", "'<f4'", "(100, 8)", new byte[40]), "short.npy");

    [Fact]
    public void Train_NpyOfObjects_IsRefused() => Refuses(Npy("objects.npy", "'|O'", "(10, 2)", new byte[160]), "objects.npy");

    [Fact]
    public void Train_NpyWithNaN_NamesTheRow()
    {
        float[] values = new float[400];
        values[205] = float.NaN;
        NpyFile.Write(Folder["nan.npy"], values, new Shape(100, 4));
        Refuses(Folder["nan.npy"], "nan.npy", "51");
    }

    [Fact]
    public void Train_UnknownRecipe_SuggestsTheNearest() => Refuses(tiny.Table, ["'beta-vae'"], "--recipe", "betavae");

    [Fact]
    public void Train_UnknownKeyInARecipeFile_SuggestsTheNearest()
    {
        File.WriteAllText(Folder["r.yaml"], "recipe: vae\nmodel:\n  laten: 3\n");
        Refuses(tiny.Table, ["model.laten", "model.latent"], "--recipe", Folder["r.yaml"]);
    }

    [Fact]
    public void Train_RecipeThatIsNotYaml_IsRefused()
    {
        File.WriteAllText(Folder["r.yaml"], "model: [1, 2\n  : :");
        Refuses(tiny.Table, ["r.yaml"], "--recipe", Folder["r.yaml"]);
    }

    [Fact]
    public void Train_UnknownSetting_SuggestsTheNearest() => Refuses(tiny.Table, ["training.epochs"], "--set", "training.epoch=3");

    [Fact]
    public void Train_BatchLargerThanTheData_IsRefused() => Refuses(tiny.Table, ["5000", "180"], "--batch", "5000");

    [Fact]
    public void Train_OutWithAnotherRecipe_NamesTheDifference()
    {
        byte[] before = File.ReadAllBytes(tiny.Model);
        TinyRun.Train(tiny.Shapes, tiny.Run, "--epochs", "2", "--learning-rate", "0.01").ShouldFail("training.learning-rate", "0.001", "0.01");
        TinyRun.Train(tiny.Table, tiny.Run, "--epochs", "2").ShouldFail("--overwrite");
        TinyRun.Train(tiny.Shapes, tiny.Run, "--epochs", "2").ShouldFail("--overwrite");
        File.ReadAllBytes(tiny.Model).ShouldBe(before);
    }

    [Fact]
    public void Train_Failure_IsAlsoAJsonDocument()
    {
        Outcome outcome = Tool.Run("train", Folder["none.npy"], "--json");
        outcome.Code.ShouldBe(2);
        outcome.Json.GetProperty("exit_code").GetInt32().ShouldBe(2);
        outcome.Json.GetProperty("error").GetString().ShouldBe(outcome.ErrorLines.Single());
    }

    [Fact]
    public void Model_CutShort_IsRefused()
    {
        byte[] whole = File.ReadAllBytes(tiny.Model);
        foreach (int length in new[] { 0, 5, 100, whole.Length / 2, whole.Length - 1 })
        {
            string path = Folder.Write("model.safetensors", whole[..length]);
            Tool.Run("info", path).ShouldRefuse("model.safetensors");
        }
    }

    [Fact]
    public void Model_HostileHeaderLength_IsRefused()
    {
        byte[] bytes = File.ReadAllBytes(tiny.Model);
        foreach (byte top in new byte[] { 0x7F, 0xFF, 0x00 })
        {
            bytes.AsSpan(0, 7).Fill(0xFF);
            bytes[7] = top;
            Tool.Run("info", Folder.Write("model.safetensors", bytes)).ShouldRefuse("header");
        }
    }

    [Fact]
    public void Model_MissingTensor_IsNamed()
    {
        using (SafetensorsReader reader = SafetensorsReader.Open(tiny.Model))
        {
            var writer = new SafetensorsWriter();
            foreach ((string key, string value) in reader.Metadata)
            {
                writer.Metadata[key] = value;
            }
            foreach (string name in reader.Names.Skip(1))
            {
                float[] values = new float[reader.Shape(name).Length];
                reader.ReadSingles(name, values);
                writer.Add(name, reader.Shape(name), values);
            }
            writer.Save(Folder["model.safetensors"]);
        }
        Tool.Run("sample", Folder["model.safetensors"], "--out", Folder["s.png"]).ShouldRefuse("lacks the tensor");
        File.Exists(Folder["s.png"]).ShouldBeFalse();
    }

    [Fact]
    public void Run_ThatIsNone_IsRefused()
    {
        Tool.Run("evaluate", Folder["nowhere"]).ShouldRefuse("nowhere");
        Tool.Run("evaluate", Folder.Path).ShouldRefuse("model.safetensors");
    }

    [Fact]
    public void Out_InAMissingFolder_IsRefused()
    {
        foreach (string format in new[] { "png", "npy", "npz", "csv" })
        {
            Tool.Run("sample", tiny.Run, "--count", "2", "--out", Folder["missing/s." + format]).ShouldRefuse("folder");
        }
    }

    [Fact]
    public void Threads_OfTheEnvironment_AreChecked()
    {
        Environment.SetEnvironmentVariable("LATENT_THREADS", "many");
        try
        {
            Tool.Run("info", tiny.Run).ShouldRefuse("LATENT_THREADS");
        }
        finally
        {
            Environment.SetEnvironmentVariable("LATENT_THREADS", null);
        }
    }

    private void Refuses(string data, params string[] words) => Refuses(data, words, []);

    private void Refuses(string data, string[] words, params string[] options)
    {
        Tool.Run(["train", data, "--out", Folder["deep/run"], "--quiet", .. options]).ShouldRefuse(words);
        Directory.Exists(Folder["deep"]).ShouldBeFalse();
    }

    private string Npy(string name, string type, string shape, byte[] data)
    {
        string header = $"{{'descr': {type}, 'fortran_order': False, 'shape': {shape}, }}";
        header = header.PadRight(117) + "\n";
        return Folder.Write(name, [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. data]);
    }
}

using System.Globalization;
using System.Text.Json;
using Latent.Tensors;

namespace Latent.Cli.Tests.Commands;

public sealed class ImputeCommandTests : FolderTests
{
    [Fact]
    public void Impute_ATrainedTable_FillsTheGapsAndKeepsTheRestToTheByte()
    {
        (string run, string data) = Trained();

        JsonElement result = Tool.Run("impute", run, "--out", Folder["full.csv"], "--cells", Folder["cells.csv"], "--json").ShouldGiveJson("run", "data", "out", "rows", "filled", "left", "draws", "cells");

        string[] gaps = File.ReadAllLines(data), full = File.ReadAllLines(Folder["full.csv"]);
        full.Length.ShouldBe(gaps.Length);
        full[0].ShouldBe(gaps[0]);
        string[] names = gaps[0].Split(';');
        List<string> filled = [];
        for (int row = 1; row < gaps.Length; row++)
        {
            string[] before = gaps[row].Split(';'), after = full[row].Split(';');
            after.Length.ShouldBe(before.Length);
            for (int i = 0; i < before.Length; i++)
            {
                if (before[i].Length == 0)
                {
                    filled.Add($"{row - 1},{names[i]}");
                    after[i].ShouldNotBeEmpty();
                }
                else
                {
                    after[i].ShouldBe(before[i]);
                }
            }
            after[2].ShouldBeOneOf("\"low\"", "low", "high", "\"high\"");
        }
        result.GetProperty("filled").GetInt32().ShouldBe(filled.Count);
        result.GetProperty("left").GetInt32().ShouldBe(0);
        File.ReadAllLines(Folder["cells.csv"]).Skip(1).Select(line => string.Join(',', line.Split(',').Take(2))).ShouldBe(filled);
    }

    [Fact]
    public void Impute_WithDraws_WritesEveryRowSoOften()
    {
        (string run, string data) = Trained();

        Tool.Run("impute", run, data, "--out", Folder["draws.jsonl"], "--draws", "3").Code.ShouldBe(0);

        string[] lines = File.ReadAllLines(Folder["draws.jsonl"]);
        lines.Length.ShouldBe(3 * (File.ReadAllLines(data).Length - 1));
        JsonDocument.Parse(lines[2]).RootElement.GetProperty("draw").GetInt32().ShouldBe(3);
    }

    [Fact]
    public void Impute_SameSeed_SameBytes()
    {
        (string run, string data) = Trained();
        byte[] Bytes(string name, params string[] more)
        {
            Tool.Run(["impute", run, data, "--out", Folder[name], "--draws", "1", .. more]).Code.ShouldBe(0);
            return File.ReadAllBytes(Folder[name]);
        }
        byte[] first = Bytes("a.csv");
        Bytes("b.csv", "--threads", "2").ShouldBe(first);
        Bytes("c.csv", "--seed", "5").ShouldNotBe(first);
    }

    [Fact]
    public void Impute_ATableAlone_IsLearnedAndItsModelKept()
    {
        string data = Table();
        Tool.Run("impute", data, "--out", Folder["full.csv"], "--model", Folder["m.safetensors"], "--ignore", "b", "--json").ShouldGiveJson("filled").GetProperty("left").GetInt32().ShouldBeGreaterThan(0);

        Tool.Run("impute", Folder["m.safetensors"], data, "--out", Folder["again.csv"]).Code.ShouldBe(0);

        File.ReadAllBytes(Folder["again.csv"]).ShouldBe(File.ReadAllBytes(Folder["full.csv"]));
    }

    [Fact]
    public void Impute_OptionsOfLearningWithARun_AreRefused()
    {
        (string run, string data) = Trained();

        Tool.Run("impute", run, data, "--self-masking", "--out", Folder["full.csv"]).ShouldRefuse("--self-masking");
        Tool.Run("impute", data, data, "--out", Folder["full.csv"]).ShouldRefuse("not the folder of a run");
    }

    [Fact]
    public void Impute_ATableThatLacksAColumn_IsOneSentence()
    {
        (string run, _) = Trained();
        File.WriteAllText(Folder["other.csv"], "a;b\n1,5;2,5\n");

        Tool.Run("impute", run, Folder["other.csv"], "--out", Folder["full.csv"]).ShouldRefuse("'kind'");

        File.Exists(Folder["full.csv"]).ShouldBeFalse();
    }

    private (string Run, string Data) Trained()
    {
        string data = Table();
        Tool.Run("train", data, "--out", Folder["run"], "--epochs", "2", "--quiet").Code.ShouldBe(0);
        return (Folder["run"], data);
    }

    /// <summary>A table with semicolons, decimal commas and quotes.</summary>
    private string Table()
    {
        var rng = new Rng(3);
        List<string> lines = ["a;b;kind"];
        for (int row = 0; row < 200; row++)
        {
            double a = rng.NextNormal();
            string[] cells = [Text(a), Text((2 * a) + 7), a > 0 ? "\"high\"" : "low"];
            lines.Add(string.Join(';', cells.Select((cell, i) => rng.NextDouble() < 0.2 && (i != 0 || row > 1) ? "" : cell)));
        }
        File.WriteAllLines(Folder["gaps.csv"], lines);
        return Folder["gaps.csv"];

        static string Text(double number) => number.ToString("0.000", CultureInfo.InvariantCulture).Replace('.', ',');
    }
}

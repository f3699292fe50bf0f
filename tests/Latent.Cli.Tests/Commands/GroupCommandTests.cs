using System.Text.Json;

namespace Latent.Cli.Tests.Commands;

/// <summary>latent cluster and latent map.</summary>
public sealed class GroupCommandTests(TableRun tables, TinyRun tiny) : FolderTests, IClassFixture<TableRun>, IClassFixture<TinyRun>
{
    [Fact]
    public void Cluster_Table_WritesAGroupForEveryRowAndSaysWhatEachIsLike()
    {
        string path = Folder["groups.csv"];
        JsonElement document = Tool.Run("cluster", tables.Run, tables.Table, "--out", path, "--groups", "3", "--json", "--quiet").ShouldGiveJson("run", "split", "tried");

        string[] lines = File.ReadAllLines(path);
        lines[0].ShouldBe("row,group,probability");
        lines.Length.ShouldBe(201);
        JsonElement[] groups = [.. document.GetProperty("groups").EnumerateArray()];
        groups.Length.ShouldBe(3);
        for (int g = 0; g < 3; g++)
        {
            groups[g].GetProperty("rows").GetInt32().ShouldBe(lines.Count(line => line.Split(',')[1] == $"{g}"));
        }
        groups.Sum(g => g.GetProperty("share").GetDouble()).ShouldBe(1, 1e-9);
        JsonElement trait = groups.SelectMany(g => g.GetProperty("traits").EnumerateArray()).First();
        trait.GetProperty("column").GetString().ShouldBeOneOf("a", "b", "c");
    }

    [Fact]
    public void Cluster_ForPeople_ShowsATable()
    {
        string path = Folder["groups.jsonl"];
        Outcome outcome = Tool.Run("cluster", tables.Run, tables.Table, "--out", path, "--quiet");
        outcome.Code.ShouldBe(0, outcome.Error);
        outcome.Output.ShouldContain("what differs most from all rows");
        outcome.Output.ShouldContain("their number found among 1 to");
        File.ReadLines(path).First().ShouldStartWith("{\"row\":");
    }

    [Fact]
    public void Cluster_Images_TellsTheirClasses()
    {
        string path = Folder["groups.csv"], again = Folder["again.csv"];
        JsonElement document = Tool.Run("cluster", tiny.Run, tiny.Shapes, "--out", path, "--groups", "2", "--json", "--quiet").ShouldGiveJson();
        document.GetProperty("groups")[0].GetProperty("classes").GetString()!.ShouldContain("%");
        document.GetProperty("groups")[0].TryGetProperty("traits", out _).ShouldBeFalse();
        Tool.Run("cluster", tiny.Run, tiny.Shapes, "--out", again, "--groups", "2", "--json", "--quiet", "--threads", "2").ShouldGiveJson();
        File.ReadAllBytes(again).ShouldBe(File.ReadAllBytes(path));
    }

    [Fact]
    public void Cluster_WhatCannotBeGrouped_SaysSo()
    {
        string path = Folder["groups.csv"], one = Folder.Write("one.csv", "a,b,c\n1.5,3,x\n"u8.ToArray());
        Tool.Run("cluster", tables.Run, tables.Table, "--out", path, "--groups", "201").ShouldFail("201 groups cannot be made of 200 rows");
        Tool.Run("cluster", tables.Run, tables.Table, "--out", path, "--groups", "0").ShouldRefuse("--groups is '0'");
        Tool.Run("cluster", tables.Run, one, "--out", path).ShouldFail("there is one");
        Tool.Run("cluster", tables.Run, tables.Table).ShouldRefuse("--out");
        File.Exists(path).ShouldBeFalse();
    }

    [Theory]
    [InlineData("tsne")]
    [InlineData("pca")]
    public void Map_Table_PlacesEveryRowAndTellsItsColour(string method)
    {
        string path = Folder["map.csv"];
        JsonElement document = Tool.Run("map", tables.Run, tables.Table, "--out", path, "--method", method, "--color", "c", "--json", "--quiet").ShouldGiveJson();

        string[] lines = File.ReadAllLines(path), rows = File.ReadAllLines(tables.Table);
        lines[0].ShouldBe("row,x,y,c");
        lines.Skip(1).Select(line => line.Split(',')[3]).ShouldBe(rows.Skip(1).Select(row => row.Split(',')[2]));
        document.GetProperty("legend").EnumerateArray().Select(e => e.GetProperty("name").GetString()).ShouldBe(["x", "y", "z"]);
        document.GetProperty("trustworthiness").GetDouble().ShouldBeInRange(0.85, 1);
    }

    [Fact]
    public void Map_OwnRows_TakesTheColoursOfTheSameRows()
    {
        // Of a run's own rows some are chosen at random: colours and rows have to be chosen alike.
        string path = Folder["map.csv"], latents = Folder["latents.csv"], all = Folder["all.csv"];
        Tool.Run("map", tables.Run, "--out", path, "--method", "pca", "--color", "a", "--json", "--quiet").ShouldGiveJson().GetProperty("split").GetString().ShouldBe("validation");
        Tool.Run("encode", tables.Run, "--out", latents, "--json", "--quiet").ShouldGiveJson();
        Tool.Run("encode", tables.Run, tables.Table, "--out", all, "--json", "--quiet").ShouldGiveJson();
        string[] numbers = [.. File.ReadLines(tables.Table).Skip(1).Select(line => line.Split(',')[0])], everyLatent = [.. File.ReadLines(all).Skip(1)];
        float[] expected = [.. File.ReadLines(latents).Skip(1).Select(line => float.Parse(numbers[Array.IndexOf(everyLatent, line)], System.Globalization.CultureInfo.InvariantCulture))];
        File.ReadLines(path).Skip(1).Select(line => float.Parse(line.Split(',')[3], System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(expected);
        expected.Length.ShouldBe(20);
    }

    [Fact]
    public void Map_Images_IsAPictureColouredByClass()
    {
        string png = Folder["map.png"], page = Folder["map.html"];
        JsonElement document = Tool.Run("map", tiny.Run, tiny.Shapes, "--out", png, "--method", "pca", "--json", "--quiet").ShouldGiveJson();
        document.GetProperty("color").GetString().ShouldBe("class");
        File.ReadAllBytes(png).AsSpan(1, 3).ToArray().ShouldBe("PNG"u8.ToArray());
        Tool.Run("map", tiny.Run, tiny.Shapes, "--out", page, "--method", "pca", "--json", "--quiet").ShouldGiveJson();
        File.ReadAllText(page).ShouldContain("coloured by class");
    }

    [Fact]
    public void Map_WhatCannotBeMapped_SaysSo()
    {
        string path = Folder["map.png"], one = Folder.Write("one.csv", "a,b,c\n1.5,3,x\n"u8.ToArray());
        Tool.Run("map", tables.Run, tables.Table, "--out", path, "--color", "d").ShouldFail("no column 'd' to colour by", "a, b, c");
        Tool.Run("map", tiny.Run, tiny.Shapes, "--out", path, "--color", "d").ShouldFail("no 'd' to colour by", "class");
        Tool.Run("map", tables.Run, one, "--out", path).ShouldFail("there is one");
        Tool.Run("map", tables.Run, one, "--out", path, "--method", "pca").ShouldFail("there is one");
        Tool.Run("map", tables.Run, tables.Table, "--out", path, "--method", "umap").ShouldFail("--method is 'umap'", "tsne or pca");
        Tool.Run("map", tables.Run, tables.Table, "--out", path, "--method", "pca", "--perplexity", "5").ShouldFail("--perplexity");
        Tool.Run("map", tables.Run, tables.Table, "--out", Folder["map.txt"]).ShouldFail(".png or .html or .csv");
        File.Exists(path).ShouldBeFalse();
    }
}

using Latent.Data;
using Latent.Tensors;
using Latent.Volumes;

namespace Latent.Tests.Volumes;

public sealed class VolumeFilesTests : FolderTests
{
    [Fact]
    public void Open_VolumeInTheUnitInterval_ComesBackEqual()
    {
        var rng = new Rng(5);
        var shape = new Shape(4, 6, 5);
        float[] values = [.. Enumerable.Range(0, shape.Length).Select(_ => (float)rng.NextDouble())];
        NiftiFile.Write(Folder["scan.nii.gz"], values, shape);
        DataSet data = DataSets.Open(Folder["scan.nii.gz"]);
        (data.Name, data.Kind, data.Count, data.RowShape).ShouldBe(("scan", DataKind.Volume, 1, shape));
        Row(data, 0).ShouldBe(values);
        (data.Minimum, data.Maximum).ShouldBe((0f, 1f));
    }

    [Fact]
    public void Open_ScannerUnits_BecomePercentiles()
    {
        // 0 .. 1000 and one voxel far too bright.
        float[] values = [.. Enumerable.Range(0, 1000).Select(i => (float)i), 1e9f, 1000];
        NiftiFile.Write(Folder["scan.nii"], values, new Shape(3, 2, 167));
        float[] row = Row(DataSets.Open(Folder["scan.nii"]), 0);
        row[0].ShouldBe(0);
        row[1000].ShouldBe(1);
        row[999].ShouldBe(1);
        // The percentiles of 1002 values in order: 5.005 and 995.995.
        row[500].ShouldBe((500 - 5.005f) / (995.995f - 5.005f), 1e-5f);
    }

    [Fact]
    public void Open_Bytes_KeepTheirLevels()
    {
        NiftiFile.Write(Folder["scan.nii"], [0, 51, 255, 102], new Shape(1, 2, 2));
        DataSet data = DataSets.Open(Folder["scan.nii"]);
        data.Rows.IsEightBit.ShouldBeTrue();
        Row(data, 0).ShouldBe([0, 0.2f, 1, 0.4f], 1e-6);
        DataSet streamed = DataSets.Open(Folder["scan.nii"], new DataOptions { StreamAbove = 0 });
        streamed.Rows.Streamed.ShouldBeTrue();
        Row(streamed, 0).ShouldBe(Row(data, 0), 1e-6);
    }

    [Fact]
    public void Open_ConstantVolume_IsBlack()
    {
        NiftiFile.Write(Folder["scan.nii"], [7, 7, 7, 7], new Shape(1, 2, 2));
        File.WriteAllBytes(Folder["scan.nii"], NiftiBytes.Of(4, 16, [2, 2, 1], [7, 0, 7, 0, 7, 0, 7, 0]));
        Row(DataSets.Open(Folder["scan.nii"]), 0).ShouldBe([0, 0, 0, 0]);
    }

    [Fact]
    public void Open_Folder_CutsAndPadsToTheCommonSizeInNaturalOrder()
    {
        NiftiFile.Write(Folder["scan10.nii"], Filled(1, 1, 5, 0.5f), new Shape(1, 1, 5));
        NiftiFile.Write(Folder["scan2.nii.gz"], Filled(2, 2, 3, 0.25f), new Shape(2, 2, 3));
        NiftiFile.Write(Folder["scan3.nii"], Filled(2, 2, 3, 0.75f), new Shape(2, 2, 3));
        Folder.Write(".hidden.nii", 1, 2, 3);
        Folder.Write("notes.txt", 1, 2, 3);
        DataSet data = DataSets.Open(Folder.Path);
        (data.Count, data.RowShape).ShouldBe((3, new Shape(2, 2, 3)));
        Row(data, 0)[0].ShouldBe(0.25f);
        Row(data, 1)[0].ShouldBe(0.75f);
        // Five wide is cut to three; one deep and high is set into black.
        Row(data, 2).ShouldBe([0.5f, 0.5f, 0.5f, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

        DataSet sized = DataSets.Open(Folder.Path, new DataOptions { VolumeSize = new Shape(1, 1, 4) });
        Row(sized, 0).ShouldBe([0.25f, 0.25f, 0.25f, 0]);
        Row(sized, 2).ShouldBe([0.5f, 0.5f, 0.5f, 0.5f]);
    }

    [Fact]
    public void Open_FewVolumesInOneFile_AreChannelsBehind()
    {
        NiftiFile.Write(Folder["scan.nii"], [0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f], new Shape(3, 1, 1, 2));
        DataSet data = DataSets.Open(Folder["scan.nii"]);
        (data.Count, data.RowShape).ShouldBe((1, new Shape(1, 1, 2, 3)));
        Row(data, 0).ShouldBe([0.1f, 0.3f, 0.5f, 0.2f, 0.4f, 0.6f]);
    }

    [Fact]
    public void Open_ManyVolumesInOneFile_AreRows()
    {
        NiftiFile.Write(Folder["scan.nii"], [.. Enumerable.Range(0, 10).Select(i => i / 10f)], new Shape(5, 1, 1, 2));
        DataSet data = DataSets.Open(Folder["scan.nii"]);
        (data.Count, data.RowShape).ShouldBe((5, new Shape(1, 1, 2)));
        Row(data, 3).ShouldBe([0.6f, 0.7f]);
    }

    [Fact]
    public void Open_WhatDoesNotFit_IsNamed()
    {
        string Message(Action open) => Should.Throw<InputException>(open).Message;
        NiftiFile.Write(Folder["a.nii"], new float[8], new Shape(2, 2, 2));
        Message(() => DataSets.Open(Folder["a.nii"], new DataOptions { As = DataKind.Image })).ShouldContain("a.nii");
        Message(() => DataSets.Open(Folder["a.nii"], new DataOptions { Split = DataSplit.Test })).ShouldContain("no test part");
        Message(() => DataSets.Open(Folder.Path, new DataOptions { VolumeSize = new Shape(2, 2) })).ShouldContain("depth, height and width");
        NiftiFile.Write(Folder["b.nii"], [0, 1, float.NaN, 0], new Shape(1, 2, 2));
        Message(() => DataSets.Open(Folder.Path)).ShouldContain("b.nii: the voxel x 0, y 1, z 0 is missing");
        DataSets.Open(Folder.Path, new DataOptions { AllowMissing = true }).Count.ShouldBe(2);
        NiftiFile.Write(Folder["b.nii"], new float[8], new Shape(2, 1, 2, 2));
        Message(() => DataSets.Open(Folder.Path)).ShouldContain("b.nii has 2 channels");
        Folder.Write("b.nii", 1, 2, 3);
        Message(() => DataSets.Open(Folder.Path)).ShouldContain("b.nii");
        Message(() => DataSets.Open(Folder["b.nii"])).ShouldContain("no known format");
    }

    [Fact]
    public void Open_EmptyFolder_SaysWhatCanBeRead() =>
        Should.Throw<InputException>(() => DataSets.Open(Folder.Path)).Message.ShouldContain("is a folder without");

    private static float[] Filled(int depth, int height, int width, float value) => [.. Enumerable.Repeat(value, depth * height * width)];

    private static float[] Row(DataSet data, int row)
    {
        float[] values = new float[data.RowShape.Length];
        data.Rows.Read([row], values);
        return values;
    }
}

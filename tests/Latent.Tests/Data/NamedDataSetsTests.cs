using Latent.Data;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class NamedDataSetsTests
{
    [Fact]
    public void Open_Mnist_HasDigitsThatAddUp()
    {
        RealData.File("mnist/t10k-images-idx3-ubyte.gz");
        DataSet test = NamedDataSets.Open("mnist", DataSplit.Test, RealData.Folder());
        test.Count.ShouldBe(10_000);
        test.RowShape.ShouldBe(new Shape(28, 28));
        test.Labels!.Take(5).ShouldBe([7, 2, 1, 0, 4]);
        (test.Minimum, test.Maximum).ShouldBe((0f, 1f));
        // The mean brightness of the test images, a figure known from elsewhere.
        double mean = 0;
        foreach (byte pixel in ((ByteRows)test.Rows).Values)
        {
            mean += pixel;
        }
        (mean / 255 / 7_840_000).ShouldBe(0.1325, 0.0001);
    }

    [Fact]
    public void Open_AllOfMnist_PutsTestBehindTrain()
    {
        RealData.File("mnist/train-images-idx3-ubyte.gz");
        DataSet all = NamedDataSets.Open("mnist", DataSplit.All, RealData.Folder());
        all.Count.ShouldBe(70_000);
        all.Labels![0].ShouldBe(5);
        all.Labels[60_000].ShouldBe(7);
    }

    [Fact]
    public void Open_FashionMnistFromTheSystem_NeedsNoFolder()
    {
        Assert.SkipUnless(Directory.Exists(NamedDataSets.FashionMnist.SystemDirectory), "The package dataset-fashion-mnist is not installed.");
        DataSet test = NamedDataSets.Open("fashion-mnist", DataSplit.Test);
        test.Count.ShouldBe(10_000);
        test.LabelNames![test.Labels![0]].ShouldBe("ankle boot");
    }

    [Fact]
    public void Open_FolderWithFilesOfAnotherSet_IsPassedOver()
    {
        RealData.File("mnist/t10k-images-idx3-ubyte.gz");
        string mnist = Path.Combine(RealData.Folder(), "mnist");
        using TemporaryFolder empty = new();
        NamedDataSet elsewhere = NamedDataSets.FashionMnist with { SystemDirectory = null };
        var options = new DataOptions { Split = DataSplit.Test, Directories = [mnist], CacheDirectory = empty.Path };
        NamedDataSets.Open(NamedDataSets.Mnist, options).Count.ShouldBe(10_000);
        Should.Throw<InputException>(() => NamedDataSets.Open(elsewhere, options));
    }

    [Theory]
    [InlineData("mnist/t10k-images-idx3-ubyte", "mnist/t10k-labels-idx1-ubyte")]
    [InlineData("t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte")]
    public void Open_PlainOrDottedNames_AreFound(string images, string labels)
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["mnist"]);
        folder.Write(images, IdxFileTests.Idx(8, [2, 28, 28], new byte[2 * 784]));
        folder.Write(labels, IdxFileTests.Idx(8, [2], [4, 5]));
        NamedDataSets.Open("mnist", DataSplit.Test, folder.Path).Labels.ShouldBe([4, 5]);
    }

    [Fact]
    public void Open_WrongFiles_SaysWhich()
    {
        using TemporaryFolder folder = new();
        folder.Write("t10k-images-idx3-ubyte", IdxFileTests.Idx(8, [2, 28, 28], new byte[2 * 784]));
        folder.Write("t10k-labels-idx1-ubyte", IdxFileTests.Idx(8, [3], [4, 5, 6]));
        Message(() => NamedDataSets.Open("mnist", DataSplit.Test, folder.Path)).ShouldContain("3 labels for the 2 images");
        folder.Write("t10k-images-idx3-ubyte", IdxFileTests.Idx(8, [2, 2, 2], new byte[8]));
        Message(() => NamedDataSets.Open("mnist", DataSplit.Test, folder.Path)).ShouldContain("rows of shape [2, 2]");
    }

    [Fact]
    public void Open_NotOnThisMachine_SaysWhereItLookedAndWhatToDo()
    {
        using TemporaryFolder folder = new();
        var options = new DataOptions { Directories = [folder["mine"]], CacheDirectory = folder["cache"] };
        string message = Message(() => NamedDataSets.Open(NamedDataSets.FashionMnist with { SystemDirectory = folder["system"] }, options));
        message.ShouldContain(folder["mine/fashion-mnist"]);
        message.ShouldContain(folder["cache/fashion-mnist"]);
        message.ShouldContain("latent data get fashion-mnist");
        message.ShouldContain("install the package dataset-fashion-mnist");
    }

    [Fact]
    public void Open_Shapes_TrainAndTestAreDifferentRows()
    {
        DataSet train = NamedDataSets.Open("shapes", DataSplit.Train), test = NamedDataSets.Open("shapes", DataSplit.Test);
        (train.Count, test.Count).ShouldBe((12_000, 2_000));
        test.Factors!.AsSpan(0, 5).SequenceEqual(train.Factors.AsSpan(0, 5)).ShouldBeFalse();
        DataSet all = NamedDataSets.Open("shapes", DataSplit.All);
        all.Count.ShouldBe(14_000);
        all.Factors!.AsSpan(12_000 * 5, 5).SequenceEqual(test.Factors.AsSpan(0, 5)).ShouldBeTrue();
    }

    [Fact]
    public void Open_UnknownName_SuggestsTheNearest() =>
        Message(() => NamedDataSets.Open("shpaes", DataSplit.Train)).ShouldEndWith("did you mean 'shapes'?");

    private static string Message(Action open) => Should.Throw<InputException>(open).Message;
}

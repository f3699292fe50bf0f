using System.Collections.ObjectModel;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>A data set that is known by its name.</summary>
/// <param name="Name">What DATA is called on the command line.</param>
/// <param name="Summary">What it is, in a line.</param>
/// <param name="RowShape">The shape of one row.</param>
/// <param name="TrainCount">How many training rows it has.</param>
/// <param name="TestCount">How many test rows it has.</param>
/// <param name="LabelNames">What its labels stand for.</param>
public sealed record NamedDataSet(string Name, string Summary, Shape RowShape, int TrainCount, int TestCount, IReadOnlyList<string> LabelNames)
{
    /// <summary>What a row is.</summary>
    public DataKind Kind { get; init; } = DataKind.Image;

    /// <summary>The same in other forms, by what a row then is: opened where that kind is asked for, or a model takes no other.</summary>
    internal IReadOnlyDictionary<DataKind, Func<DataOptions, DataSet>> Forms { get; init; } = ReadOnlyDictionary<DataKind, Func<DataOptions, DataSet>>.Empty;

    /// <summary>Its part as a table, for sets that have that form.</summary>
    public Func<DataSplit, TableSource>? Table { get; init; }

    /// <summary>The column of that table which holds classes, and that which holds a number to tell, where none are named.</summary>
    public (string? Label, string? Target) Told { get; init; }

    /// <summary>Draws so many rows, for sets that are made on the spot.</summary>
    internal Func<int, Rng, DataSet>? Draw { get; init; }

    /// <summary>Gives its parts, for sets that are made on the spot but always of the same rows.</summary>
    internal Func<DataSplit, DataSet>? Part { get; init; }

    /// <summary>Where its files are published; null when it is made on the spot.</summary>
    public Uri? Source { get; init; }

    /// <summary>Its files: training images and labels, test images and labels. None when it is made on the spot.</summary>
    public IReadOnlyList<RemoteFile> Files { get; init; } = [];

    /// <summary>Where the system's packages put it.</summary>
    public string? SystemDirectory { get; init; }

    /// <summary>Which package of the system brings it.</summary>
    public string? SystemPackage { get; init; }
}

using Latent.Applications;
using Latent.Tables;
using Latent.Tensors;

// A table is a file, a query, or records such as these. Of most machines it is not known whether they are worn.
var rng = new Rng(0);
TableSource seen = Readings(2_000);
TableSource today = Table.FromColumns(
    ("hall", new[] { "north", "south" }), ("load", new[] { 0.2, 0.9 }), ("temperature", new double?[] { 71, null }), ("worn", new string?[] { null, null }));

// What is unlike the rows that were learned from, how sure that is, and the column that makes it so.
var detector = new AnomalyDetector().Fit(seen);
detector.Score(today, row => Console.WriteLine($"row {row.Row}: p = {row.PValue:F3} {(row.IsAnomaly ? $"{row.Columns[0].Column} is {row.Columns[0].Observed}, expected {row.Columns[0].Expected}" : "")}"));

// What is missing.
var imputer = new Imputer().Fit(seen);
using (TableWriter full = TableSources.Create("full.csv", Imputer.Columns(["hall", "load", "temperature", "worn"])))
{
    imputer.Impute(today, full);
    full.Complete();
}

// A class from few labels.
var classifier = new Classifier(new ClassifierOptions("worn")).Fit(seen);
ToldClasses told = classifier.Predict(today);
Console.WriteLine($"worn: {string.Join(", ", told.Classes.Select((c, row) => $"{classifier.Classes[c]} ({told.Probabilities[(row * classifier.Classes.Count) + c]:P0})"))}");

// New rows like those, here of one hall.
var synthesizer = new Synthesizer().Fit(seen);
using (TableWriter rows = TableSources.Create("rows.csv", synthesizer.Columns))
{
    synthesizer.Sample(1_000, rows, conditions: [("hall", "north")]);
    rows.Complete();
}

TableSource Readings(int count) => Table.From(
    Enumerable.Range(0, count).Select(_ => (North: rng.NextDouble() < 0.5, Load: rng.NextDouble(), Noise: rng.NextNormal(), IsWorn: rng.NextDouble() < 0.3, IsKnown: rng.NextDouble() < 0.1)).ToArray(),
    ("hall", m => m.North ? "north" : "south"),
    ("load", m => m.Load),
    ("temperature", m => 20 + (40 * m.Load) + (m.North ? 0 : 5) + (m.IsWorn ? 8 : 0) + m.Noise),
    ("worn", m => m.IsKnown ? (m.IsWorn ? "yes" : "no") : null));

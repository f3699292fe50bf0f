using Latent;
using Latent.Data;
using Latent.Evaluation;
using Latent.Files;
using Latent.Training;

// Stopped with Ctrl-C and started again, it goes on where it was; the folder is one for `latent evaluate` and the others.
var folder = new RunDirectory(args.Length > 0 ? args[0] : "runs/brightness");
DataSet shapes = Shapes.Generate(12_000, seed: 0);
var vae = Recipe.Named("vae").With("training.epochs", 3).Compose(DataSchema.Of(shapes), shapes.Rows, penalties: [new Brightness(weight: 1000)]);
var model = new TrainedModel(vae);
var record = new RunRecord { Command = "samples/CustomPenalty", Data = "shapes", Identity = RunRecord.IdentityOf(model, shapes.Rows) };

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) => (e.Cancel, _) = (true, stop.CancelAsync());
TrainingRun run = TrainingRun.Begin(folder, model, record, RunStart.Resume);
try
{
    run.Fit(shapes.Rows, report: p => Console.Write($"\repoch {p.Epoch}/{p.Epochs}: ELBO {p.Elbo:F1} nats "), cancellation: stop.Token);
}
catch (OperationCanceledException)
{
    Console.WriteLine($"stopped; {folder.Checkpoint} holds all so far");
    return;
}
EvaluationResult result = Evaluator.Evaluate(model.Model, shapes.Rows, model.Preparation);
Console.WriteLine($"\nELBO {result.Elbo:F1} nats a row; the model is {folder.Model}");

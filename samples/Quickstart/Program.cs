using Latent;
using Latent.Data;
using Latent.Pictures;
using Latent.Tensors;
using Latent.Training;

DataSet shapes = Shapes.Generate(12_000, seed: 0);
var vae = Recipe.Named("vae").With("model.latent", 10).With("training.epochs", 5).Compose(DataSchema.Of(shapes), shapes.Rows);
var trainer = new Trainer(vae.Model, vae.Training)
{
    Progress = p => Console.Write($"\repoch {p.Epoch}/{p.Epochs}: ELBO {p.Elbo:F1} nats, {p.RowsPerSecond:F0} rows/s "),
};
trainer.Fit(shapes.Rows);
Tensor samples = vae.Model.Sample(64, new Rng(1));
ImageGrid.Render(samples.ToArray(), shapes.RowShape).SavePng("samples.png");
new TrainedModel(vae).Save("model.safetensors");

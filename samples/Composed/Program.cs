using Latent;
using Latent.Bounds;
using Latent.Data;
using Latent.Evaluation;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;
using Latent.Training;

DataSet shapes = Shapes.Generate(4_000, seed: 0);
int values = shapes.RowShape.Length;
var weights = new Rng(0);
var posterior = new DiagonalGaussian(10);
var vae = new Vae(
    shapes.RowShape,
    encoder: Sequence.Perceptron([values, 200, posterior.EncoderOutputs], Activation.Tanh, weights),
    posterior,
    prior: new StandardNormal(10),
    decoder: Sequence.Perceptron([10, 200, values], Activation.Tanh, weights),
    likelihood: new Bernoulli(),
    bound: new ImportanceWeighted(samples: 8, doublyReparameterized: true));

new Trainer(vae, new TrainingOptions { Epochs = 3 }).Fit(shapes.Rows);
EvaluationResult result = Evaluator.Evaluate(vae, shapes.Rows, options: new EvaluationOptions { ImportanceSamples = 100 });
Console.WriteLine($"ELBO {result.Elbo:F1}, log p(x) {result.LogLikelihood:F1} nats a row; {result.ActiveUnits} of {vae.LatentSize} latent dimensions in use");

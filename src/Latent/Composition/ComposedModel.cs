using System.Text.Json.Nodes;
using Latent.Data;
using Latent.Training;

namespace Latent.Composition;

/// <summary>What a recipe made for some data.</summary>
/// <param name="Model">The model, its weights fresh.</param>
/// <param name="Training">How it is to be trained.</param>
/// <param name="Preparation">What is done to rows before it sees them.</param>
/// <param name="Schema">What the data are.</param>
/// <param name="Settings">The recipe in full, all defaults filled in.</param>
public sealed record ComposedModel(LatentModel Model, TrainingOptions Training, Preparation Preparation, DataSchema Schema, JsonObject Settings);

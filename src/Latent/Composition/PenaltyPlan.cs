namespace Latent.Composition;

/// <summary>What a penalty may need to know of the model around it.</summary>
/// <param name="Rows">The rows that the model sees.</param>
/// <param name="Network">What its networks fit between, with the room and the randomness for another one.</param>
internal sealed record PenaltyPlan(ModelRows Rows, NetworkPlan Network)
{
    /// <summary>A weight that grows with the rows, as the nats of their reconstruction do.</summary>
    public double PerValue(double weight) => Math.Round(weight * Network.Row.Length, 4);
}

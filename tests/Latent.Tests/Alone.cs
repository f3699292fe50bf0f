namespace Latent.Tests;

/// <summary>For tests that watch or change what the whole process shares: the default backend, the garbage collector.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

// The engine that models live on is one a process, and commands choose it.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

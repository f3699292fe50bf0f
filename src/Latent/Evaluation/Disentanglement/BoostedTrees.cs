namespace Latent.Evaluation.Disentanglement;

/// <summary>
/// Gradient boosted regression trees (Friedman 2001) with squared error: 100 trees of depth 3, each a tenth of the way. Columns are
/// cut into 32 intervals that hold equally many rows, and trees split between them.
/// </summary>
internal sealed class BoostedTrees
{
    private const int Trees = 100;
    private const int Depth = 3;
    private const int Leaves = 1 << Depth;
    private const int Bins = 32;
    private const int FewestRows = 5;
    private const double Rate = 0.1;

    private readonly double _mean;
    private readonly float[][] _edges;
    private readonly List<Tree> _trees = [];

    private BoostedTrees(float[][] edges, double mean)
    {
        _edges = edges;
        _mean = mean;
        Importances = new double[edges.Length];
    }

    /// <summary>By how much the splits along every column have reduced the squared error in all.</summary>
    public double[] Importances { get; }

    /// <summary>Fits trees.</summary>
    /// <param name="rows">[rows, columns].</param>
    /// <param name="columns">How many columns there are.</param>
    /// <param name="targets">A value a row.</param>
    public static BoostedTrees Fit(ReadOnlySpan<float> rows, int columns, ReadOnlySpan<float> targets)
    {
        int count = targets.Length;
        double mean = 0;
        foreach (float target in targets)
        {
            mean += target / (double)count;
        }
        var fitted = new BoostedTrees(EdgesOf(rows, columns), mean);
        byte[] bins = fitted.Binned(rows);
        double[] residuals = new double[count];
        for (int r = 0; r < count; r++)
        {
            residuals[r] = targets[r] - mean;
        }
        int[] nodes = new int[count];
        for (int t = 0; t < Trees; t++)
        {
            Tree tree = fitted.Grow(bins, residuals, nodes);
            fitted._trees.Add(tree);
            for (int r = 0; r < count; r++)
            {
                residuals[r] -= tree.Values[nodes[r]];
            }
        }
        return fitted;
    }

    /// <summary>The values of rows.</summary>
    /// <param name="rows">[rows, columns].</param>
    public double[] Predict(ReadOnlySpan<float> rows)
    {
        int columns = _edges.Length;
        byte[] bins = Binned(rows);
        double[] values = new double[rows.Length / columns];
        for (int r = 0; r < values.Length; r++)
        {
            values[r] = _mean;
            foreach (Tree tree in _trees)
            {
                int node = 0;
                for (int depth = 0; depth < Depth; depth++)
                {
                    node = tree.Child(node, depth, bins.AsSpan(r * columns, columns));
                }
                values[r] += tree.Values[node];
            }
        }
        return values;
    }

    /// <summary>One tree; <paramref name="nodes"/> takes the leaf of every row.</summary>
    private Tree Grow(byte[] bins, double[] residuals, int[] nodes)
    {
        var tree = new Tree();
        int columns = _edges.Length;
        Array.Clear(nodes);
        double[] sums = new double[Leaves / 2 * columns * Bins];
        int[] counts = new int[sums.Length];
        for (int depth = 0; depth < Depth; depth++)
        {
            Array.Clear(sums);
            Array.Clear(counts);
            for (int r = 0; r < nodes.Length; r++)
            {
                for (int j = 0; j < columns; j++)
                {
                    int cell = (((nodes[r] * columns) + j) * Bins) + bins[(r * columns) + j];
                    sums[cell] += residuals[r];
                    counts[cell]++;
                }
            }
            for (int node = 0; node < 1 << depth; node++)
            {
                (int column, int edge, double gain) = BestSplit(sums.AsSpan(node * columns * Bins, columns * Bins), counts.AsSpan(node * columns * Bins, columns * Bins));
                tree.Split(depth, node, column, edge);
                if (column >= 0)
                {
                    Importances[column] += gain;
                }
            }
            for (int r = 0; r < nodes.Length; r++)
            {
                nodes[r] = tree.Child(nodes[r], depth, bins.AsSpan(r * columns, columns));
            }
        }
        int[] members = new int[Leaves];
        for (int r = 0; r < nodes.Length; r++)
        {
            tree.Values[nodes[r]] += residuals[r];
            members[nodes[r]]++;
        }
        for (int leaf = 0; leaf < Leaves; leaf++)
        {
            tree.Values[leaf] *= Rate / Math.Max(1, members[leaf]);
        }
        return tree;
    }

    /// <summary>The split of a node that reduces the squared error most; column -1 if none does.</summary>
    private static (int Column, int Edge, double Gain) BestSplit(ReadOnlySpan<double> sums, ReadOnlySpan<int> counts)
    {
        (int Column, int Edge, double Gain) best = (-1, 0, 1e-12);
        for (int j = 0; j < sums.Length / Bins; j++)
        {
            ReadOnlySpan<double> own = sums.Slice(j * Bins, Bins);
            ReadOnlySpan<int> members = counts.Slice(j * Bins, Bins);
            double all = 0, left = 0;
            int total = 0, lower = 0;
            for (int b = 0; b < Bins; b++)
            {
                all += own[b];
                total += members[b];
            }
            for (int b = 0; b < Bins - 1; b++)
            {
                left += own[b];
                lower += members[b];
                int upper = total - lower;
                if (lower < FewestRows || upper < FewestRows)
                {
                    continue;
                }
                double gain = (left * left / lower) + ((all - left) * (all - left) / upper) - (all * all / total);
                if (gain > best.Gain)
                {
                    best = (j, b, gain);
                }
            }
        }
        return best;
    }

    private static float[][] EdgesOf(ReadOnlySpan<float> rows, int columns)
    {
        float[][] edges = new float[columns][];
        float[] column = new float[rows.Length / columns];
        for (int j = 0; j < columns; j++)
        {
            for (int r = 0; r < column.Length; r++)
            {
                column[r] = rows[(r * columns) + j];
            }
            Array.Sort(column);
            edges[j] = [.. Enumerable.Range(1, Bins - 1).Select(b => column[(int)((long)b * column.Length / Bins)]).Distinct()];
        }
        return edges;
    }

    /// <summary>How many edges lie at or below every value.</summary>
    private byte[] Binned(ReadOnlySpan<float> rows)
    {
        byte[] bins = new byte[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            float[] edges = _edges[i % _edges.Length];
            int at = Array.BinarySearch(edges, rows[i]);
            bins[i] = (byte)(at >= 0 ? at + 1 : ~at);
        }
        return bins;
    }

    /// <summary>Splits level by level; a node without one sends all rows to the left.</summary>
    private sealed class Tree
    {
        private readonly int[] _columns = new int[Leaves];
        private readonly int[] _edges = new int[Leaves];

        public double[] Values { get; } = new double[Leaves];

        public void Split(int depth, int node, int column, int edge)
        {
            _columns[(1 << depth) + node - 1] = column;
            _edges[(1 << depth) + node - 1] = edge;
        }

        public int Child(int node, int depth, ReadOnlySpan<byte> row)
        {
            int column = _columns[(1 << depth) + node - 1];
            return (2 * node) + (column >= 0 && row[column] > _edges[(1 << depth) + node - 1] ? 1 : 0);
        }
    }
}

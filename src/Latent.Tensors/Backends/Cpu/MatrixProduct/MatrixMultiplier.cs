using Latent.Tensors.Backends.Cpu.Vectors;

namespace Latent.Tensors.Backends.Cpu.MatrixProduct;

/// <summary>
/// The matrix product around the register block (after Goto and van de Geijn 2008). A chunk of work is one panel of two
/// vectors' width by a group of rows. The panel of B is packed when it must be transposed or its rows lie far apart, once
/// before the chunks where several groups of rows need it; A is packed once, before the chunks, when it is transposed or
/// its rows would fall on one another in the cache, and else read where it lies. Small products pack nothing. Steps at
/// which a whole block of A is zero (the background of pictures, empty cells, hidden units that are off) are found
/// beforehand and left out.
/// </summary>
internal static unsafe class MatrixMultiplier<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    // A deeper sum is cut into blocks of at most this depth, so that a panel of B stays near the core.
    private const int MaximumDepth = 512;

    // Chunks of fewer multiply-adds than this are not worth handing to another thread.
    private const long ChunkProducts = 400_000;

    // More of B than this, in floats, is packed panel by panel by whoever needs it rather than all at once.
    private const long MaximumPacked = 1 << 20;

    // A product of fewer multiply-adds than this for every element of A does not repay the search for zeros.
    private const int SearchColumns = 64;

    // Rows of B this many floats long lie nearly a page apart: a panel of them is more pages than the core knows by heart.
    private const int FarStep = 768;

    // Floats of A that stay in the second-level cache while panel after panel passes.
    private const int NearRows = 128 * 1024;

    private static int PanelWidth => 2 * TVector.Count;

    private static int BlockRows => TVector.KernelRows;

    /// <summary>Computes the product on the threads of <paramref name="pool"/>.</summary>
    public static void Run(in Product product, ForkJoin pool) => Compute(product, pool);

    /// <summary>Computes the product on this thread: a chunk of a larger work.</summary>
    public static void RunHere(in Product product) => Compute(product, null);

    private static void Compute(in Product product, ForkJoin? pool)
    {
        if (product.Rows == 0 || product.Columns == 0)
        {
            return;
        }
        var plan = new Plan(product);
        if ((long)product.Rows * product.Columns * product.Depth < 2 * ChunkProducts)
        {
            pool = null;
        }
        if (!product.Dense && product.Columns >= SearchColumns && plan.RowBlocks > 1)
        {
            plan.Steps = (int*)Scratch.Steps((long)plan.RowBlocks * (product.Depth + plan.DepthBlocks));
            FindSteps(&plan, 0);
            FindSteps(&plan, plan.RowBlocks - 1);
            if (plan.Leaves(0) || plan.Leaves(plan.RowBlocks - 1))
            {
                Each(pool, plan.RowBlocks, &FindSteps, &plan);
            }
            else
            {
                // Neither the first block nor the last has any: the rest is taken to be like them.
                plan.Steps = null;
            }
        }
        if (plan.PackA)
        {
            plan.PackedA = Scratch.Shared(((long)product.Rows * product.Depth) + PanelWidth);
            Each(pool, plan.DepthBlocks * plan.RowBlocks, &PackRows, &plan);
        }
        if (plan.PackB && plan.RowGroups > 1 && (long)plan.Panels * PanelWidth * product.Depth <= MaximumPacked)
        {
            plan.PackedB = Scratch.SharedPanels((long)plan.Panels * PanelWidth * product.Depth);
            Each(pool, plan.Panels, &PackPanel, &plan);
            plan.UsePackedB();
        }
        Each(pool, plan.Panels * plan.RowGroups, &Multiply, &plan);
    }

    private static void Each(ForkJoin? pool, int chunks, delegate*<void*, int, void> body, void* plan)
    {
        if (pool is not null)
        {
            pool.Run(chunks, body, plan);
            return;
        }
        for (int i = 0; i < chunks; i++)
        {
            body(plan, i);
        }
    }

    /// <summary>How a product is cut: a function of its size alone.</summary>
    private struct Plan
    {
        public Product Product;
        public int Panels, RowBlocks, RowGroups, BlocksPerGroup, DepthBlocks, BlockDepth;
        public bool PackA, PackB;
        public float* PackedA, PackedB;

        /// <summary>For every block of rows, how many steps of every depth block are not all zero, and then which.</summary>
        public int* Steps;

        /// <summary>From here on B lies in panels, depth block after depth block, as a product may bring it.</summary>
        public void UsePackedB()
        {
            Product.B = PackedB;
            Product.BStep = PanelWidth;
            Product.PanelStep = (nint)Product.Depth * PanelWidth;
            PackB = false;
        }

        /// <summary>Whether a block of rows has steps to leave out.</summary>
        public readonly bool Leaves(int rowBlock)
        {
            int* counts = Steps + ((long)rowBlock * (Product.Depth + DepthBlocks));
            int sum = 0;
            for (int block = 0; block < DepthBlocks; block++)
            {
                sum += counts[block];
            }
            return sum < Product.Depth;
        }

        public Plan(in Product product)
        {
            Product = product;
            Panels = (product.Columns + PanelWidth - 1) / PanelWidth;
            RowBlocks = (product.Rows + BlockRows - 1) / BlockRows;
            DepthBlocks = Math.Max(1, (product.Depth + MaximumDepth - 1) / MaximumDepth);
            BlockDepth = (product.Depth + DepthBlocks - 1) / DepthBlocks;

            // Rows a multiple of 1 KB apart compete for the same few places of the first-level cache; rows that are not
            // whole cache lines make every other load cross two; and long rows lie on a page each.
            bool awkward = product.BStep >= 256 && (product.BStep % 256 == 0 || product.BStep % TVector.Count != 0 || product.BStep >= FarStep);
            PackB = product.PanelStep == 0 && (product.BColumn != 1 || (awkward && RowBlocks >= 4));
            bool colliding = product.AStep == 1 && product.ARow >= 256 && product.ARow % 256 == 0;
            bool scattered = product.AStep != 1 && (long)product.Depth * product.AStep > 4096;

            // Few panels do not read A often enough to repay copying it only for its neighbourhood.
            PackA = (colliding && Panels >= 2) || (scattered && Panels >= 4);
            long products = (long)product.Rows * product.Columns * product.Depth;
            int wanted = (int)Math.Clamp(products / ChunkProducts, 1, 16);
            int groups = Panels >= wanted ? 1 : (wanted + Panels - 1) / Panels;
            if (PackB)
            {
                // A panel is best used at once, by whoever packs it, for all rows; a few panels are enough for several threads.
                groups = Panels >= 8 && (long)product.Rows * BlockDepth <= NearRows ? 1 : Math.Min(groups, Math.Max(1, RowBlocks / 4));
            }
            BlocksPerGroup = (RowBlocks + groups - 1) / groups;
            RowGroups = (RowBlocks + BlocksPerGroup - 1) / BlocksPerGroup;
        }
    }

    /// <summary>Lists the steps at which a block of rows has anything but zeros.</summary>
    private static void FindSteps(void* state, int rowBlock)
    {
        ref Plan plan = ref *(Plan*)state;
        ref Product p = ref plan.Product;
        int r = rowBlock * BlockRows, rows = Math.Min(BlockRows, p.Rows - r);
        int* counts = plan.Steps + ((long)rowBlock * (p.Depth + plan.DepthBlocks)), list = counts + plan.DepthBlocks;
        for (int block = 0; block < plan.DepthBlocks; block++)
        {
            int k = block * plan.BlockDepth, depth = Math.Min(plan.BlockDepth, p.Depth - k);
            float* a = p.A + (r * p.ARow) + (k * p.AStep);
            int count = p.ARow == 1 ? ZeroSteps.AcrossColumns<TVector>(a, p.AStep, rows, depth, list + k) : ZeroSteps.AlongRows<TVector>(a, p.ARow, rows, depth, list + k);

            // Few zeros cost more to step around than they save.
            counts[block] = count > depth - (depth / 16) ? depth : count;
        }
    }

    private static void PackRows(void* state, int chunk)
    {
        ref Plan plan = ref *(Plan*)state;
        ref Product p = ref plan.Product;
        int block = chunk / plan.RowBlocks, r = chunk % plan.RowBlocks * BlockRows;
        int k = block * plan.BlockDepth, depth = Math.Min(plan.BlockDepth, p.Depth - k), rows = Math.Min(BlockRows, p.Rows - r);
        float* source = p.A + (r * p.ARow) + (k * p.AStep);
        float* target = plan.PackedA + ((long)k * p.Rows) + ((long)r * depth);
        if (p.ARow == 1)
        {
            Packing.CopyRows<TVector>(source, p.AStep, depth, rows, target, rows);
        }
        else
        {
            Packing.TransposeRows<TVector>(source, p.ARow, depth, rows, target, rows);
        }
    }

    private static void PackPanel(void* state, int panel)
    {
        ref Plan plan = ref *(Plan*)state;
        ref Product p = ref plan.Product;
        int j = panel * PanelWidth;
        Pack(p.B + (j * p.BColumn), ref p, p.Depth, Math.Min(PanelWidth, p.Columns - j), plan.PackedB + ((long)panel * p.Depth * PanelWidth));
    }

    private static void Pack(float* b, ref Product p, int depth, int columns, float* panel)
    {
        if (p.BColumn == 1)
        {
            Packing.CopyRows<TVector>(b, p.BStep, depth, columns, panel, PanelWidth);
        }
        else
        {
            Packing.TransposeRows<TVector>(b, p.BColumn, depth, columns, panel, PanelWidth);
        }
    }

    private static void Multiply(void* state, int chunk)
    {
        ref Plan plan = ref *(Plan*)state;
        ref Product p = ref plan.Product;

        // Neighbouring chunks share a group of rows, so a thread finds them still in its cache.
        int j = chunk % plan.Panels * PanelWidth, columns = Math.Min(PanelWidth, p.Columns - j);
        int firstBlock = chunk / plan.Panels * plan.BlocksPerGroup, lastBlock = Math.Min(firstBlock + plan.BlocksPerGroup, plan.RowBlocks);
        int vectors = columns > TVector.Count ? 2 : 1;
        float* panel = plan.PackB ? Scratch.Panel((long)plan.BlockDepth * PanelWidth) : null;
        for (int block = 0; block < plan.DepthBlocks; block++)
        {
            int k = block * plan.BlockDepth, depth = Math.Min(plan.BlockDepth, p.Depth - k);
            float* b = p.B + (k * p.BStep) + (p.PanelStep != 0 ? chunk % plan.Panels * p.PanelStep : j * p.BColumn);
            nint bStep = p.BStep;
            if (plan.PackB)
            {
                Pack(b, ref p, depth, columns, panel);
                b = panel;
                bStep = PanelWidth;
            }
            for (int i = firstBlock; i < lastBlock; i++)
            {
                int r = i * BlockRows, rows = Math.Min(BlockRows, p.Rows - r);
                float* a = plan.PackA ? plan.PackedA + ((long)k * p.Rows) + ((long)r * depth) : p.A + (r * p.ARow) + (k * p.AStep);
                float* c = p.C + (r * p.CRow) + j;
                int* steps = null;
                int count = depth;
                if (plan.Steps != null)
                {
                    int* counts = plan.Steps + ((long)i * (p.Depth + plan.DepthBlocks));
                    count = counts[block];
                    steps = count < depth ? counts + plan.DepthBlocks + k : null;
                }
                bool fromC = block > 0 || p.Accumulate;
                float* start = fromC ? c : p.Bias == null ? null : p.Bias + j;
                (steps == null ? RegisterBlocks<TVector>.Of(rows, vectors) : RegisterBlocks<TVector>.OfListed(rows, vectors))(
                    count, 1, 0, steps, a, plan.PackA ? 1 : p.ARow, plan.PackA ? rows : p.AStep, b, bStep, c, p.CRow, start, fromC ? p.CRow : 0, columns, p.Clamp && block == plan.DepthBlocks - 1);
                if (block == plan.DepthBlocks - 1 && p.Activation != null)
                {
                    p.Activation(c, p.CRow, rows, columns);
                }
            }
        }
    }
}

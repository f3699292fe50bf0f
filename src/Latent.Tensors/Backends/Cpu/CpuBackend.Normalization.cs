using Latent.Tensors.Backends.Cpu.Elementwise;

namespace Latent.Tensors.Backends.Cpu;

/// <content>
/// Normalisation. One large set (a batch) is cut into slots of rows that threads share; of many sets (rows of a batch)
/// each is done from end to end by whoever takes it, while it is in the cache. Channels too few for a vector are read
/// several rows at a time, so that a "column" is one of <c>Repeat</c> copies of a channel, and a last, shorter slot has the
/// rows that are left over.
/// </content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    // Floats that a row of columns should have at least.
    private const int NarrowColumns = 64;

    // Elements of a slot.
    private const int SlotLength = 32768;

    internal override void Normalize(
        Tensor x, in NormalizationLayout layout, Tensor? scale, Tensor? shift, float epsilon, Activation activation, Tensor mean, Tensor variance, bool given, Tensor y)
    {
        if (x.Length == 0)
        {
            if (!given)
            {
                Fill(mean, 0);
                Fill(variance, 0);
            }
            return;
        }
        NormalizationJob job = Job(x, layout, scale, shift, epsilon, mean, variance, given);
        job.Y = y.Pointer;
        switch (activation)
        {
            case Activation.None:
                Normalize<NoActivation>(&job);
                break;
            case Activation.Relu:
                Normalize<ActivationOf<ReluOperator, ReluDerivative>>(&job);
                break;
            case Activation.LeakyRelu:
                Normalize<ActivationOf<LeakyReluOperator, LeakyReluDerivative>>(&job);
                break;
            case Activation.Elu:
                Normalize<ActivationOf<EluOperator, EluDerivative>>(&job);
                break;
            case Activation.Tanh:
                Normalize<ActivationOf<TanhOperator, TanhDerivative>>(&job);
                break;
            case Activation.Sigmoid:
                Normalize<ActivationOf<SigmoidOperator, SigmoidDerivative>>(&job);
                break;
            case Activation.Softplus:
                Normalize<ActivationOf<SoftplusOperator, SoftplusDerivative>>(&job);
                break;
            case Activation.Gelu:
                Normalize<ActivationOf<GeluOperator, GeluDerivative>>(&job);
                break;
            case Activation.Silu:
                Normalize<ActivationOf<SiluOperator, SiluDerivative>>(&job);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation));
        }
        KeepAlive(x, scale, shift, mean, variance, y);
    }

    internal override void NormalizeGradient(
        Tensor x, in NormalizationLayout layout, Tensor? scale, Tensor? shift, float epsilon, Activation activation, Tensor mean, Tensor variance, bool given, Tensor dy, GradientTarget dx, GradientTarget dScale, GradientTarget dShift)
    {
        if (x.Length == 0)
        {
            FillWithout(dScale);
            FillWithout(dShift);
            return;
        }
        NormalizationJob job = Job(x, layout, scale, shift, epsilon, mean, variance, given);
        job.Dy = dy.Pointer;
        job.Dx = dx.Tensor is null ? null : dx.Tensor.Pointer;
        job.Accumulate = dx.Accumulate;
        job.NeedsSums = dScale.Tensor is not null || dShift.Tensor is not null || !given;
        switch (activation)
        {
            case Activation.None:
                NormalizeGradient<NoActivation>(&job, dScale, dShift);
                break;
            case Activation.Relu:
                NormalizeGradient<ActivationOf<ReluOperator, ReluDerivative>>(&job, dScale, dShift);
                break;
            case Activation.LeakyRelu:
                NormalizeGradient<ActivationOf<LeakyReluOperator, LeakyReluDerivative>>(&job, dScale, dShift);
                break;
            case Activation.Elu:
                NormalizeGradient<ActivationOf<EluOperator, EluDerivative>>(&job, dScale, dShift);
                break;
            case Activation.Tanh:
                NormalizeGradient<ActivationOf<TanhOperator, TanhDerivative>>(&job, dScale, dShift);
                break;
            case Activation.Sigmoid:
                NormalizeGradient<ActivationOf<SigmoidOperator, SigmoidDerivative>>(&job, dScale, dShift);
                break;
            case Activation.Softplus:
                NormalizeGradient<ActivationOf<SoftplusOperator, SoftplusDerivative>>(&job, dScale, dShift);
                break;
            case Activation.Gelu:
                NormalizeGradient<ActivationOf<GeluOperator, GeluDerivative>>(&job, dScale, dShift);
                break;
            case Activation.Silu:
                NormalizeGradient<ActivationOf<SiluOperator, SiluDerivative>>(&job, dScale, dShift);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation));
        }
        KeepAlive(x, scale, shift, mean, variance, dy, dx.Tensor);
        KeepAlive(x, dScale.Tensor, dShift.Tensor);
    }

    /// <summary>The gradient that comes from nothing.</summary>
    private void FillWithout(GradientTarget target)
    {
        if (target is { Tensor: not null, Accumulate: false })
        {
            Fill(target.Tensor, 0);
        }
    }

    private void Normalize<TActivation>(NormalizationJob* job)
        where TActivation : struct, IActivation
    {
        if (job->Sets > 1)
        {
            pool.Run(Cut(job->Sets, job->SetsPerItem), &NormalizeSets<TActivation>, job);
            return;
        }
        job->Partials = Scratch.Gathered(PartialsSlot, job->PartialsLength);
        job->Columns = Scratch.Gathered(1, job->ColumnsLength);
        if (!job->Given)
        {
            pool.Run(job->Slots, &MomentsOfSlot, job);
            FoldMoments(job, 0, job->Partials, job->Columns);
        }
        FillColumns(job, 0, job->Columns);
        pool.Run(job->Slots, &ApplyToSlot<TActivation>, job);
    }

    private void NormalizeGradient<TActivation>(NormalizationJob* job, GradientTarget dScale, GradientTarget dShift)
        where TActivation : struct, IActivation
    {
        int items = Cut(job->Sets, job->SetsPerItem);
        if (job->Sets > 1)
        {
            // What each item of sets adds to the gradients of scale and shift.
            job->Items = Scratch.Gathered(PartialsSlot, 2L * items * job->Step);
            pool.Run(items, &DeriveSets<TActivation>, job);
        }
        else
        {
            job->Partials = Scratch.Gathered(PartialsSlot, job->PartialsLength);
            job->Columns = Scratch.Gathered(1, job->ColumnsLength);
            job->Items = Scratch.Gathered(2, 2L * job->Step);
            FillColumns(job, 0, job->Columns);
            if (job->NeedsSums)
            {
                pool.Run(job->Slots, &SumsOfSlot<TActivation>, job);
                FoldSums(job, job->Partials);
                ScaleSums(job, 0, job->Partials, job->Items, continues: false);
            }
            if (job->Dx != null)
            {
                FillGradientColumns(job, 0, job->Partials, job->Columns);
                pool.Run(job->Slots, &DeriveSlot<TActivation>, job);
            }
        }
        FoldItems(job, items, 0, dShift);
        FoldItems(job, items, job->Step, dScale);
    }

    private struct NormalizationJob
    {
        public float* X, Y, Dy, Dx, Scale, Shift, Mean, Variance, Partials, Columns, Items;
        public int Sets, SetLength, SetsPerItem, Rows, Channels, Groups, Repeat, Width, FullRows, Tail, SlotRows, Slots, Step;
        public float Epsilon;
        public bool Given, Accumulate, NeedsSums;

        public readonly int GroupChannels => Channels / Groups;

        /// <summary>Two results of every column and slot.</summary>
        public readonly long PartialsLength => 2L * Slots * Step;

        /// <summary>Five numbers of every column; two in double precision for every channel come before them.</summary>
        public readonly long ColumnsLength => 9L * Step;

        /// <summary>Where a slot's part of a set begins, and what it has.</summary>
        public readonly nint Slot(int slot, out int rows, out int width)
        {
            int first = slot * SlotRows;
            bool isTail = first >= FullRows;
            rows = isTail ? 1 : Math.Min(SlotRows, FullRows - first);
            width = isTail ? Tail : Width;
            return (nint)Math.Min(first, FullRows) * Width;
        }
    }

    private static NormalizationJob Job(Tensor x, in NormalizationLayout layout, Tensor? scale, Tensor? shift, float epsilon, Tensor mean, Tensor variance, bool given)
    {
        int channels = layout.Channels, repeat = 1;
        if (channels < NarrowColumns)
        {
            // Whole vectors of sixteen, on every rung.
            int whole = 16 / Math.Clamp(channels & -channels, 1, 16);
            repeat = whole * ((NarrowColumns + (whole * channels) - 1) / Math.Max(1, whole * channels));
            repeat = layout.Rows >= 4 * repeat ? repeat : 1;
        }
        var job = new NormalizationJob
        {
            X = x.Pointer,
            Scale = scale is null ? null : scale.Pointer,
            Shift = shift is null ? null : shift.Pointer,
            Mean = mean.Pointer,
            Variance = variance.Pointer,
            Sets = layout.Sets,
            SetLength = layout.SetLength,
            SetsPerItem = RowsPerChunk(layout.SetLength),
            Rows = layout.Rows,
            Channels = channels,
            Groups = layout.Groups,
            Repeat = repeat,
            Width = repeat * channels,
            FullRows = layout.Rows / repeat,
            Tail = layout.Rows % repeat * channels,
            Epsilon = epsilon,
            Given = given,
        };
        job.SlotRows = Math.Max(1, SlotLength / (MomentRows * Math.Max(1, job.Width))) * MomentRows;
        job.Slots = Cut(job.FullRows, job.SlotRows) + (job.Tail > 0 ? 1 : 0);

        // A vector more than there are columns: groups are written in whole vectors, each over the last one's end.
        job.Step = ((job.Width + 15) & ~15) + 16;
        return job;
    }

    private static void MomentsOfSlot(void* state, int slot)
    {
        var job = (NormalizationJob*)state;
        MomentsOfSlot(job, slot, job->X, job->Partials);
    }

    private static void ApplyToSlot<TActivation>(void* state, int slot)
        where TActivation : struct, IActivation
    {
        var job = (NormalizationJob*)state;
        nint begin = job->Slot(slot, out int rows, out int width);
        Apply<TActivation>(job, job->X + begin, job->Y + begin, rows, width, job->Columns);
    }

    private static void SumsOfSlot<TActivation>(void* state, int slot)
        where TActivation : struct, IActivation
    {
        var job = (NormalizationJob*)state;
        SumsOfSlot<TActivation>(job, slot, 0, job->Partials, job->Columns);
    }

    private static void DeriveSlot<TActivation>(void* state, int slot)
        where TActivation : struct, IActivation
    {
        var job = (NormalizationJob*)state;
        nint begin = job->Slot(slot, out int rows, out int width);
        Derive<TActivation>(job, begin, rows, width, job->Columns);
    }

    private static void NormalizeSets<TActivation>(void* state, int item)
        where TActivation : struct, IActivation
    {
        var job = (NormalizationJob*)state;
        float* partials = Scratch.Panel(job->PartialsLength + job->ColumnsLength), columns = partials + job->PartialsLength;
        int last = (int)Math.Min(((long)item + 1) * job->SetsPerItem, job->Sets);
        for (int set = item * job->SetsPerItem; set < last; set++)
        {
            nint first = (nint)set * job->SetLength;
            if (!job->Given)
            {
                for (int slot = 0; slot < job->Slots && job->Rows > 1; slot++)
                {
                    MomentsOfSlot(job, slot, job->X + first, partials);
                }
                FoldMoments(job, set, partials, columns);
            }
            FillColumns(job, set, columns);
            for (int slot = 0; slot < job->Slots; slot++)
            {
                nint begin = first + job->Slot(slot, out int rows, out int width);
                Apply<TActivation>(job, job->X + begin, job->Y + begin, rows, width, columns);
            }
        }
    }

    private static void DeriveSets<TActivation>(void* state, int item)
        where TActivation : struct, IActivation
    {
        var job = (NormalizationJob*)state;
        float* partials = Scratch.Panel(job->PartialsLength + job->ColumnsLength), columns = partials + job->PartialsLength;
        int first = item * job->SetsPerItem, last = (int)Math.Min(((long)item + 1) * job->SetsPerItem, job->Sets);
        for (int set = first; set < last; set++)
        {
            nint start = (nint)set * job->SetLength;
            FillColumns(job, set, columns);
            if (job->NeedsSums)
            {
                for (int slot = 0; slot < job->Slots; slot++)
                {
                    SumsOfSlot<TActivation>(job, slot, start, partials, columns);
                }
                FoldSums(job, partials);
                ScaleSums(job, set, partials, job->Items + (2L * item * job->Step), continues: set > first);
            }
            if (job->Dx == null)
            {
                continue;
            }
            FillGradientColumns(job, set, partials, columns);
            for (int slot = 0; slot < job->Slots; slot++)
            {
                nint begin = start + job->Slot(slot, out int rows, out int width);
                Derive<TActivation>(job, begin, rows, width, columns);
            }
        }
    }
}

namespace Latent.Files;

/// <summary>The element types of a safetensors file, named as the format names them.</summary>
public enum SafetensorsType
{
    /// <summary>True or false, one byte.</summary>
    BOOL,

    /// <summary>Unsigned, 8 bits.</summary>
    U8,

    /// <summary>Signed, 8 bits.</summary>
    I8,

    /// <summary>Signed, 16 bits.</summary>
    I16,

    /// <summary>Unsigned, 16 bits.</summary>
    U16,

    /// <summary>IEEE half precision.</summary>
    F16,

    /// <summary>The upper half of a single.</summary>
    BF16,

    /// <summary>Signed, 32 bits.</summary>
    I32,

    /// <summary>Unsigned, 32 bits.</summary>
    U32,

    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>IEEE double precision.</summary>
    F64,

    /// <summary>Signed, 64 bits.</summary>
    I64,

    /// <summary>Unsigned, 64 bits.</summary>
    U64,
}

/// <summary>How the element types are spelled, measured, and matched with those of .NET.</summary>
internal static class SafetensorsTypes
{
    /// <summary>Bytes an element.</summary>
    public static int Size(this SafetensorsType type) => type switch
    {
        SafetensorsType.BOOL or SafetensorsType.U8 or SafetensorsType.I8 => 1,
        SafetensorsType.I16 or SafetensorsType.U16 or SafetensorsType.F16 or SafetensorsType.BF16 => 2,
        SafetensorsType.I32 or SafetensorsType.U32 or SafetensorsType.F32 => 4,
        _ => 8,
    };

    /// <summary>The type of this spelling, which must be exact.</summary>
    public static bool TryParse(string name, out SafetensorsType type) =>
        Enum.TryParse(name, out type) && Enum.GetName(type) == name;

    /// <summary>The element type that holds a <typeparamref name="T"/>.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static SafetensorsType Of<T>()
        where T : unmanaged =>
        typeof(T) == typeof(float) ? SafetensorsType.F32
        : typeof(T) == typeof(double) ? SafetensorsType.F64
        : typeof(T) == typeof(int) ? SafetensorsType.I32
        : typeof(T) == typeof(long) ? SafetensorsType.I64
        : typeof(T) == typeof(ulong) ? SafetensorsType.U64
        : typeof(T) == typeof(byte) ? SafetensorsType.U8
        : throw new ArgumentException($"A safetensors file of ours holds float, double, int, long, ulong or byte, not {typeof(T).Name}.");
}

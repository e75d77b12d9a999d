using System.Runtime.InteropServices;

namespace PiecewiseLinear.Solvers.Clp;

/// <summary>Owns one <c>Clp_Simplex</c> and deletes it when nobody holds it any more.</summary>
internal sealed class ClpModelHandle : SafeHandle
{
    public ClpModelHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        ClpNative.DeleteModel(handle);
        return true;
    }
}
